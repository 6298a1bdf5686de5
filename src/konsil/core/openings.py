"""Opening hours laid end to end: working time is a difference of two sums, a due instant a search."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from konsil.core.spans import BEYOND, Halt, Ticks, ticks_of


class Openings:
    """The stretches in which the office is open, from one end of a calendar's horizon to the other.

    The *reading* of an instant is the working time that has passed until then since the horizon began.
    """

    __slots__ = ("begins", "closes", "first", "last", "opens", "reached")

    def __init__(self, stretches: Iterable[tuple[Ticks, Ticks]], first: Ticks, last: Ticks) -> None:
        """From half-open stretches in order of opening; those that overlap or touch become one."""
        self.first, self.last = first, last
        self.opens: list[Ticks] = []
        self.closes: list[Ticks] = []
        for opens, closes in stretches:
            if self.closes and opens <= self.closes[-1]:
                self.closes[-1] = max(self.closes[-1], closes)
            else:
                self.opens.append(opens)
                self.closes.append(closes)
        self.begins: list[Ticks] = []  # the reading at each opening
        self.reached: list[Ticks] = []  # and at each closing
        total = 0
        for opens, closes in zip(self.opens, self.closes, strict=True):
            self.begins.append(total)
            total += closes - opens
            self.reached.append(total)

    def reading(self, at: Ticks) -> Ticks:
        """OverflowError outside the horizon."""
        if not self.first <= at <= self.last:
            raise OverflowError(BEYOND)
        found = bisect_right(self.opens, at) - 1
        if found < 0:
            return 0
        closes = self.closes[found]
        return self.begins[found] + (at if at < closes else closes) - self.opens[found]

    def when(self, reading: Ticks) -> Ticks:
        """The first instant of this reading: a closing rather than the next opening."""
        found = bisect_left(self.reached, reading)
        if found == len(self.reached):
            raise OverflowError(BEYOND)
        return self.opens[found] + reading - self.begins[found]

    def add(self, start: Ticks, length: Ticks, halts: Sequence[Halt] = ()) -> Ticks | None:
        """The first instant by which so much working time, less the halts, has passed since the start.

        None if an open halt comes first. Halts are merged and in order.
        """
        if not length:
            return start
        target = self.reading(start) + length
        for begin, end in halts:
            if end is not None and end <= start:
                continue
            if begin > self.last or target <= (stopped := self.reading(max(begin, start))):
                break
            if end is None:
                return None
            target += self.reading(end) - stopped
        return self.when(target)

    def elapsed(self, begin: Ticks, end: Ticks, halts: Sequence[Halt] = ()) -> Ticks:
        """The working time between two instants, less the halts; `begin` is not after `end`."""
        total = self.reading(end) - self.reading(begin)
        for stop, go in halts:
            low, high = max(stop, begin), end if go is None else min(go, end)
            if low < high:
                total -= self.reading(high) - self.reading(low)
        return total

    def is_open(self, at: Ticks) -> bool:
        """Whether the instant lies in a stretch; at its closing it no longer does."""
        found = bisect_right(self.opens, at) - 1
        return found >= 0 and at < self.closes[found]

    def opening_from(self, at: Ticks) -> Ticks:
        """The instant itself if the office is open, else the next opening."""
        found = bisect_right(self.closes, at)
        if found == len(self.opens) or at < self.first:
            raise OverflowError(BEYOND)
        return max(at, self.opens[found])

    def closing_until(self, at: Ticks) -> Ticks:
        """The latest closing that is not after the instant."""
        found = bisect_right(self.closes, at) - 1
        if found < 0 or at > self.last:
            raise OverflowError(BEYOND)
        return self.closes[found]


_FIRST, _LAST = (ticks_of(datetime(year, 1, 1, tzinfo=UTC)) for year in (2, 9999))
ALWAYS = Openings([(_FIRST, _LAST)], _FIRST, _LAST)  # plain hours and minutes: nothing but a halt stops them
