"""Writes the public holidays of our countries to src/konsil/calendars, for a person to review.

    tools/calendars.py            write the years nobody has reviewed yet
    tools/calendars.py --check    say which files differ from what would be written; 1 if any does

A reviewed file (`reviewed_by` names somebody) is never written over: governments move days at hours' notice,
and what a person has put right stays right.
"""

import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import holidays

FOLDER = Path(__file__).parent.parent / "src" / "konsil" / "calendars"
YEARS = range(2023, 2029)
PACKAGE = f"; python-holidays {version('holidays')}"
_ESTIMATED = "(?:e vlerësuar|бағаланған|estimated)"
ESTIMATED = re.compile(rf" \({_ESTIMATED}\)|, {_ESTIMATED}(?=\))")
MADE_GOOD = re.compile(r"\((\d\d)\.(\d\d)\.(\d{4}) ")


@dataclass(frozen=True)
class Country:
    """Where the days of a country come from. `language` is the country's, a key of two letters."""

    key: str
    name: str
    language: str
    law: str
    categories: tuple[str, ...] = ("public",)


COUNTRIES = (
    Country("AL", "Albania", "sq", "Law no. 7651 of 21.12.1992 on official holidays and commemorative days"),
    Country("RO", "Romania", "ro", "Labour Code (Law 53/2003) art. 139, as amended by Law 52/2023"),
    # By lag (1930:173) section 2 the three eves are days on which no period ends.
    Country(
        "SE", "Sweden", "sv", "Lag (1989:253) om allmänna helgdagar; the eves by lag (1930:173) section 2",
        ("public", "de_facto"),
    ),
    Country("KZ", "Kazakhstan", "kk", "Law no. 267-II of 13.12.2001 on holidays; Labour Code art. 84"),
)  # fmt: skip

# What a person has to settle before the year can be called reviewed.
DOUBTS = {
    ("AL", 2025): ["26 December: off for the public administration only, so a special day of such a party."],
    ("KZ", 2026): [
        "Constitution Day: no longer 30 August; whether 15 March (a Sunday, so Monday 16) was one already in "
        "2026 is told differently by different lists. Here it was not."
    ],
}


@dataclass(frozen=True)
class Line:
    """One holiday as the file has it."""

    day: date
    own: str
    english: str
    estimated: bool
    made_good_on: date | None


def lines(country: Country) -> list[Line]:
    """All holidays of all years. Names are asked for by language: else the machine's locale would choose."""
    own, english = (_names(country, language) for language in (country.language, "en_US"))
    words = {own[day]: english[day] for day in own if "; " not in own[day]}
    return [_line(day, own[day], words) for day in sorted(own)]


def _names(country: Country, language: str) -> dict[date, str]:
    asked = holidays.country_holidays(country.key, years=YEARS, language=language, categories=country.categories)
    return dict(asked.items())


def _line(day: date, own: str, words: Mapping[str, str]) -> Line:
    """Where two holidays fall on one day, both are named, in the same order in both languages."""
    english = "; ".join(words[name] for name in own.split("; "))
    bare, bare_english = (ESTIMATED.sub("", name) for name in (own, english))
    if not (found := MADE_GOOD.search(own)):
        return Line(day, bare, bare_english, bare != own, None)
    worked = date(int(found[3]), int(found[2]), int(found[1]))
    return Line(day, bare, f"Day off (made good on {worked.day} {worked:%B})", bare != own, worked)


def text(country: Country, year: int, days: list[Line]) -> str:
    """The file of one year."""
    doubts = "".join(f"\n    {_quoted(doubt)}," for doubt in DOUBTS.get((country.key, year), ()))
    head = [
        f"# Public holidays of {country.name}, {year}, as tools/calendars.py wrote them. Who has held them",
        "# against the law puts name and day into reviewed_by; from then on no tool writes here.",
        f'country = "{country.key}"',
        f"year = {year}",
        f'language = "{country.language}"',
        f"source = {_quoted(country.law + PACKAGE)}",
        'reviewed_by = ""',
    ]
    if doubts:
        head.append(f"doubts = [{doubts}\n]")
    return "\n".join(head) + "\n" + "".join(_block(country, line) for line in days)


def _block(country: Country, line: Line) -> str:
    told = [
        "\n[[holiday]]", f"date = {line.day}", f"{country.language} = {_quoted(line.own)}",
        f"en = {_quoted(line.english)}",
    ]  # fmt: skip
    if line.estimated:
        told.append("estimated = true")
    if line.made_good_on:
        told.append(f"made_good_on = {line.made_good_on}")
    return "\n".join(told) + "\n"


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def files() -> dict[Path, str]:
    """What the files of years not yet reviewed should say."""
    found = {}
    for country in COUNTRIES:
        days = lines(country)
        for year in YEARS:
            path = FOLDER / country.key / f"{year}.toml"
            if not (path.exists() and tomllib.loads(path.read_text("utf-8"))["reviewed_by"]):
                found[path] = text(country, year, [line for line in days if line.day.year == year])
    return found


def main(arguments: list[str]) -> int:
    """Write, or with --check only compare."""
    differing = [(path, told) for path, told in files().items() if not path.exists() or path.read_text("utf-8") != told]
    for path, told in differing:
        print(path.relative_to(FOLDER))
        if arguments != ["--check"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(told, "utf-8")
    return int(bool(differing) and arguments == ["--check"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
