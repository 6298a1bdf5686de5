"""Warnings before a promise is late: shares of its budget, at instants when somebody is there."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from konsil.core.almanac import Almanac
from konsil.core.daycount import days_of, event_day, last_day
from konsil.core.dueness import counted_from, due
from konsil.core.openings import ALWAYS, Openings
from konsil.core.spans import Convention, Halt, Span, Ticks


def instants(
    almanac: Almanac, start: Ticks, span: Span, percents: Sequence[int], halts: Sequence[Halt],
    convention: Convention,
) -> Iterator[tuple[str, Ticks]]:  # fmt: skip
    """The marks with their instants, "due" last; a mark that an open halt makes unreachable is left out."""
    for percent in percents:
        at = _share(almanac, start, span, percent, halts, convention)
        if at is not None:
            yield str(percent), max(start, somebody_there(almanac.openings, at))
    end = due(almanac, start, span, halts, convention)
    if end is not None:
        yield "due", end


def somebody_there(openings: Openings, at: Ticks) -> Ticks:
    """The instant, or if the office is closed then, the last closing before it, if there was one."""
    if openings.is_open(at) or not openings.closes or at < openings.closes[0]:
        return at
    return openings.closing_until(at)


def _share(
    almanac: Almanac, start: Ticks, span: Span, percent: int, halts: Sequence[Halt], convention: Convention
) -> Ticks | None:
    """When a percentage of the span is used up, on the same clock and less the same halts."""
    if span.timed:
        time = almanac.openings if span.working else ALWAYS
        return time.add(counted_from(almanac, start, convention), span.ticks * percent // 100, halts)
    event = event_day(almanac, start, convention)
    budget = days_of(almanac, event, span, replace(convention, count="exclude_first"))
    if budget == 1:
        return _within_the_day(almanac, start, span, percent, halts, convention)
    part = Span(-(-budget * percent // 100), "day", span.working)
    return due(almanac, start, part, halts, replace(convention, roll="none"))


def _within_the_day(
    almanac: Almanac, start: Ticks, span: Span, percent: int, halts: Sequence[Halt], convention: Convention
) -> Ticks | None:
    """A share of the opening hours of the only day there is."""
    last = last_day(almanac, start, span, halts, convention)
    if last is None:
        return None
    begins, ends = almanac.midnights[last], almanac.midnights[last + 1]
    openings = almanac.openings
    length = openings.elapsed(begins, ends) * percent // 100
    return openings.add(begins, length)
