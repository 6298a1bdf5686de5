"""Marks of promises, written exactly once whatever dies (clocks, 5.8 and 5.9).

One transaction: the cycles whose mark is due are locked, their cases read again, the marks written with their true
instants, what follows deferred, the next mark set. Before the commit nothing has happened, after it everything has.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from konsil.core.case import Actor, Case
from konsil.store import projections
from konsil.store.queries.cases import Whole, whole
from konsil.store.queries.reading import made, reading, rows

BATCH = 500
Marks = list[tuple[str, datetime]]


@dataclass(frozen=True)
class Due:
    """A cycle whose next mark is due, as it is locked."""

    case_id: int
    public: str
    promise: str
    item: str
    number: int
    mark: str
    now: datetime


@dataclass(frozen=True)
class Following:
    """What a mark brings: a notice of this key to a party, and a job."""

    party: str
    notice: str
    about: dict[str, Any]
    task: str
    args: dict[str, Any]


Follow = Callable[[Case, Due, str], Following | None]


def sweep(actor: Actor, follow: Follow, limit: int = BATCH) -> int:
    """Write what is due, at most so many cycles; how many were looked at. `follow` says what a mark brings."""
    with reading(actor):
        found = made(Due, rows("SELECT * FROM konsil.due_v1(%s)", limit))
        if not found:
            return 0
        cases = {public: whole(actor, public) for public in {one.public for one in found}}
        judged = [(one, cases[one.public], marks_of(cases[one.public], one)) for one in found]
        written = [row for one, known, marks in judged for row in _passed(one, known.case, marks, follow)]
        rows("SELECT konsil.mark_v1(%s)", json.dumps(written))
        rows("SELECT konsil.next_mark_v1(%s)", json.dumps([_next(one, marks) for one, _, marks in judged]))
    return len(found)


def release_held(actor: Actor) -> int:
    """Let letters go that were held for a reason that is over; how many."""
    with reading(actor):
        found: int = rows("SELECT konsil.release_held_v1()")[0][0]
    return found


def marks_of(known: Whole, one: Due) -> Marks:
    """The marks of a cycle with their instants, in order; none of a cycle that is not open any more."""
    for row in projections.cycles(known.case, one.now):
        if (row["promise"], row["item"], row["number"]) == (one.promise, one.item, one.number):
            return [(mark, datetime.fromisoformat(at)) for mark, at in row["marks"]]
    return []


def _passed(one: Due, case: Case, marks: Iterable[tuple[str, datetime]], follow: Follow) -> Iterator[dict[str, Any]]:
    for mark, at in marks:
        if at <= one.now:
            then = follow(case, one, mark) or Following("", "", {}, "", {})
            yield {**_key(one), "mark": mark, "at": at.isoformat(), **vars(then)}


def _next(one: Due, marks: Marks) -> dict[str, Any]:
    mark, at = next(((mark, at) for mark, at in marks if at > one.now), ("", None))
    return {**_key(one), "mark": mark, "at": at.isoformat() if at else None}


def _key(one: Due) -> dict[str, Any]:
    return {"case_id": one.case_id, "promise": one.promise, "item": one.item, "number": one.number}
