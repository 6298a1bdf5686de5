"""Why a promise is due when it is: every day on the way, counted or skipped, with the reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from konsil.core.almanac import Almanac
from konsil.core.daycount import days_of, event_day, halted
from konsil.core.openings import ALWAYS
from konsil.core.spans import Convention, Halt, Span, Ticks

Reason = Literal[
    "counted",  # a day, or hours, of the span
    "special-hours",  # counted, though the hours are not the week's
    "made-good",  # counted, though a day of rest by the week: worked for a day off
    "event-day",  # the day of the event is not counted
    "after-hours",  # the office was closed for the day, or counting had not begun
    "off",  # a weekday on which nobody works
    "holiday",
    "special-closed",  # closed on this date only
    "paused",
    "last-day",  # neither the first nor the last day is counted: this is the last
    "rolled",  # the last day was no working day: the next one is
]
COUNTED: frozenset[Reason] = frozenset(("counted", "special-hours", "made-good"))


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day on the way: `number` is its place in a count of days, `worked` its share of hours."""

    day: date
    reason: Reason
    number: int = 0
    worked: timedelta = timedelta()
    names: Mapping[str, str] = field(default_factory=dict)  # of the holiday, per language
    note: str = ""  # why the day is special
    estimated: bool = False

    @property
    def counted(self) -> bool:
        """Whether the day used up something of the span."""
        return self.reason in COUNTED


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is owed to anyone who doubts a due instant. `due` is None while an open pause holds it."""

    start: datetime
    due: datetime | None
    provisional: bool
    days: tuple[CountedDay, ...]

    @property
    def skipped(self) -> tuple[CountedDay, ...]:
        """The days that used up nothing."""
        return tuple(day for day in self.days if not day.counted)


def days_of_hours(
    almanac: Almanac, start: Ticks, begin: Ticks, end: Ticks | None, span: Span, halts: Sequence[Halt]
) -> Iterator[CountedDay]:
    """The days from the start of a timed span, counted from `begin`, to its end or what holds it."""
    time = almanac.openings if span.working else ALWAYS
    until = max(halts[-1][0], begin) if end is None else end
    for number in range(almanac.number_at(start), almanac.number_at(until) + 1):
        low, high = max(almanac.midnights[number], begin), min(almanac.midnights[number + 1], until)
        used = time.elapsed(low, high, halts) if low < high else 0
        yield _told(almanac, number, _reason_of_hours(almanac, number, used, halts, span), used=used)


def _reason_of_hours(almanac: Almanac, number: int, used: Ticks, halts: Sequence[Halt], span: Span) -> Reason:
    if span.working and not almanac.works_on(almanac.day(number)):
        return _skipped(almanac, number)
    if used:
        return _counted(almanac, number, span)
    touched = any(
        begin < almanac.midnights[number + 1] and (until is None or until > almanac.midnights[number])
        for begin, until in halts
    )
    return "paused" if touched else "after-hours"


def days_of_days(
    almanac: Almanac, start: Ticks, last: int | None, span: Span, halts: Sequence[Halt],
    convention: Convention,
) -> Iterator[CountedDay]:  # fmt: skip
    """The days from the start of a span of days to its last day, or to the halt that holds it."""
    event = event_day(almanac, start, convention)
    wanted, place = days_of(almanac, event, span, convention), 0
    included = convention.count == "include_first" and span.unit == "day" and wanted > 0
    unnumbered = wanted if convention.count == "exclude_both" and span.unit == "day" else None
    number = almanac.number_at(start)
    while True:
        end = almanac.end_of(number, convention.due)
        halt = halted(halts, end)
        if number < event or (included and end <= start):
            reason: Reason = "after-hours"
        elif number == event and not included:
            reason = "event-day"
        else:
            reason = _reason_of_day(almanac, number, span, convention, halt is not None, place == wanted)
            place += reason in COUNTED
            reason = "last-day" if reason in COUNTED and place == unnumbered else reason
        yield _told(almanac, number, reason, place=place)
        if number == last or (last is None and halt and halt[1] is None):
            return
        number += 1


def _reason_of_day(
    almanac: Almanac, number: int, span: Span, convention: Convention, paused: bool, complete: bool
) -> Reason:
    """Why a day is counted or skipped; once the count is complete, whether it can be the last day."""
    worked_only = convention.roll == "next_working_day" if complete else span.working
    if worked_only and not almanac.works_on(almanac.day(number)):
        return _skipped(almanac, number)
    if paused:
        return "paused"
    return "rolled" if complete else _counted(almanac, number, span)


def _counted(almanac: Almanac, number: int, span: Span) -> Reason:
    day = almanac.day(number)
    if span.working and day in almanac.special_days:
        return "special-hours"
    return "made-good" if span.working and day in almanac.made_good else "counted"


def _skipped(almanac: Almanac, number: int) -> Reason:
    day = almanac.day(number)
    if day in almanac.special_days:
        return "special-closed"
    return "holiday" if day in almanac.holidays else "off"


def _told(almanac: Almanac, number: int, reason: Reason, place: int = 0, used: Ticks = 0) -> CountedDay:
    """The day with all that a reader may want to know of it."""
    day = almanac.day(number)
    holiday, special = almanac.holidays.get(day), almanac.special_days.get(day)
    return CountedDay(
        day,
        reason,
        place if reason in COUNTED else 0,
        timedelta(microseconds=used),
        holiday.names if holiday else {},
        special.reason if special else "",
        holiday.estimated if holiday else False,
    )
