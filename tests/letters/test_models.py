"""What a letter accepts, and what it writes for its template."""

from datetime import date

import pytest
from pydantic import ValidationError

from konsil import letters
from konsil.letters import brand, models
from letters_samples import CONSENT, LINK, OFFER, PROMISES, RECALL, SENDER


def test_a_day_is_written_in_the_recipients_language() -> None:
    written = letters.fields(OFFER, "sq")["choose_by"]
    assert written["by"] == "deri të premten, 27 nëntor 2026"
    assert letters.fields(OFFER, "en")["choose_by"]["by"] == "by Friday 27 November 2026"


def test_an_instant_is_written_in_the_senders_zone() -> None:
    written = letters.fields(RECALL, "en")["withdrawn_at"]
    assert (written["plain"], written["hour"]) == ("25 November 2026", "10:41")


def test_a_link_gets_its_qr_and_an_empty_one_none() -> None:
    assert letters.fields(LINK, "sq")["qr"].startswith("<svg")
    assert "qr" not in letters.fields(OFFER.model_copy(update={"url": ""}), "sq")


def test_a_consent_carries_the_words_of_its_form_and_their_hash() -> None:
    form = letters.fields(CONSENT, "sq")["form"]
    assert form["title"] == "Pëlqim për përdorimin e të dhënave mjekësore"
    assert len(form["sha256"]) == 64


def test_a_suppressed_count_stays_suppressed() -> None:
    assert letters.fields(PROMISES, "sq")["late_cases"] is None


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="diagnosis"):
        models.Link(**LINK.model_dump(), diagnosis="C50.4")


def test_a_brand_colour_must_be_readable_on_paper() -> None:
    with pytest.raises(ValidationError, match=r"4\.5:1"):
        models.Sender(**SENDER.model_dump() | {"brand": "#ffd400"})
    assert models.Sender(**SENDER.model_dump() | {"brand": "#1b4c8c"}).brand == "#1b4c8c"


def test_contrast_is_that_of_wcag() -> None:
    assert brand.contrast("#000000", "#ffffff") == 21.0
    assert round(brand.contrast("#767676", "#ffffff"), 2) == 4.54
    with pytest.raises(ValueError, match="#rrggbb"):
        brand.contrast("red", "#ffffff")


def test_a_signature_cannot_leave_its_field() -> None:
    with pytest.raises(ValidationError, match="leaves the signature field"):
        models.Strokes(lines=(((0.5, 1.2), (0.1, 0.1)),))


def test_a_date_and_an_instant_are_told_apart() -> None:
    assert set(letters.fields(OFFER, "en")["written_on"]) == set(letters.fields(LINK, "en")["valid_until"]) - {
        "hour",
        "moment",
    }
    assert date(2026, 11, 25) == OFFER.written_on
