"""Where things stand on one line of time: from days to percent of the width. Pure geometry, no words, no clock.

A working day is a bead; days on which nobody works are narrow and only a thread runs through them, so that a promise
counted in working days can be counted with the finger.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Literal

MarkKind = Literal["asked", "today", "due", "answer", "operation"]

CLOSED_WEIGHT = 0.42
DAY_STARTS, DAY_ENDS = 8 * 60, 18 * 60
WIDTH_IN_CHARACTERS = 118  # of the small type, at the width below which the names leave the drawing
BEADS_AT_MOST = 45


@dataclass(frozen=True, slots=True)
class Span:
    """Who holds the ball from `start` to `end` (local wall time). `holder`: operator, member, doctor, centre, payer."""

    start: datetime
    end: datetime
    holder: str
    label: str
    name: str = ""
    why: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant worth naming (local wall time): `label` says what, `when` says the day in the reader's words."""

    at: datetime
    kind: MarkKind
    label: str
    when: str = ""

    @property
    def text(self) -> str:
        """What is written at the mark."""
        return f"{self.label} {self.when}".strip()


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of the line, percent of the width."""

    x: float
    w: float


@dataclass(frozen=True, slots=True)
class DrawnSpan:
    """A span with its beads; `ahead` is what lies after today; `shows` whether its name fits under it."""

    span: Span
    ahead: bool
    x: float
    w: float
    beads: tuple[Piece, ...]
    shows: bool


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A mark with its place, the side its text grows to and the row it is written in (0 next to the line)."""

    mark: Mark
    x: float
    anchor: Literal["start", "middle", "end"]
    row: int


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a week under the line."""

    x: float
    on: date


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything a template needs to draw the line, in percent of the width."""

    spans: tuple[DrawnSpan, ...]
    above: tuple[DrawnMark, ...]
    below: tuple[DrawnMark, ...]
    ticks: tuple[Tick, ...]


class Axis:
    """Days laid out over 0 … 100 percent; a closed day takes less room than a working day."""

    def __init__(self, first: date, last: date, closed: Collection[date]) -> None:
        self.first = first
        self.days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self.closed = [day.weekday() >= 5 or day in closed for day in self.days]
        weights = [CLOSED_WEIGHT if shut else 1.0 for shut in self.closed]
        total = sum(weights)
        self.edges = [0.0, *(100 * edge / total for edge in accumulate(weights))]

    def at(self, instant: datetime) -> float:
        """The place of an instant; instants outside the axis lie at its ends."""
        index = (instant.date() - self.first).days
        if index < 0:
            return 0.0
        if index >= len(self.days):
            return 100.0
        minute = instant.hour * 60 + instant.minute
        part = min(1.0, max(0.0, (minute - DAY_STARTS) / (DAY_ENDS - DAY_STARTS)))
        return self.edges[index] + part * (self.edges[index + 1] - self.edges[index])

    def beads(self, start: float, end: float) -> tuple[Piece, ...]:
        """The working stretches between two places: one a day, or one a run of days where there are many."""
        runs: list[list[float]] = []
        for index, shut in enumerate(self.closed):
            left, right = max(start, self.edges[index]), min(end, self.edges[index + 1])
            if shut or right - left < 0.05:
                continue
            if len(self.days) > BEADS_AT_MOST and runs and left - runs[-1][1] < 0.01:
                runs[-1][1] = right
            else:
                runs.append([left, right])
        return tuple(Piece(round(left, 3), round(right - left, 3)) for left, right in runs)


def draw(spans: Sequence[Span], marks: Sequence[Mark], today: datetime, closed: Collection[date] = ()) -> Drawing:
    """Lay spans and marks out over their common days; what lies after `today` is drawn as still to come."""
    axis = _axis(spans, marks, closed)
    drawn = tuple(_drawn(part, axis, ahead) for span in spans for part, ahead in _split(span, today))
    above = [mark for mark in marks if mark.kind != "operation"]
    below = [mark for mark in marks if mark.kind == "operation"]
    placed_below = _placed(below, axis)
    crossed = [mark.x for mark in placed_below]
    return Drawing(
        spans=tuple(replace(one, shows=one.shows and not _crosses(one, crossed)) for one in drawn),
        above=_placed(above, axis),
        below=placed_below,
        ticks=_ticks(axis),
    )


def shares(amounts: Iterable[float]) -> tuple[Piece, ...]:
    """Amounts side by side as shares of the whole width; nothing at all where they sum to nothing."""
    known = list(amounts)
    total = sum(known)
    if not total:
        return ()
    widths = [100 * amount / total for amount in known]
    starts = [0.0, *accumulate(widths)]
    return tuple(Piece(round(x, 3), round(w, 3)) for x, w in zip(starts, widths, strict=False))


def _axis(spans: Sequence[Span], marks: Sequence[Mark], closed: Collection[date]) -> Axis:
    ends = [span.start for span in spans] + [span.end for span in spans] + [mark.at for mark in marks]
    # A day's end at midnight belongs to the day before: no empty day is drawn for it.
    days = [(at - timedelta(minutes=1)).date() if at.time() == time() else at.date() for at in ends]
    return Axis(min(days), max(days), closed)


def _split(span: Span, today: datetime) -> list[tuple[Span, bool]]:
    if span.end <= today:
        return [(span, False)]
    if span.start >= today:
        return [(span, True)]
    return [(replace(span, end=today), False), (replace(span, start=today, label="", name=""), True)]


def _drawn(span: Span, axis: Axis, ahead: bool) -> DrawnSpan:
    x, end = axis.at(span.start), axis.at(span.end)
    shows = bool(span.label) and len(span.label) <= (end - x) * WIDTH_IN_CHARACTERS / 100
    return DrawnSpan(span, ahead, round(x, 3), round(end - x, 3), axis.beads(x, end), shows)


def _crosses(one: DrawnSpan, places: Sequence[float]) -> bool:
    width = 100 * len(one.span.label) / WIDTH_IN_CHARACTERS
    return any(one.x - 1 <= place <= one.x + width + 1 for place in places)


def _placed(marks: Sequence[Mark], axis: Axis) -> tuple[DrawnMark, ...]:
    """Each mark in the lowest row where its text meets no other."""
    taken: list[float] = []
    placed = []
    for mark in sorted(marks, key=lambda mark: mark.at):
        x, width = axis.at(mark.at), 100 * (len(mark.text) + 2) / WIDTH_IN_CHARACTERS
        anchor: Literal["start", "middle", "end"] = "middle"
        left = x - width / 2
        if left < 0:
            anchor, left = "start", x
        elif left + width > 100:
            anchor, left = "end", x - width
        row = next((n for n, end in enumerate(taken) if end <= left), len(taken))
        taken[row : row + 1] = [left + width]
        placed.append(DrawnMark(mark, round(x, 3), anchor, row))
    return tuple(placed)


def _ticks(axis: Axis) -> tuple[Tick, ...]:
    """Mondays, thinned until their days can be read."""
    mondays = [Tick(round(axis.edges[index], 3), day) for index, day in enumerate(axis.days) if day.weekday() == 0]
    room = [tick for tick in mondays if tick.x < 94]
    every = 1 + len(room) // 9
    return tuple(room[::every])
