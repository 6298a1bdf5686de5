"""Documents as they arrive: good ones, and every kind that must not come in."""

import io
import struct
import zipfile
from functools import cache
from typing import Any

import pikepdf
from PIL import Image
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, MediaStorageDirectoryStorage, generate_uid

from konsil.gates.antivirus.signatures import EICAR


def pdf(**root: Any) -> bytes:
    """One empty page; `root` becomes entries of the catalogue."""
    document, out = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    for name, value in root.items():
        document.Root[f"/{name}"] = value
    document.save(out)
    return out.getvalue()


def action(kind: str, **more: Any) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


def encrypted_pdf() -> bytes:
    document, out = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def readable_but_encrypted_pdf() -> bytes:
    document, out = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    return out.getvalue()


def pdf_with_attachment() -> bytes:
    document, out = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    document.attachments["letra.txt"] = b"Mirdita"
    document.save(out)
    return out.getvalue()


def pdf_with_virus() -> bytes:
    document, out = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    document.Root["/Note"] = document.make_stream(EICAR)
    document.save(out, compress_streams=False)
    return out.getvalue()


def pdf_with_link_script() -> bytes:
    """The script hides in an annotation inside the page, not in the catalogue."""
    document, out = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, A=action("JavaScript", JS="app.alert(1)"))
    document.pages[0]["/Annots"] = pikepdf.Array([link])
    document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def picture(form: str, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode == "L" else (20, 90, 83)).save(out, form)
    return out.getvalue()


def huge_png() -> bytes:
    """A header that claims 40,000 by 40,000 points, in a few octets."""
    small = bytearray(picture("PNG"))
    struct.pack_into(">II", small, 16, 40_000, 40_000)
    import zlib

    struct.pack_into(">I", small, 29, zlib.crc32(bytes(small[12:29])))
    return bytes(small)


def dicom(preamble: bytes = bytes(128), **tags: Any) -> bytes:
    """One small image of an invented patient."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = tags.pop("SOPClassUID", CTImageStorage)
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    image = Dataset()
    image.file_meta = meta
    image.SOPClassUID, image.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    for name, value in (IMAGE | tags).items():
        setattr(image, name, value)
    out = io.BytesIO()
    image.save_as(out, enforce_file_format=True)
    return preamble + out.getvalue()[128:]


def directory(*files: str) -> bytes:
    """A disc's table of contents that lists these files."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    contents, study = Dataset(), Dataset()
    study.DirectoryRecordType = "STUDY"
    contents.file_meta = meta
    contents.DirectoryRecordSequence = [study, *(_record(file) for file in files)]
    out = io.BytesIO()
    contents.save_as(out, enforce_file_format=True)
    return out.getvalue()


def _record(file: str) -> Dataset:
    record = Dataset()
    record.DirectoryRecordType = "IMAGE"
    record.ReferencedFileID = file.split("\\")
    return record


IMAGE: dict[str, Any] = {
    "PatientName": "Kodra^Elira",
    "PatientBirthDate": "19740514",
    "PatientID": "P-1",
    "Modality": "CT",
    "StudyInstanceUID": "1.2.3",
    "SeriesInstanceUID": "1.2.3.1",
    "SeriesDescription": "Gjiri",
    "Rows": 8,
    "Columns": 8,
    "BitsAllocated": 8,
    "BitsStored": 8,
    "HighBit": 7,
    "PixelRepresentation": 0,
    "SamplesPerPixel": 1,
    "PhotometricInterpretation": "MONOCHROME2",
    "PixelData": bytes(range(64)),
}


def disc(*entries: tuple[str, bytes], compress: int = zipfile.ZIP_DEFLATED, remark: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as written:
        for name, content in entries:
            written.writestr(name, content)
        written.comment = remark
    return out.getvalue()


def link_disc() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        link = zipfile.ZipInfo("IM1")
        link.external_attr = 0o120777 << 16
        written.writestr(link, "/etc/passwd")
    return out.getvalue()


def locked_disc() -> bytes:
    """The directory says encrypted."""
    whole = bytearray(disc(("IM1", dicom())))
    whole[whole.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(whole)


def overlapping_disc() -> bytes:
    """Two entries of the directory, one content."""
    whole = disc(("IM1", dicom()), ("IM2", dicom()))
    first, second = whole.index(b"PK\x01\x02"), whole.rindex(b"PK\x01\x02")
    twisted = bytearray(whole)
    twisted[second + 42 : second + 46] = whole[first + 42 : first + 46]
    return bytes(twisted)


def lying_disc() -> bytes:
    """The directory claims ten octets where a megabyte comes out."""
    whole = bytearray(disc(("IM1", bytes(1_000_000))))
    at = whole.rindex(b"PK\x01\x02")
    struct.pack_into("<I", whole, at + 24, 10)
    return bytes(whole)


def nested(depth: int) -> bytes:
    content = disc(("IM1", dicom()))
    for level in range(depth):
        content = disc((f"{level}.zip", content))
    return content


@cache
def device_file(name: str) -> bytes:
    """A file of pydicom's own tests: written by real devices, by nobody here."""
    path = get_testdata_file(name, download=False)
    assert isinstance(path, str)
    with open(path, "rb") as content:
        return content.read()


GOOD: dict[str, tuple[str, bytes, str]] = {
    "a PDF": ("raport.pdf", pdf(), "pdf"),
    "a JPEG": ("foto.JPG", picture("JPEG"), "jpeg"),
    "a PNG": ("foto.png", picture("PNG"), "png"),
    "a TIFF": ("xham.tif", picture("TIFF"), "tiff"),
    "a DICOM without an ending": ("IM000001", dicom(), "dicom"),
    "a DICOM that may be a TIFF too": ("xham.dcm", dicom(b"II*\x00" + bytes(124)), "dicom"),
    "a CT of a real device": ("CT_small.dcm", device_file("CT_small.dcm"), "dicom"),
    "an MR of a real device": ("MR_small.dcm", device_file("MR_small.dcm"), "dicom"),
    "a disc": ("disk.zip", disc(("A/IM1", dicom()), ("A/IM2", dicom()), ("LEXO.txt", b"MZ")), "zip"),
    "a disc with a report": ("disk.zip", disc(("IM1", dicom()), ("raport.pdf", pdf())), "zip"),
}

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
JS = "app.alert(1)"

BAD: dict[str, tuple[str, bytes, str]] = {
    "nothing": ("raport.pdf", b"", "file-empty"),
    "the test virus": ("raport.pdf", EICAR, "type-unknown"),
    "the test virus in a PDF": ("raport.pdf", pdf_with_virus(), "infected"),
    "the test virus in a DICOM": ("IM1", dicom(ImageComments=EICAR.decode()), "infected"),
    "the test virus on a disc": ("d.zip", disc(("IM1", dicom()), ("LEXO.txt", EICAR)), "infected"),
    "a page": ("x.html", HTML, "type-html"),
    "a page called a picture": ("foto.jpg", HTML, "type-html"),
    "a page in UTF-16": ("foto.jpg", HTML.decode().encode("utf-16-le"), "type-html"),
    "a drawing with a script": ("foto.svg", SVG, "type-svg"),
    "a GIF that is a script": ("foto.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", "type-gif"),
    "a Word file with macros": ("epikriza.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "type-office"),
    "a new Word file": (
        "epikriza.docx",
        disc(("[Content_Types].xml", b"<Types/>"), ("word/vbaProject.bin", b"x")),
        "type-office",
    ),
    "a Windows program": ("raport.pdf.exe", b"MZ" + bytes(200), "type-program"),
    "a Linux program": ("IM1", b"\x7fELF" + bytes(200), "type-program"),
    "a Java program": ("x.zip", disc(("META-INF/MANIFEST.MF", b"x"), ("A.class", b"x")), "type-program"),
    "a shell script": ("x.pdf", b"#!/bin/sh\nrm -rf ~\n", "type-script"),
    "a RAR": ("d.rar", b"Rar!\x1a\x07\x00" + bytes(20), "type-archive"),
    "an empty zip": ("d.zip", disc(), "type-archive"),
    "words": ("shenim.txt", b"Pacientja erdhi sot.", "type-unknown"),
    "a PNG called a PDF": ("raport.pdf", picture("PNG"), "type-mismatch"),
    "a PDF with a page before it": ("r.pdf", b"%PDF-1.4\n" + HTML + pdf()[9:], "polyglot"),
    "a PDF with a page behind it": ("r.pdf", pdf() + HTML, "polyglot"),
    "a PDF with a zip behind it": ("r.pdf", pdf() + disc(("a", b"b" * 5000)), "polyglot"),
    "a picture with a page in it": ("f.jpg", picture("JPEG") + HTML, "polyglot"),
    "a picture with a PDF behind it": ("f.png", picture("PNG") + pdf(), "polyglot"),
    "a disc with a page as its remark": ("d.zip", disc(("IM1", dicom()), remark=HTML), "polyglot"),
    "a PDF cut in half": ("r.pdf", pdf()[:200], "pdf-broken"),
    "a PDF of rubbish": ("r.pdf", b"%PDF-1.7\nrubbish\n%%EOF\n", "pdf-broken"),
    "a locked PDF": ("r.pdf", encrypted_pdf(), "pdf-encrypted"),
    "a PDF locked against printing": ("r.pdf", readable_but_encrypted_pdf(), "pdf-encrypted"),
    "a PDF that runs a script": ("r.pdf", pdf(OpenAction=action("JavaScript", JS=JS)), "pdf-javascript"),
    "a PDF whose link runs a script": ("r.pdf", pdf_with_link_script(), "pdf-javascript"),
    "a PDF that starts a program": ("r.pdf", pdf(OpenAction=action("Launch", F="cmd.exe")), "pdf-launch"),
    "a PDF that opens another": ("r.pdf", pdf(OpenAction=action("GoToR", F="b.pdf")), "pdf-launch"),
    "a PDF with a file in it": ("r.pdf", pdf_with_attachment(), "pdf-embedded-file"),
    "a PDF with a living form": (
        "r.pdf",
        pdf(AcroForm=pikepdf.Dictionary(XFA=pikepdf.String("x"))),
        "pdf-active-form",
    ),
    "a PDF that sends itself": (
        "r.pdf",
        pdf(OpenAction=action("SubmitForm", F="http://x.example")),
        "pdf-active-form",
    ),
    "a picture cut short": ("f.png", picture("PNG")[:60], "image-broken"),
    "a picture in name only": ("f.jpg", b"\xff\xd8\xff\xe0" + bytes(100), "image-broken"),
    "a picture of 1.6 thousand million points": ("f.png", huge_png(), "image-too-large"),
    "a DICOM that is a Windows program": ("IM1", dicom(b"MZ" + bytes(126)), "dicom-preamble"),
    "a DICOM that is a Linux program": ("IM1", dicom(b"\x7fELF" + bytes(124)), "dicom-preamble"),
    "a DICOM that is a page": ("IM1", dicom(HTML.ljust(128, b" ")[:128]), "dicom-preamble"),
    "a DICOM that is a PDF": ("IM1", dicom(b"%PDF-1.4".ljust(128)), "dicom-preamble"),
    "a DICOM of nothing": ("IM1", bytes(128) + b"DICM", "dicom-broken"),
    "a DICOM cut in its header": ("IM1", dicom()[:200], "dicom-broken"),
    "a PDF in a DICOM": ("IM1", dicom(SOPClassUID="1.2.840.10008.5.1.4.1.1.104.1"), "dicom-encapsulated"),
    "a DICOM of a hundred thousand frames": ("IM1", dicom(NumberOfFrames="100000"), "dicom-too-many-frames"),
    "a disc cut in half": ("d.zip", disc(("IM1", dicom()))[:300], "zip-broken"),
    "a locked disc": ("d.zip", locked_disc(), "zip-encrypted"),
    "a disc that climbs out": ("d.zip", disc(("../../etc/cron.d/x", dicom())), "zip-path"),
    "a disc with an absolute name": ("d.zip", disc(("/etc/passwd", dicom())), "zip-path"),
    "a disc with a drive letter": ("d.zip", disc(("C:\\x", dicom())), "zip-path"),
    "a disc with a link": ("d.zip", link_disc(), "zip-path"),
    "a bomb": ("d.zip", disc(("IM1", bytes(50_000_000))), "zip-bomb"),
    "a bomb of overlapping entries": ("d.zip", overlapping_disc(), "zip-bomb"),
    "a disc that lies about its sizes": ("d.zip", lying_disc(), "zip-broken"),
    "a disc in a disc": ("d.zip", nested(1), "zip-nested"),
    "a disc ten deep": ("d.zip", nested(10), "zip-nested"),
    "a disc without an image": ("d.zip", disc(("raport.pdf", pdf())), "zip-without-images"),
    "a disc with a program": ("d.zip", disc(("IM1", dicom()), ("viewer.exe", b"MZ" + bytes(9))), "type-program"),
    "a disc with a bad image": ("d.zip", disc(("IM1", dicom()), ("IM2", dicom(HTML.ljust(128)))), "dicom-preamble"),
}
