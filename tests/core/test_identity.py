"""National numbers: what they say, and the same verdict as an independent library where there is one."""

from __future__ import annotations

from datetime import date

import pytest
import stdnum.exceptions
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ro import cnp
from stdnum.se import personnummer

from konsil.core.identity import BadNumber, Identity, check, differs

TODAY = date(2026, 11, 25)
DAYS = st.dates(date(1930, 1, 1), date(2025, 12, 31))
DIGITS = st.text("0123456789", min_size=13, max_size=13)


def fault(country: str, said: str) -> str:
    with pytest.raises(BadNumber) as no:
        check(country, said, TODAY)
    return no.value.key


@pytest.mark.parametrize(
    ("country", "said", "born", "sex"),
    [
        ("AL", "G80218157A", date(1968, 2, 18), "male"),
        ("AL", " g80218157a ", date(1968, 2, 18), "male"),
        ("AL", "K05101002B", date(2000, 1, 1), "female"),
        ("RO", "1630615123457", date(1963, 6, 15), "male"),
        ("SE", "880320-0016", date(1988, 3, 20), "male"),
        ("SE", "8803200016", date(1988, 3, 20), "male"),
        ("SE", "198803200016", date(1988, 3, 20), "male"),
        ("SE", "121212+1212", date(1912, 12, 12), "male"),
    ],
)
def test_a_number_says_when_and_as_what_its_bearer_was_born(country: str, said: str, born: date, sex: str) -> None:
    found = check(country, said, TODAY)
    assert (found.born_on, found.sex) == (born, sex)


@pytest.mark.parametrize(
    ("country", "said", "key"),
    [
        ("AL", "", "wrong-length"),
        ("AL", "G8021815A", "wrong-length"),
        ("AL", "680218157A", "wrong-character"),
        ("AL", "G80230157A", "wrong-date"),
        ("RO", "163061512345", "wrong-length"),
        ("RO", "163061512345X", "wrong-character"),
        ("RO", "0630615123457", "wrong-character"),
        ("RO", "1632615123457", "wrong-date"),
        ("RO", "1630615993454", "wrong-county"),
        ("RO", "1630615123458", "wrong-check"),
        ("SE", "880320-001", "wrong-length"),
        ("SE", "880320-00A6", "wrong-character"),
        ("SE", "880320-0018", "wrong-check"),
        ("SE", "881320-0016", "wrong-date"),
        ("KZ", "12345", "wrong-length"),
        ("KZ", "000000000001", "wrong-check"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_its_fault(country: str, said: str, key: str) -> None:
    assert fault(country, said) == key


def test_a_foreign_cnp_tells_no_birth_date() -> None:
    bare = "963061512345"
    found = check("RO", bare + cnp.calc_check_digit(bare), TODAY)
    assert (found.born_on, found.sex) == (None, "")
    bare = "763061512345"
    assert check("RO", bare + cnp.calc_check_digit(bare), TODAY).sex == "male"


def test_a_samordningsnummer_has_sixty_more_days() -> None:
    assert check("SE", "701063-2391", TODAY).born_on == date(1970, 10, 3)


def iin(bare: str) -> str | None:
    """A check digit for eleven digits, computed apart from the code under test."""
    for weights in (range(1, 12), [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]):
        rest = sum(int(digit) * weight for digit, weight in zip(bare, weights, strict=True)) % 11
        if rest < 10:
            return bare + str(rest)
    return None


@given(DAYS, st.integers(0, 9999), st.sampled_from("3456"))
def test_an_iin_with_its_check_digit_is_read(born: date, series: int, century: str) -> None:
    century = century if (born.year >= 2000) == (century in "56") else {"3": "5", "4": "6", "5": "3", "6": "4"}[century]
    number = iin(f"{born:%y%m%d}{century}{series:04}")
    if number is not None:
        assert check("KZ", number, TODAY) == Identity(number, born, "male" if century in "35" else "female")
        wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
        assert fault("KZ", wrong) == "wrong-check"


def test_an_iin_without_a_plausible_date_is_a_doubt_and_no_fault() -> None:
    for bare in ("00000050000", "88991930000", "88010190000"):
        number = iin(bare)
        assert number is not None
        assert check("KZ", number, TODAY).doubts == ("no-birth-date",)


@given(DIGITS)
def test_a_cnp_is_judged_as_an_independent_library_judges_it(said: str) -> None:
    assert _valid("RO", said) == (cnp.is_valid(said) and said[0] != "0")


@given(DAYS, st.integers(0, 999), st.integers(0, 9), st.sampled_from("123456789"), st.sampled_from(["12", "40", "99"]))
def test_a_cnp_near_a_right_one_is_judged_alike(born: date, series: int, last: int, first: str, county: str) -> None:
    bare = f"{first}{born:%y%m%d}{county}{series:03}"
    for said in (bare + cnp.calc_check_digit(bare), f"{bare}{last}"):
        assert _valid("RO", said) == cnp.is_valid(said)


@given(DAYS, st.integers(0, 9999), st.sampled_from(["-", "+", ""]), st.booleans())
def test_a_personnummer_is_judged_as_an_independent_library_judges_it(
    born: date, series: int, between: str, long: bool
) -> None:
    said = f"{born:%Y%m%d}{series:04}" if long else f"{born:%y%m%d}{between}{series:04}"
    try:
        personnummer.validate(said)
        valid = True
    except stdnum.exceptions.ValidationError:
        valid = False
    assert _valid("SE", said) == valid
    if valid:
        assert check("SE", said, TODAY).sex == {"M": "male", "F": "female"}[personnummer.get_gender(said)]


def test_what_does_not_agree_with_the_register_is_named() -> None:
    found = check("AL", "G80218157A", TODAY)
    assert differs(found, date(1968, 2, 18), "male") == ()
    assert differs(found, date(1968, 2, 18), "") == ()
    assert differs(found, date(1969, 2, 18), "female") == ("other-birth-date", "other-sex")


def test_a_country_without_a_rule_takes_any_number() -> None:
    assert check("DE", " ab 12 ", TODAY) == Identity("AB12")


def _valid(country: str, said: str) -> bool:
    try:
        check(country, said, TODAY)
    except BadNumber:
        return False
    return True
