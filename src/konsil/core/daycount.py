"""The last day of a period of days, weeks or months.

Days are counted like hours: a day is a point, the last second before its end, and a halt that covers the
point moves the rest of the count behind it. So an open halt makes the end unreachable, a halt within a day
moves nothing, and no period ends while it is halted.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from konsil.core.almanac import Almanac
from konsil.core.spans import BEYOND, SECOND, Convention, Halt, Span, Ticks, add_months


def event_day(almanac: Almanac, start: Ticks, convention: Convention) -> int:
    """The number of the day on which the event counts as having happened."""
    number = almanac.number_at(start)
    if convention.after_hours == "same_day":
        return number
    if almanac.works_on(almanac.day(number)) and start < almanac.end_of(number, "close_of_business"):
        return number
    return almanac.next_worked(number + 1)


def last_day(almanac: Almanac, start: Ticks, span: Span, halts: Sequence[Halt], convention: Convention) -> int | None:
    """The number of the last day of the span; None if an open halt makes it unreachable."""
    event = event_day(almanac, start, convention)
    days = days_of(almanac, event, span, convention)
    if not days:
        return _settled(almanac, start, event, halts, convention)
    numbers, ends = almanac.points(span.working, convention.due)
    if convention.count == "include_first" and span.unit == "day":
        first = max(bisect_left(numbers, event), bisect_right(ends, start))
    else:
        first = bisect_right(numbers, event)
    found = _counted(ends, first, days, halts)
    if found is None or convention.roll == "none":
        return None if found is None else numbers[found]
    return _settled(almanac, start, numbers[found], halts, convention)


def days_of(almanac: Almanac, event: int, span: Span, convention: Convention) -> int:
    """How many days are counted; weeks and months end on the day of the same name or number."""
    if span.unit == "week":
        return span.amount * 7
    if span.unit == "month":
        day = almanac.day(event)
        return (add_months(day, span.amount) - day).days
    return span.amount + (convention.count == "exclude_both")


def halted(halts: Sequence[Halt], end: Ticks) -> Halt | None:
    """The halt that covers the last second before a day's end: such a day is not consumed."""
    found = bisect_right(halts, end - SECOND, key=_begin) - 1
    if found < 0 or ((until := halts[found][1]) is not None and until <= end - SECOND):
        return None
    return halts[found]


def _begin(halt: Halt) -> Ticks:
    return halt[0]


def _counted(ends: Sequence[Ticks], first: int, days: int, halts: Sequence[Halt]) -> int | None:
    """The index of the last of so many days, from the first on, that are not halted."""
    last = first + days - 1
    for begin, until in halts:
        low = max(bisect_left(ends, begin + SECOND), first)
        if last < low:
            break
        if until is None:
            return None
        last += max(bisect_left(ends, until + SECOND) - low, 0)
    if last >= len(ends):
        raise OverflowError(BEYOND)
    return last


def _settled(almanac: Almanac, start: Ticks, number: int, halts: Sequence[Halt], convention: Convention) -> int | None:
    """The first day from this one on that can be a last day: not halted, not over, worked if it must be."""
    while True:
        if convention.roll == "next_working_day":
            number = almanac.next_worked(number)
        end = almanac.end_of(number, convention.due)
        halt = halted(halts, end)
        if halt is None and start < end:
            return number
        if halt and halt[1] is None:
            return None
        number += 1
