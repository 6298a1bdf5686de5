"""Everything that is derived from cases, written anew from their facts: ways in, cycles, worklists, ends, owners,
and what is kept of visits.

Nothing is recorded and nothing is sent. What is the same stays untouched, so it may be done as often as one likes.
"""

import json
from dataclasses import asdict, dataclass

from konsil.core import seal
from konsil.core.case import Actor
from konsil.core.outcome import ends
from konsil.store import projections, visits
from konsil.store.queries.cases import whole
from konsil.store.queries.reading import reading, rows

BATCH = 200


@dataclass(frozen=True)
class Rebuilt:
    """One batch: up to which case, by the store's own id; how many were written, and which moved meanwhile."""

    last: int
    done: int
    moved: tuple[str, ...]


def rebuild(actor: Actor, only: str = "", after: int = 0, limit: int = BATCH) -> Rebuilt | None:
    """One batch of cases after this one, or the one of this public id or number; None where there was none left.

    A case that somebody moves meanwhile is named and left alone: its new entry has just written what is derived.
    """
    wanted = seal.key_of(only) if seal.read_number(only) else only
    with reading(actor):
        found = rows("SELECT id, public FROM konsil.every_case_v1(%s, %s, %s)", wanted, after, limit)
        moved = tuple(public for _, public in found if not _written(actor, public))
    return Rebuilt(int(found[-1][0]), len(found) - len(moved), moved) if found else None


def _written(actor: Actor, public: str) -> bool:
    known = whole(actor, public)
    case, now = known.case, known.now
    told = (
        known.case_id, known.seq, json.dumps([asdict(one) for one in projections.ways(case)]),
        json.dumps(projections.cycles(case, now)), json.dumps(projections.work(case, now)),
        next(iter(ends(case)), ""), projections.owner(case.seen),
    )  # fmt: skip
    written = bool(rows("SELECT konsil.rebuild_v1(%s, %s, %s, %s, %s, %s, %s)", *told)[0][0])
    if written and (found := visits.rows(case)):
        rows("SELECT konsil.rebuild_visits_v1(%s, %s, %s)", known.case_id, known.seq, json.dumps(found))
    return written
