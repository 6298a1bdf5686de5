"""Reads the holidays that ship with the product. The core gets them as plain objects."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from konsil.core.worktime import Holiday

Day = date  # a field of that name hides the type


class _Line(BaseModel):
    """One holiday: its date, its name in each language as an extra key."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, str]
    date: Day
    estimated: bool = False
    made_good_on: Day | None = None


class Year(BaseModel):
    """The holidays of a country in one year, where they come from and who held them against the law."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    country: str
    year: int
    language: str
    source: str
    reviewed_by: str
    doubts: tuple[str, ...] = ()
    holiday: tuple[_Line, ...]

    @property
    def holidays(self) -> dict[date, Holiday]:
        """The holidays by date."""
        return {
            line.date: Holiday(MappingProxyType(line.__pydantic_extra__), line.estimated, line.made_good_on)
            for line in self.holiday
        }


def countries() -> list[str]:
    """The countries there are files of, by their two letters."""
    return sorted(one.name for one in files(__package__).iterdir() if one.is_dir() and len(one.name) == 2)


@cache
def years_of(country: str) -> tuple[Year, ...]:
    """The years known of a country, in order; KeyError for a country nobody has written down."""
    if country not in countries():
        raise KeyError(country)
    found = [_read(one) for one in (files(__package__) / country).iterdir() if one.name.endswith(".toml")]
    return tuple(sorted(found, key=lambda year: year.year))


@cache
def holidays_of(country: str) -> Mapping[date, Holiday]:
    """All holidays known of a country; KeyError for a country nobody has written down."""
    return MappingProxyType({day: one for year in years_of(country) for day, one in year.holidays.items()})


def holidays() -> dict[str, Mapping[date, Holiday]]:
    """The holidays of every country: what a programme is read with."""
    return {country: holidays_of(country) for country in countries()}


def unreviewed() -> list[Year]:
    """The years that nobody has held against the law yet."""
    return [year for country in countries() for year in years_of(country) if not year.reviewed_by]


def _read(file: Traversable) -> Year:
    return Year.model_validate(tomllib.loads(file.read_text("utf-8")))
