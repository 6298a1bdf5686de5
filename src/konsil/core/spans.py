"""Spans and conventions: how much time a promise gives, and by which law it is counted."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta, tzinfo
from typing import Literal, Self, get_args

Unit = Literal["microsecond", "minute", "hour", "day", "week", "month"]
Count = Literal["exclude_first", "include_first", "exclude_both"]
Due = Literal["end_of_day", "close_of_business"]
AfterHours = Literal["same_day", "next_working_day"]
Roll = Literal["none", "next_working_day"]
RoundHour = Literal["none", "next_full_hour"]

Pause = tuple[datetime, datetime | None]  # half-open; None: still open
Ticks = int  # microseconds since 1970 in UTC, or a number of them: what the arithmetic is done in
Halt = tuple[Ticks, Ticks | None]

SECOND: Ticks = 1_000_000
TICKS: dict[Unit, Ticks] = {"microsecond": 1, "minute": 60 * SECOND, "hour": 3600 * SECOND}
BEYOND = "beyond-horizon"  # the key of every OverflowError here
WORKING = frozenset(("minute", "hour", "day"))  # a working week or month is nobody's unit
_SPAN = re.compile(r"(0|[1-9]\d*) (working )?(minute|hour|day|week|month)s?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as a contract words it. Units are never converted into one another."""

    amount: int
    unit: Unit
    working: bool = False

    @classmethod
    def read(cls, text: str) -> Self:
        """The span of words like "12 working hours", "10 days", "1 month"; ValueError for others."""
        found = _SPAN.fullmatch(text)
        if not found or (found[2] and found[3] not in WORKING):
            raise ValueError(f"{text!r} is no span; write '12 working hours', '10 days' or '1 month'")
        unit = next(unit for unit in get_args(Unit) if unit == found[3])
        return cls(int(found[1]), unit, bool(found[2]))

    @property
    def timed(self) -> bool:
        """Counted in hours or minutes: due at an instant, not at the end of a day."""
        return self.unit in TICKS

    @property
    def ticks(self) -> Ticks:
        """The length of a timed span; KeyError for days, weeks and months, which have none."""
        return self.amount * TICKS[self.unit]

    def __str__(self) -> str:
        working = "working " if self.working else ""
        return f"{self.amount} {working}{self.unit}{'' if self.amount == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Convention:
    """The law of a period. The defaults are the earliest plausible reading: a promise made to a member.

    count        which days count: not the day of the event; from it on; neither it nor the last (RO 2553)
    due          the last day ends at 24:00, or when the office closes (CPC 149)
    after_hours  an event after closing, or on a day off, happened that day or on the next working day
    roll         a last day that is no working day moves to the next one (Reg. 1182/71 art. 3(4)), or not
    round_hour   the hour of the event counts, or counting starts at the next full hour
    """

    count: Count = "exclude_first"
    due: Due = "end_of_day"
    after_hours: AfterHours = "same_day"
    roll: Roll = "none"
    round_hour: RoundHour = "none"


PROMISE = Convention()


def add_months(day: date, months: int) -> date:
    """The day of the same number so many months later (earlier, if negative), or that month's last day.

    OverflowError where there are no such years.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError(BEYOND)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_back(day: date, months: int) -> date:
    """The first day of the months that end with this day: the boundary belongs to them and never rolls."""
    return add_months(day, -months)


def valid_on_date(at: datetime, day: date, zone: tzinfo) -> bool:
    """Whether the instant lies on this calendar date where the visit happens."""
    return at.astimezone(zone).date() == day


def ticks_of(at: datetime) -> Ticks:
    """The instant in ticks; TypeError for a datetime without a zone."""
    return (at - _EPOCH) // _TICK


def datetime_of(at: Ticks, zone: tzinfo) -> datetime:
    """The instant on the wall of a zone."""
    second, rest = divmod(at, SECOND)
    told = datetime.fromtimestamp(second, zone)
    return told.replace(microsecond=rest) if rest else told


def union(pauses: Iterable[Pause]) -> list[Halt]:
    """The pauses in order, those that overlap or touch made one; an open one is the last."""
    halts = [(ticks_of(begin), None if end is None else ticks_of(end)) for begin, end in pauses]
    halts.sort(key=_begin)
    merged: list[Halt] = []
    for begin, end in halts:
        if not merged or ((last := merged[-1][1]) is not None and last < begin):
            merged.append((begin, end))
        elif last is not None:
            merged[-1] = merged[-1][0], None if end is None else max(last, end)
    return merged


def _begin(halt: Halt) -> Ticks:
    return halt[0]
