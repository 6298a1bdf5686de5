"""Open promises counted anew when a calendar changed: in batches, each one transaction, as often as one likes."""

import json

from konsil.core.case import Actor
from konsil.store import projections
from konsil.store.queries.cases import whole
from konsil.store.queries.reading import reading, rows

BATCH = 1000


def recount(actor: Actor, revision: int, after: int = 0, limit: int = BATCH) -> int | None:
    """One batch of the cases that a revision can move, after this one by the store's own id: the last of them, or
    None where there was none left.

    A case that somebody moves meanwhile is passed over: its new entry counted on the new calendar already.
    """
    with reading(actor):
        found = rows("SELECT id, public FROM konsil.moved_cases_v1(%s, %s, %s)", revision, after, limit)
        for _, public in found:
            known = whole(actor, public)
            rows(
                "SELECT konsil.project_v1(%s, %s, %s, %s)",
                known.case_id, known.seq, json.dumps(projections.cycles(known.case, known.now)),
                json.dumps(projections.work(known.case, known.now)),
            )  # fmt: skip
    return int(found[-1][0]) if found else None
