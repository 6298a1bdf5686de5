"""Ten thousand invented members of one insurer, as the file it would send each night.

Names are put together from Albanian given and family names; numbers, telephones and addresses are of ranges kept
for examples. The same seed makes the same file.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

COUNT = 10_000
NAMES = tomllib.loads((files("konsil.demo") / "names.toml").read_text("utf8"))
COLUMNS = (
    "policy", "kind", "number", "card", "relation", "given", "family", "born_on", "sex", "country", "national_number",
    "language", "phone", "email", "from_on", "until_on",
)  # fmt: skip


def write(path: Path, known: Sequence[Mapping[str, Any]] = (), count: int = COUNT, seed: int = 7) -> Path:
    """The file, with a header of `COLUMNS`: the people of the twelve cases first, then all the others."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS)
        out.writeheader()
        out.writerows(_known(number, one) for number, one in enumerate(known, 1))
        out.writerows(members(count - len(known), seed))
    return path


def number_of(place: int) -> str:
    """The membership number of one of the twelve cases' people, by their place in the world's file."""
    return f"D{place:06}"


def _known(place: int, one: Mapping[str, Any]) -> dict[str, str]:
    return {
        "policy": f"MSO-D-{place:04}", "kind": "family", "number": number_of(place), "card": f"MSO{place:07}",
        "relation": "self", "given": one["given"], "family": one["family"], "born_on": one["born_on"].isoformat(),
        "sex": one["sex"], "country": "", "national_number": "", "language": "sq", "phone": one.get("phone", ""),
        "email": one.get("email", ""), "from_on": "2025-01-01", "until_on": "2026-12-31",
    }  # fmt: skip


def members(count: int, seed: int) -> Iterator[dict[str, str]]:
    """Rows of the file: three in ten contracts are of a family."""
    random, number, contract = Random(seed), 0, 0
    while number < count:
        contract += 1
        size = min(random.choice((1, 1, 1, 1, 1, 1, 1, 2, 3, 4)), count - number)
        family = random.choice(NAMES["family"])
        for place in range(size):
            number += 1
            yield _row(random, contract, size, place, number, family)


def _row(random: Random, contract: int, size: int, place: int, number: int, family: str) -> dict[str, str]:
    sex = random.choice(("female", "male"))
    born = date(1936, 1, 1) + timedelta(days=random.randint(0, 24_000) if place < 2 else random.randint(26_000, 32_000))
    given = random.choice(NAMES[sex])
    return {
        "policy": f"MSO-{contract:06}", "kind": "family" if size > 1 else "individual", "number": f"M{number:07}",
        "card": f"MSO{1_000_000 + number}", "relation": ("self", "spouse", "child", "child")[place], "given": given,
        "family": family, "born_on": born.isoformat(), "sex": sex, "country": "AL",
        "national_number": _number(born, sex, number), "language": "sq",
        "phone": f"+355 69 0{number // 10_000:02} {number % 10_000:04}",
        "email": "", "from_on": "2025-01-01", "until_on": "2026-12-31",
    }  # fmt: skip


def _number(born: date, sex: str, number: int) -> str:
    """A national number as Albania writes them: decade, year, month (50 more for a woman), day, series, letter."""
    month = born.month + (50 if sex == "female" else 0)
    series, letter = number % 1000, chr(ord("A") + number // 1000 % 26)
    return f"{chr(ord('A') + (born.year - 1900) // 10)}{born.year % 10}{month:02}{born.day:02}{series:03}{letter}"
