"""Working time: when a promise is due, what has passed of it, what is left, and why.

Rules are wall times in an IANA zone, instants are in UTC. Every datetime taken must have a zone; those
returned are in the calendar's. Beyond the calendar's horizon there is OverflowError, never a guess.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from konsil.core import daycount, marks
from konsil.core.almanac import DAYS, Almanac, Holiday, SpecialDay, Week, Window, read_week, read_windows
from konsil.core.dueness import counted_from, due
from konsil.core.explaining import CountedDay, Explanation, days_of_days, days_of_hours
from konsil.core.spans import (
    PROMISE,
    SECOND,
    Convention,
    Pause,
    Span,
    add_months,
    datetime_of,
    months_back,
    ticks_of,
    union,
    valid_on_date,
)

__all__ = [
    "DAYS",
    "PROMISE",
    "Calendar",
    "Convention",
    "CountedDay",
    "Explanation",
    "Holiday",
    "Pause",
    "Span",
    "SpecialDay",
    "Week",
    "Window",
    "add_months",
    "months_back",
    "read_week",
    "read_windows",
    "valid_on_date",
]  # fmt: skip


@dataclass(frozen=True)
class Calendar(Almanac):
    """The working time of one place. Any several pauses may overlap: what they cover together counts once."""

    def add(
        self, start: datetime, span: Span, pauses: Iterable[Pause] = (), convention: Convention = PROMISE
    ) -> datetime | None:
        """When the span is used up; None while an open pause makes that unreachable.

        Hours and minutes: the first instant by which they have passed (in time: at it or before). Days, weeks
        and months: the end of the last day, exclusive (in time: before it), as 00:00 of the day after.
        """
        at = due(self, ticks_of(start), span, union(pauses), convention)
        return None if at is None else datetime_of(at, self.zone)

    def add_seconds(self, at: int, seconds: int) -> int:
        """So many working seconds after an instant, in seconds since 1970 in UTC: the bare arithmetic."""
        openings = self.openings
        return openings.when(openings.reading(at * SECOND) + seconds * SECOND) // SECOND

    def elapsed(self, begin: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
        """The working time from one instant to another, less the pauses; negative if the end comes first."""
        low, high = ticks_of(begin), ticks_of(end)
        if high < low:
            return -self.elapsed(end, begin, pauses)
        return timedelta(microseconds=self.openings.elapsed(low, high, union(pauses)))

    def left(self, now: datetime, due: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
        """The working time from now until due; negative: so much over."""
        return self.elapsed(now, due, pauses)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at this instant."""
        return self.openings.is_open(ticks_of(at))

    def next_opening(self, at: datetime) -> datetime:
        """The instant itself while the office is open, else the next opening."""
        return datetime_of(self.openings.opening_from(ticks_of(at)), self.zone)

    def last_closing(self, at: datetime) -> datetime:
        """The latest closing that is not after the instant."""
        return datetime_of(self.openings.closing_until(ticks_of(at)), self.zone)

    def is_provisional(self, start: datetime, due: datetime | None) -> bool:
        """Whether an estimated holiday lies on the way, so that the due instant may still move."""
        if due is None:
            return False
        first = start.astimezone(self.zone).date()
        last = datetime_of(ticks_of(due) - 1, self.zone).date()
        return any(holiday.estimated and first <= day <= last for day, holiday in self.holidays.items())

    def mark_instants(
        self, start: datetime, span: Span, percents: Sequence[int] = (50, 80), pauses: Iterable[Pause] = (),
        convention: Convention = PROMISE,
    ) -> list[tuple[str, datetime]]:  # fmt: skip
        """The warnings, "50" at half of the span, "80", and "due"; what a pause makes unreachable is absent.

        A warning outside opening hours moves back to the last closing, while somebody is there.
        """
        halts, begin = union(pauses), ticks_of(start)
        found = marks.instants(self, begin, span, percents, halts, convention)
        return [(mark, datetime_of(at, self.zone)) for mark, at in found]

    def explain(
        self, start: datetime, span: Span, pauses: Iterable[Pause] = (), convention: Convention = PROMISE
    ) -> Explanation:
        """The due instant with every day on the way to it: counted, or skipped and why."""
        begin, halts = ticks_of(start), union(pauses)
        end = due(self, begin, span, halts, convention)
        if span.timed:
            days = days_of_hours(self, begin, counted_from(self, begin, convention), end, span, halts)
        else:
            last = daycount.last_day(self, begin, span, halts, convention)
            days = days_of_days(self, begin, last, span, halts, convention)
        told = None if end is None else datetime_of(end, self.zone)
        local = datetime_of(begin, self.zone)
        return Explanation(local, told, self.is_provisional(start, told), tuple(days))
