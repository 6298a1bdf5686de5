"""A mail from a clinic: numbers are believed when their check characters fit, services when their codes exist."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konsil.core import intake, seal
from konsil.core.intake import Read

CODES = ("OFT-CONS", "OFT-OCT", "OFT-FUND")
NUMBER = seal.number("AUT", 12345678901234)
KEY = seal.key_of(NUMBER)


@pytest.mark.parametrize(
    "written",
    [NUMBER, NUMBER.lower(), NUMBER.replace("-", " "), NUMBER.replace("-", ""), f"({NUMBER}),", f"nr.{NUMBER}."],
)
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert intake.read(f"Bună ziua, pentru {written} cerem OCT", CODES, "AUT").numbers == (KEY,)


def test_services_are_found_by_their_codes_each_once() -> None:
    text = "Cerem oft-oct și OFT-FUND. OFT-OCT este urgent; OFT-XYZ nu există."
    assert intake.read(text, CODES, "AUT") == Read((), ("OFT-OCT", "OFT-FUND"))


def test_a_number_with_one_wrong_sign_is_none() -> None:
    place = len(NUMBER) - 5
    wrong = NUMBER[:place] + ("A" if NUMBER[place] != "A" else "B") + NUMBER[place + 1 :]
    assert intake.read(wrong, CODES, "AUT").numbers == ()


@settings(max_examples=200)
@given(st.text(max_size=400))
def test_whatever_is_written_nothing_breaks(text: str) -> None:
    assert set(intake.read(text, CODES, "AUT").services) <= set(CODES)
