"""When a span is used up."""

from collections.abc import Sequence

from konsil.core.almanac import Almanac
from konsil.core.daycount import last_day
from konsil.core.openings import ALWAYS
from konsil.core.spans import SECOND, TICKS, Convention, Halt, Span, Ticks, datetime_of

_HOUR = TICKS["hour"]


def due(almanac: Almanac, start: Ticks, span: Span, halts: Sequence[Halt], convention: Convention) -> Ticks | None:
    """The instant at which the span is used up; None if an open halt makes it unreachable."""
    if span.timed:
        time = almanac.openings if span.working else ALWAYS
        return time.add(counted_from(almanac, start, convention), span.ticks, halts)
    last = last_day(almanac, start, span, halts, convention)
    return None if last is None else almanac.end_of(last, convention.due)


def counted_from(almanac: Almanac, start: Ticks, convention: Convention) -> Ticks:
    """The start, or the next full hour of the wall if the hour of the event is not counted."""
    if convention.round_hour == "none":
        return start
    wall = datetime_of(start, almanac.zone)
    into = (wall.minute * 60 + wall.second) * SECOND + wall.microsecond
    return start + (_HOUR - into) % _HOUR
