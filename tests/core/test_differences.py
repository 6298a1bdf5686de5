"""What a reader of an opinion must look at: sides, doses and drugs that the records do not say."""

import pytest

from konsil.core.differences import Piece, differences, mentions, pieces


def keys(text: str, kind: str) -> list[str]:
    return [one.key for one in mentions(text) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Invasive ductal carcinoma of the left breast", "left"),
        ("Karcinomë duktale invazive e gjirit të majtë", "left"),
        ("në gjirin e djathtë", "right"),
        ("Mamma links, oberer äußerer Quadrant", "left"),
        ("rechtsseitiger Befund", "right"),
        ("cancer du sein gauche", "left"),
        ("sânul drept sau sânul stâng: partea dreaptă", "right"),
        ("vänstra lungan", "left"),
        ("левого лёгкого", "left"),
        ("bilateral nodules", "both"),
        ("nyje dyanësore", "both"),
    ],
)
def test_a_side_is_known_in_the_languages_of_records(text: str, side: str) -> None:
    assert keys(text, "side") == [side]


@pytest.mark.parametrize(
    "text", ["This is the right treatment.", "It is all right.", "Start right now.", "Not bright."]
)
def test_right_is_no_side_where_it_means_something_else(text: str) -> None:
    assert keys(text, "side") == []


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("75 mg/m2 every three weeks", "75 mg/m²"),
        ("0,5 g në ditë", "500 mg"),
        ("500mg", "500 mg"),
        ("50 µg", "0.05 mg"),
        ("nyje 2,4 cm", "24 mm"),
        ("a nodule of 24 mm", "24 mm"),
        ("50 Gy in 25 fractions", "50 Gy"),
        ("5000 IU", "5000 IU"),
    ],
)
def test_a_dose_is_compared_in_one_unit(text: str, dose: str) -> None:
    assert keys(text, "dose") == [dose]


def test_a_dose_belongs_to_the_drug_it_follows() -> None:
    found = mentions("Letrozole 2.5 mg daily; a nodule measured some time later at 14 mm")

    assert [(one.key, one.of) for one in found if one.kind == "dose"] == [("2.5 mg", "letrozol"), ("14 mm", "")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paclitaxel", "Paklitakseli"),
        ("cisplatin", "cisplatinë"),
        ("Letrozole", "letrozolin"),
        ("warfarin", "varfarinë"),
    ],
)
def test_a_drug_is_the_same_in_another_language(one: str, other: str) -> None:
    assert keys(one, "drug") == keys(other, "drug")
    assert len(keys(one, "drug")) == 1


@pytest.mark.parametrize("text", ["in April 2026", "më 3 prill", "a marathon", "Prof. Lund planned it"])
def test_ordinary_words_are_no_drugs(text: str) -> None:
    assert keys(text, "drug") == []


def test_the_wrong_side_is_marked_in_both_texts() -> None:
    found = differences("Karcinomë e gjirit të majtë", "Carcinoma of the right breast")

    assert found.of("side") == (("left",), ("right",))
    assert found.kinds == ("side",)


def test_what_both_say_differs_in_nothing() -> None:
    found = differences("Letrozol 2,5 mg, gjiri i majtë", "Letrozole 2.5 mg for the left breast")

    assert (found.records, found.opinion, found.kinds) == ((), (), ())


def test_another_dose_of_the_same_drug_is_marked_in_both() -> None:
    found = differences("Capecitabine 1250 mg/m2; tumour 18 mm", "Capecitabine 1000 mg/m2 is enough")

    assert found.of("dose") == (("1250 mg/m²",), ("1000 mg/m²",))


def test_numbers_of_the_records_that_an_opinion_passes_over_are_not_marked() -> None:
    assert differences("Tumour 18 mm, Ki-67 30 %, ejection fraction 62 %", "Confirmed.").records == ()


def test_a_drug_that_only_one_names_is_marked_there() -> None:
    found = differences("on tamoxifen", "Letrozole is the better choice")

    assert found.of("drug") == (("tamoxifen",), ("letrozol",))


def test_a_text_is_cut_at_its_marks_and_nothing_of_it_is_lost() -> None:
    text = "Carcinoma of the right breast"
    cut = pieces(text, differences("left", text).opinion)

    assert cut == (Piece("Carcinoma of the "), Piece("right", "side"), Piece(" breast"))
    assert pieces("nothing", ()) == (Piece("nothing"),)


def test_marks_that_overlap_are_drawn_once() -> None:
    (left,) = mentions("left")

    assert pieces("left", (left, left)) == (Piece("left", "side"),)
