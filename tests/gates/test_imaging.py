"""Discs of images and summaries of other systems, made readable without a name too many."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from konsil.gates import GateRefused
from konsil.gates.imaging import Person, Section, read, read_summary
from uploads import device_file, dicom, directory, disc, pdf

ELIRA = Person("Elira Kodra", date(1974, 5, 14))


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    return tmp_path / "upload"


def grey(thumbnail: bytes | None) -> list[int]:
    assert thumbnail is not None
    with Image.open(io.BytesIO(thumbnail)) as picture:
        assert (picture.format, picture.mode) == ("PNG", "L")
        return list(picture.tobytes())


def test_one_file_tells_whose_it_is_and_what(upload: Path) -> None:
    upload.write_bytes(dicom())
    images = read(upload)
    assert (images.people, images.present, images.listed, images.whole) == ((ELIRA,), 1, None, True)
    (series,) = images.series
    assert (series.modality, series.description, series.images) == ("CT", "Gjiri", 1)


def test_a_disc_is_counted_by_series_in_the_order_of_their_number(upload: Path) -> None:
    second = {"SeriesInstanceUID": "1.2.3.2", "SeriesNumber": "2", "Modality": "MR", "SeriesDescription": "T2"}
    upload.write_bytes(
        disc(
            ("A/1", dicom(**second)),
            ("A/2", dicom(**second)),
            ("A/3", dicom(SeriesNumber="1")),
            ("raport.pdf", pdf()),
            ("LEXO.TXT", b"x"),
        )
    )
    images = read(upload)
    assert [(one.modality, one.images) for one in images.series] == [("CT", 1), ("MR", 2)]
    assert images.present == 3


def test_two_patients_on_one_disc_are_both_named(upload: Path) -> None:
    other = dicom(PatientName="Hoxha^Besnik", PatientBirthDate="")
    upload.write_bytes(disc(("1", dicom()), ("2", other), ("3", dicom())))
    assert read(upload).people == (ELIRA, Person("Besnik Hoxha", None))


@pytest.mark.parametrize("lost", [(), ("IM3", "IM5")])
def test_what_the_directory_lists_is_compared_with_what_is_there(upload: Path, lost: tuple[str, ...]) -> None:
    listed = [f"IM{number}" for number in range(1, 6)]
    images = [(f"disk/dicom/{name.lower()}", dicom()) for name in listed if name not in lost]
    upload.write_bytes(disc(("disk/DICOMDIR", directory(*(f"DICOM\\{name}" for name in listed))), *images))
    found = read(upload)
    assert (found.listed, found.present) == (5, 5 - len(lost))
    assert found.missing == tuple(f"DISK/DICOM/{name}" for name in lost)
    assert found.whole is (lost == ())


def test_a_directory_of_a_real_disc_alone_is_no_image(upload: Path) -> None:
    upload.write_bytes(device_file("DICOMDIR"))
    with pytest.raises(GateRefused) as refused:
        read(upload)
    assert refused.value.key == "no-images"


def test_a_picture_holds_pixels_and_nothing_of_the_header(upload: Path) -> None:
    upload.write_bytes(dicom())
    (series,) = read(upload).series
    assert grey(series.thumbnail) == [round(value * 255 / 63) for value in range(64)]
    assert series.thumbnail is not None
    for canary in (b"Elira", b"Kodra", b"1974", b"P-1", b"tEXt", b"eXIf"):
        assert canary not in series.thumbnail


def test_the_window_a_device_proposes_is_kept(upload: Path) -> None:
    upload.write_bytes(dicom(WindowCenter="32", WindowWidth="2", RescaleSlope="1", RescaleIntercept="0"))
    (series,) = read(upload).series
    assert grey(series.thumbnail) == [0] * 32 + [128] + [255] * 31


def test_an_inverted_image_is_turned(upload: Path) -> None:
    upload.write_bytes(dicom(PhotometricInterpretation="MONOCHROME1"))
    (series,) = read(upload).series
    assert grey(series.thumbnail)[0] == 255


@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small.dcm", "MR_small_RLE.dcm", "MR_small_bigendian.dcm"])
def test_images_of_real_devices_have_a_picture(upload: Path, name: str) -> None:
    upload.write_bytes(device_file(name))
    (series,) = read(upload).series
    points = grey(series.thumbnail)
    assert (max(points), len(set(points)) > 100) == (255, True)


def test_the_same_pixels_in_three_encodings_are_the_same_picture(upload: Path) -> None:
    pictures = set()
    for name in ("MR_small.dcm", "MR_small_RLE.dcm", "MR_small_bigendian.dcm"):
        upload.write_bytes(device_file(name))
        pictures.add(read(upload).series[0].thumbnail)
    assert len(pictures) == 1


@pytest.mark.parametrize("name", ["examples_rgb_color.dcm", "SC_rgb_jpeg.dcm", "rtplan.dcm", "JPEG2000.dcm"])
def test_where_a_name_may_stand_or_pixels_cannot_be_read_there_is_no_picture(upload: Path, name: str) -> None:
    upload.write_bytes(device_file(name))
    (series,) = read(upload).series
    assert series.thumbnail is None


@pytest.mark.parametrize("tags", [{"Modality": "US"}, {"Modality": "SC"}, {"BurnedInAnnotation": "YES"}])
def test_a_picture_a_device_may_have_written_on_is_not_shown(upload: Path, tags: dict[str, Any]) -> None:
    upload.write_bytes(dicom(**tags))
    (series,) = read(upload).series
    assert series.thumbnail is None


def colour(**tags: Any) -> bytes:
    shape = {"SamplesPerPixel": 3, "PlanarConfiguration": 0, "PhotometricInterpretation": "RGB"}
    return dicom(**shape | {"PixelData": bytes((200, 100, 50)) * 64} | tags)


@pytest.mark.parametrize(
    ("tags", "point"),
    [
        ({}, (200, 100, 50)),
        ({"PlanarConfiguration": 1, "PixelData": bytes([200] * 64 + [100] * 64 + [50] * 64)}, (200, 100, 50)),
        ({"PhotometricInterpretation": "YBR_FULL", "PixelData": bytes((128, 128, 128)) * 64}, (128, 128, 128)),
    ],
)
def test_a_colour_image_keeps_its_colour(upload: Path, tags: dict[str, Any], point: tuple[int, ...]) -> None:
    upload.write_bytes(colour(**tags))
    thumbnail = read(upload).series[0].thumbnail
    assert thumbnail is not None
    with Image.open(io.BytesIO(thumbnail)) as picture:
        assert picture.getpixel((4, 4)) == point


@pytest.mark.parametrize(
    "tags",
    [
        {"PixelData": b"\x00"},
        {"PhotometricInterpretation": "PALETTE COLOR"},
        {"PhotometricInterpretation": "YBR_RCT", "SamplesPerPixel": 3, "PixelData": bytes(192)},
    ],
)
def test_pixels_that_cannot_be_read_cost_the_picture_and_not_the_case(upload: Path, tags: dict[str, Any]) -> None:
    upload.write_bytes(dicom(**tags))
    images = read(upload)
    assert (images.present, images.series[0].thumbnail) == (1, None)


def test_a_large_image_becomes_a_small_picture(upload: Path) -> None:
    upload.write_bytes(dicom(Rows=600, Columns=900, PixelData=bytes(600 * 900)))
    thumbnail = read(upload).series[0].thumbnail
    assert thumbnail is not None
    with Image.open(io.BytesIO(thumbnail)) as picture:
        assert picture.size == (225, 150)


@pytest.mark.parametrize("content", [pdf(), b"x", disc(("raport.pdf", pdf()))])
def test_what_holds_no_image_is_refused(upload: Path, content: bytes) -> None:
    upload.write_bytes(content)
    with pytest.raises(GateRefused) as refused:
        read(upload)
    assert refused.value.key == "no-images"


def test_a_name_is_read_in_its_own_alphabet(upload: Path) -> None:
    upload.write_bytes(dicom(SpecificCharacterSet="ISO_IR 192", PatientName="Өтегенов^Айгүл"))
    assert read(upload).people[0].name == "Айгүл Өтегенов"


# -- summaries -----------------------------------------------------------------------------------------------


def bundle(*sections: dict[str, Any], **over: Any) -> bytes:
    composition = {
        "resourceType": "Composition",
        "title": "Përmbledhje",
        "date": "2026-11-20T10:00:00+01:00",
        "language": "sq",
        "section": list(sections),
    }
    patient = {
        "resourceType": "Patient",
        "name": [{"given": ["Elira"], "family": "Kodra"}],
        "birthDate": "1974-05-14",
    }
    condition = {"resourceType": "Condition", "code": {"text": "Karcinomë duktale"}}
    coded = {"resourceType": "MedicationStatement", "medicationCodeableConcept": {"coding": [{"display": "Tamoxifen"}]}}
    entries = [
        {"fullUrl": "urn:uuid:1", "resource": composition},
        {"fullUrl": "urn:uuid:2", "resource": patient},
        {"fullUrl": "https://fhir.example/Condition/7", "resource": condition},
        {"fullUrl": "urn:uuid:4", "resource": coded},
    ]
    return json.dumps({"resourceType": "Bundle", "type": "document", "entry": entries} | over).encode()


def narrative(div: str) -> tuple[str, ...]:
    (section,) = read_summary(bundle({"title": "x", "text": {"div": div}})).sections
    return section.lines


def test_a_summary_tells_whose_it_is_and_when_it_was_written() -> None:
    summary = read_summary(bundle())
    assert (summary.title, summary.patient, summary.born) == ("Përmbledhje", "Elira Kodra", date(1974, 5, 14))
    assert (summary.written_on, summary.language, summary.sections) == (date(2026, 11, 20), "sq", ())


def test_a_narrative_becomes_lines_and_a_row_stays_one() -> None:
    table = "<table><tr><th>Bari</th><th>Doza</th></tr><tr><td>Tamoxifen</td><td></td><td>20&nbsp;mg</td></tr></table>"
    assert narrative(f"<div><p>Barnat\n  e sotme:</p>{table}<ul><li>një</li><li>dy<br/>tre</li></ul></div>") == (
        "Barnat e sotme:",
        "Bari · Doza",
        "Tamoxifen · 20 mg",
        "një",
        "dy",
        "tre",
    )


def test_no_mark_up_of_the_sender_comes_through() -> None:
    sly = "<div>a<script>alert(1)</script><style>b{}</style><img src=x onerror=alert(2)>c &lt;b&gt;</div>"
    assert narrative(sly) == ("ac <b>",)


def test_a_section_without_words_is_told_by_its_entries() -> None:
    references = [{"reference": "Condition/7"}, {"reference": "urn:uuid:4"}, {"reference": "Condition/9"}, {}]
    (section,) = read_summary(bundle({"title": "Problemet", "entry": references})).sections
    assert section == Section("Problemet", ("Karcinomë duktale", "Tamoxifen"))
    assert section.text == "Karcinomë duktale\nTamoxifen"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b'"x"',
        b"\xff\xfe",
        bundle(type="collection"),
        bundle(entry=[]),
        bundle(entry=[{"resource": {"resourceType": "Patient"}}]),
        bundle(entry=[{"resource": "x"}]),
        b"[" * 100_000,
    ],
)
def test_what_is_no_summary_is_refused(raw: bytes) -> None:
    with pytest.raises(GateRefused) as refused:
        read_summary(raw)
    assert refused.value.key == "not-a-summary"


def test_a_summary_too_large_to_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("konsil.gates.imaging.summary.LIMIT", 100)
    with pytest.raises(GateRefused) as refused:
        read_summary(bundle())
    assert refused.value.key == "summary-too-large"


def test_a_year_alone_is_no_day() -> None:
    raw = json.loads(bundle())
    raw["entry"][1]["resource"] |= {"birthDate": "1974", "name": [{"text": "Elira K."}]}
    summary = read_summary(json.dumps(raw).encode())
    assert (summary.born, summary.patient) == (None, "Elira K.")


EXAMPLES = sorted((Path(__file__).parents[2] / "src/konsil/demo/data/vendor").glob("Bundle-*.json"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_published_example_is_readable(path: Path) -> None:
    summary = read_summary(path.read_bytes())
    assert summary.patient in {"Martha DeLarosa", "Patricia JORDANA", "James Judge"}
    assert [section.title for section in summary.sections if not section.lines] == []
    assert not any("<" in line for section in summary.sections for line in section.lines)
