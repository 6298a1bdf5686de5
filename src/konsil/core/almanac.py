"""An almanac: which days are worked, and when the office is open on them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from konsil.core.openings import Openings
from konsil.core.spans import BEYOND, SECOND, Due, Ticks
from konsil.core.walls import MINUTES, instant, midnight

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)
WIDE = date(2000, 1, 1), date(2061, 1, 1)  # the horizon of a calendar that knows no holidays
_WHOLE_DAY: Ticks = 86400 * SECOND


class Window(NamedTuple):
    """From an opening until a closing of one day, in minutes of the wall; a closing of 1440 is 24:00."""

    opens: int
    closes: int

    @classmethod
    def read(cls, text: str) -> "Window":
        """The window of words like "08:00-16:00" or "22:00-24:00"; ValueError for others."""
        opens, _, closes = text.partition("-")
        return cls(minute_of(opens), minute_of(closes))


Windows = tuple[Window, ...]
Week = Mapping[int, Windows]  # weekday, Monday 0 → its windows; a day that is absent is a day off


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off for all: its name per language; estimated while its date waits for the moon.

    A government may give a day off that is made good on a day of rest, worked by the hours of the day given.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    estimated: bool = False
    made_good_on: date | None = None


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """What holds on one date instead of the week and the holidays: its windows, or none if closed."""

    windows: Windows = ()
    reason: str = ""
    source: str = ""


def minute_of(text: str) -> int:
    """The minute of the day of "08:30"; "24:00" is 1440. ValueError for anything else."""
    if len(text) == 5 and text[2] == ":" and (text[:2] + text[3:]).isdecimal():
        minute = int(text[:2]) * 60 + int(text[3:])
        if int(text[3:]) < 60 and minute <= MINUTES:
            return minute
    raise ValueError(f"{text!r} is no time of day; write '08:30', at most '24:00'")


def wall(minute: int) -> str:
    """A minute of the day as "08:30"; 1440 is "24:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def read_windows(texts: Iterable[str]) -> Windows:
    """The windows of a day, in order; ValueError if one ends before it begins or two overlap."""
    return checked(Window.read(text) for text in texts)


def checked(windows: Iterable[Window]) -> Windows:
    """The windows in order of opening; ValueError if one is empty or two overlap."""
    found = tuple(sorted(windows))
    bounds = [minute for window in found for minute in window]
    if any(window.opens >= window.closes for window in found) or bounds != sorted(bounds):
        raise ValueError("windows must end after they begin and must not overlap")
    return found


def read_week(hours: Mapping[str, Iterable[str]]) -> Week:
    """The week of {"mon-fri": ["08:00-12:00", "13:00-17:00"]}; ValueError names what cannot be read."""
    week: dict[int, Windows] = {}
    for days, texts in hours.items():
        windows = read_windows(texts)
        week |= dict.fromkeys(_weekdays(days), windows)
    return week


def _weekdays(text: str) -> range:
    first, _, last = text.partition("-")
    named = [DAYS.index(day) for day in (first, last or first) if day in DAYS]
    if len(named) < 2 or named[0] > named[1]:
        raise ValueError(f"{text!r} names no weekdays; write 'mon' or 'mon-fri'")
    return range(named[0], named[1] + 1)


@dataclass(frozen=True)
class Almanac:
    """The days of one place, as one revision of its calendar knows them. Tables are made when asked for.

    `horizon` is the first day known and the day after the last; without it, the whole years of the holidays.
    A special day stands above a holiday, a holiday above a day made good, that above the week.
    """

    zone: ZoneInfo
    week: Week = field(default_factory=dict, hash=False)
    holidays: Mapping[date, Holiday] = field(default_factory=dict, hash=False)
    special_days: Mapping[date, SpecialDay] = field(default_factory=dict, hash=False)
    key: str = ""
    revision: str = ""
    known_from: datetime | None = None
    horizon: tuple[date, date] | None = None

    @cached_property
    def bounds(self) -> tuple[date, date]:
        """The first day known, and the day after the last."""
        if self.horizon:
            return self.horizon
        if not self.holidays:
            return WIDE
        return date(min(self.holidays).year, 1, 1), date(max(self.holidays).year + 1, 1, 1)

    @cached_property
    def made_good(self) -> Mapping[date, date]:
        """The days of rest that are worked, each with the day off that it makes good."""
        return {one.made_good_on: day for day, one in self.holidays.items() if one.made_good_on}

    def windows_on(self, day: date) -> Windows:
        """When the office is open on this day; empty on a day off."""
        if special := self.special_days.get(day):
            return special.windows
        if day in self.holidays:
            return ()
        return self.week.get(self.made_good.get(day, day).weekday(), ())

    def works_on(self, day: date) -> bool:
        """Whether the day is a working day: the office opens at some time of it."""
        return bool(self.windows_on(day))

    # --- days as numbers: 0 is the first day known

    def day(self, number: int) -> date:
        """The day of a number; OverflowError beyond the horizon."""
        if not 0 <= number < len(self.midnights) - 1:
            raise OverflowError(BEYOND)
        return self.bounds[0] + timedelta(number)

    def number_at(self, at: Ticks) -> int:
        """The number of the local day on which an instant lies; OverflowError beyond the horizon."""
        if not self.midnights[0] <= at < self.midnights[-1]:
            raise OverflowError(BEYOND)
        return bisect_right(self.midnights, at) - 1

    @cached_property
    def midnights(self) -> list[Ticks]:
        """When each day begins, and when the last one ends."""
        first, beyond = self.bounds
        return [midnight(first + timedelta(n), self.zone) * SECOND for n in range((beyond - first).days + 1)]

    @cached_property
    def worked(self) -> list[int]:
        """The numbers of the working days."""
        first, beyond = self.bounds
        return [n for n in range((beyond - first).days) if self.works_on(first + timedelta(n))]

    def next_worked(self, number: int) -> int:
        """This day if it is a working day, else the next one."""
        found = bisect_left(self.worked, number)
        if found == len(self.worked):
            raise OverflowError(BEYOND)
        return self.worked[found]

    def end_of(self, number: int, due: Due) -> Ticks:
        """When the day is over: at 24:00 or its last closing. A day off has no closing, so 24:00."""
        if due == "close_of_business" and (windows := self.windows_on(self.day(number))):
            return self._stretch(number, windows[-1])[1]
        return self.midnights[number + 1]

    def points(self, working: bool, due: Due) -> tuple[Sequence[int], Sequence[Ticks]]:
        """The numbers of the days that such a period counts, and when each is over."""
        return self._points[working, due]

    @cached_property
    def _points(self) -> dict[tuple[bool, Due], tuple[Sequence[int], Sequence[Ticks]]]:
        every = range(len(self.midnights) - 1)
        closings = [self.end_of(number, "close_of_business") for number in every]
        return {
            (False, "end_of_day"): (every, self.midnights[1:]),
            (True, "end_of_day"): (self.worked, [self.midnights[n + 1] for n in self.worked]),
            (False, "close_of_business"): (every, closings),
            (True, "close_of_business"): (self.worked, [closings[n] for n in self.worked]),
        }

    # --- openings

    @cached_property
    def openings(self) -> Openings:
        """All opening hours within the horizon, as instants."""
        return Openings(self._stretches(), self.midnights[0], self.midnights[-1])

    def stretches_on(self, day: date) -> list[tuple[Ticks, Ticks]]:
        """The opening hours of one day as instants, in order; OverflowError beyond the horizon."""
        number = (day - self.bounds[0]).days
        found = (self._stretch(number, window) for window in self.windows_on(self.day(number)))
        return [(opens, closes) for opens, closes in found if opens < closes]

    def _stretches(self) -> Iterator[tuple[Ticks, Ticks]]:
        for number in self.worked:
            yield from self.stretches_on(self.bounds[0] + timedelta(number))

    def _stretch(self, number: int, window: Window) -> tuple[Ticks, Ticks]:
        """A window as instants. On most days no clock is moved, and a wall's minute is a minute."""
        begins, ends = self.midnights[number], self.midnights[number + 1]
        if ends - begins == _WHOLE_DAY:
            return begins + window.opens * 60 * SECOND, begins + window.closes * 60 * SECOND
        day = self.bounds[0] + timedelta(number)
        opens = instant(day, window.opens, self.zone) * SECOND
        if window.closes == MINUTES:
            return opens, ends
        return opens, instant(day, window.closes, self.zone, "last") * SECOND
