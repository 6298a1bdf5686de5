"""What an insurer sees: whether promises are kept and why not, and nobody who is ill (A02, Y38)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from konsil.core.case import Actor
from konsil.store.queries.reading import as_json, made, now, reading, rows

SMALLEST = 5  # a cell of fewer says too much of whom it counts


@dataclass(frozen=True)
class PromiseLine:
    """A cycle of a promise under a case's number; without one, `promise` is empty."""

    number: str
    programme: str
    opened_at: datetime
    ended: str
    promise: str
    owes: str
    soft: bool
    started_at: datetime | None
    due_at: datetime | None
    exclusive: bool
    met_at: datetime | None
    state: str
    shares: Mapping[str, int]

    def outcome(self, at: datetime) -> str:
        """kept, kept-late, late, running, paused or cancelled, as of an instant."""
        if self.state == "met":
            return "kept-late" if self._past(self.met_at) else "kept"
        if self.state == "running" and self._past(at):
            return "late"
        return self.state

    def _past(self, at: datetime | None) -> bool:
        if at is None or self.due_at is None:
            return False
        return at >= self.due_at if self.exclusive else at > self.due_at


@dataclass(frozen=True)
class Cell:
    """A count; `shown` is None where it is too small to be told."""

    count: int

    @property
    def shown(self) -> int | None:
        return None if 0 < self.count < SMALLEST else self.count


@dataclass(frozen=True)
class PromiseMonth:
    """One promise in a month: how often it was owed, and how that ended."""

    programme: str
    promise: str
    owes: str
    soft: bool
    outcomes: Mapping[str, Cell]
    shares: Mapping[str, int]  # of those that were late: working minutes by who held the ball

    @property
    def total(self) -> int:
        return sum(cell.count for cell in self.outcomes.values())


@dataclass(frozen=True)
class Month:
    """A payer's month, recomputed from the projections each time it is asked for."""

    first: date
    at: datetime
    opened: Cell
    ended: Mapping[str, Cell]
    promises: tuple[PromiseMonth, ...]
    lines: tuple[PromiseLine, ...]


def promise_lines(actor: Actor, begin: datetime, end: datetime) -> tuple[PromiseLine, ...]:
    """The promises of the payer's cases that ran between two instants, and cases opened then."""
    with reading(actor):
        found = rows("SELECT * FROM konsil.promises_v1(%s, %s)", begin, end)
    told: Iterable[tuple[Any, ...]] = ((*row[:4], row[4] or "", row[5] or "", bool(row[6]), *row[7:9], bool(row[9]),
                                        row[10], row[11] or "", as_json(row[12]) or {}) for row in found)  # fmt: skip
    return made(PromiseLine, list(told))


def month(actor: Actor, first: date, zone: ZoneInfo) -> Month:
    """The month that begins on a day, in the payer's zone: counts without names."""
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine((first.replace(day=1) + timedelta(days=32)).replace(day=1), time(), zone)
    with reading(actor):
        lines, at = promise_lines(actor, begin, end), min(now(), end)
    cases = {line.number: line for line in lines}
    opened = sum(begin <= line.opened_at < end for line in cases.values())
    ended = Counter(line.ended for line in cases.values() if line.ended)
    return Month(
        first, at, Cell(opened), {key: Cell(count) for key, count in sorted(ended.items())}, _promises(lines, at), lines
    )


def _promises(lines: tuple[PromiseLine, ...], at: datetime) -> tuple[PromiseMonth, ...]:
    found: dict[tuple[str, str, str, bool], list[PromiseLine]] = {}
    for line in lines:
        if line.promise:
            found.setdefault((line.programme, line.promise, line.owes, line.soft), []).append(line)
    return tuple(PromiseMonth(*key, *_told(those, at)) for key, those in sorted(found.items()))


def _told(lines: list[PromiseLine], at: datetime) -> tuple[Mapping[str, Cell], Mapping[str, int]]:
    outcomes = Counter(line.outcome(at) for line in lines)
    shares = Counter[str]()
    for line in lines:
        if line.outcome(at) in ("late", "kept-late"):
            shares.update(line.shares)
    return {key: Cell(count) for key, count in sorted(outcomes.items())}, dict(shares)
