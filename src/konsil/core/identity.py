"""National numbers, country by country: what one says of its bearer, and whether it can be one at all.

A number is typed by tired people: the fault is named, and a number that merely looks odd is a doubt, not a
refusal. A person without one is a person all the same.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Sex = Literal["female", "male", ""]

CNP_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)
CNP_CENTURIES = {"1": 1900, "2": 1900, "3": 1800, "4": 1800, "5": 2000, "6": 2000}
CNP_COUNTIES = frozenset((*range(1, 49), 51, 52, 70, 80, 81, 82, 83))
IIN_WEIGHTS = tuple(range(1, 12)), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
NID = re.compile(r"[A-T]\d{8}[A-Z]")


class BadNumber(ValueError):
    """It cannot be a number of that country. `key` is a refusal key: wrong-length, wrong-character,
    wrong-date, wrong-county or wrong-check."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Identity:
    """A number in its one spelling, and what it says of its bearer. `doubts` are worth a second look."""

    number: str
    born_on: date | None = None
    sex: Sex = ""
    doubts: tuple[str, ...] = ()


def check(country: str, said: str, today: date) -> Identity:
    """What a number of a country says. Raises `BadNumber`; a country without a rule takes any number.

    `today` (UTC) decides the century where the number does not say it.
    """
    bare = "".join(said.split()).upper()
    if not bare:
        raise BadNumber("wrong-length")
    rule = RULES.get(country)
    return rule(bare, today) if rule else Identity(bare)


def differs(found: Identity, born_on: date, sex: str) -> tuple[str, ...]:
    """Where a number and what else is known of its bearer do not agree: `other-birth-date`, `other-sex`."""
    told = []
    if found.born_on and found.born_on != born_on:
        told.append("other-birth-date")
    if found.sex and sex and found.sex != sex:
        told.append("other-sex")
    return tuple(told)


def albanian(bare: str, today: date) -> Identity:
    """NID: the letter is the decade (A the 1900s … K the 2000s), a digit the year in it, then the month (50 more
    for a woman), the day, three of a series and a letter. Many were issued against the rule of the last
    letter, so that letter proves nothing."""
    if len(bare) != 10:
        raise BadNumber("wrong-length")
    if not NID.fullmatch(bare):
        raise BadNumber("wrong-character")
    year = 1900 + 10 * (ord(bare[0]) - ord("A")) + int(bare[1])
    month = int(bare[2:4])
    return Identity(bare, _day(year, month % 50, int(bare[4:6])), "female" if month > 50 else "male")


def romanian(bare: str, today: date) -> Identity:
    """CNP: sex and century, birth date, county, three of a series, a check digit modulo 11."""
    bare = bare.replace("-", "")
    _digits(bare, 13)
    if bare[0] == "0":
        raise BadNumber("wrong-character")
    born = _day(CNP_CENTURIES.get(bare[0], 1900) + int(bare[1:3]), int(bare[3:5]), int(bare[5:7]))
    if int(bare[7:9]) not in CNP_COUNTIES:
        raise BadNumber("wrong-county")
    rest = _weighed(bare, CNP_WEIGHTS) % 11
    if bare[-1] != ("1" if rest == 10 else str(rest)):
        raise BadNumber("wrong-check")
    if bare[0] not in CNP_CENTURIES:  # residents and foreigners: the century is not told
        return Identity(bare, None, "" if bare[0] == "9" else _sex_of(bare[0]))
    return Identity(bare, born, _sex_of(bare[0]))


def swedish(bare: str, today: date) -> Identity:
    """Personnummer, or samordningsnummer, whose day is 60 more: YYMMDD-NNNC, Luhn; `+` from a hundred on."""
    plain = bare.replace("-", "").replace("+", "").replace(":", "")
    _digits(plain, 10 if len(plain) == 10 else 12)
    last, day = plain[-10:], int(plain[-6:-4])
    year = int(plain[:4]) if len(plain) == 12 else _century(int(last[:2]), "+" in bare, today)
    born = _day(year, int(last[2:4]), day - 60 if day > 60 else day)
    if sum(_luhn(int(digit), place) for place, digit in enumerate(reversed(last))) % 10:
        raise BadNumber("wrong-check")
    return Identity(f"{year}{last[2:6]}-{last[6:]}", born, _sex_of(last[8]))


def kazakh(bare: str, today: date) -> Identity:
    """IIN: birth date, sex and century, four of a series, a check digit modulo 11, weighed twice if need be.
    Some rightly issued ones carry no plausible date: that is a doubt."""
    _digits(bare, 12)
    rest = next((r for weights in IIN_WEIGHTS if (r := _weighed(bare, weights) % 11) < 10), None)
    if rest is None or str(rest) != bare[-1]:
        raise BadNumber("wrong-check")
    if not 1 <= int(bare[6]) <= 6:
        return Identity(bare, doubts=("no-birth-date",))
    try:
        born = _day(1800 + (int(bare[6]) - 1) // 2 * 100 + int(bare[:2]), int(bare[2:4]), int(bare[4:6]))
    except BadNumber:
        return Identity(bare, None, _sex_of(bare[6]), ("no-birth-date",))
    return Identity(bare, born, _sex_of(bare[6]))


RULES: Mapping[str, Callable[[str, date], Identity]] = {
    "AL": albanian,
    "RO": romanian,
    "SE": swedish,
    "KZ": kazakh,
}


def _digits(bare: str, length: int) -> None:
    if len(bare) != length:
        raise BadNumber("wrong-length")
    if not (bare.isascii() and bare.isdigit()):
        raise BadNumber("wrong-character")


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadNumber("wrong-date") from None


def _weighed(bare: str, weights: tuple[int, ...]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, bare, strict=False))


def _sex_of(digit: str) -> Sex:
    return "male" if int(digit) % 2 else "female"


def _luhn(digit: int, place: int) -> int:
    return sum(divmod(digit * 2, 10)) if place % 2 else digit


def _century(year: int, old: bool, today: date) -> int:
    """The latest year of two digits that is not to come; a hundred earlier for `+`."""
    full = today.year // 100 * 100 + year
    return full - 100 * ((full > today.year) + old)
