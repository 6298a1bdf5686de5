"""What waits for the medical officer: opinions to be read before they go, complaints that are not answered."""

from dataclasses import dataclass
from datetime import datetime

from konsil.core.case import Actor
from konsil.store.queries.reading import made, reading, rows

MOST = 100


@dataclass(frozen=True)
class Waiting:
    """Something on a case that waits for an answer: its item, since when, and the end of its working hours.

    `version` is the hash of the programme that the case was opened under.
    """

    public: str
    number: str
    person: str
    version: str
    item: str
    since: datetime
    due_at: datetime | None


ROW = (
    "SELECT c.public, c.number, coalesce(w.person, ''), v.hash, y.item, y.started_at, y.due_at FROM promise_cycle y"
    " JOIN cases c ON c.id = y.case_id JOIN programme_version v ON v.id = c.programme_id"
    " LEFT JOIN work_row w ON w.case_id = c.id AND w.party = konsil.party()"
    f" WHERE y.promise = %s AND y.state IN ('running', 'paused') ORDER BY y.due_at NULLS LAST, y.id LIMIT {MOST}"
)


def to_check(actor: Actor) -> tuple[Waiting, ...]:
    """Opinions that wait to be read before delivery, the next due first."""
    with reading(actor):
        return made(Waiting, rows(ROW, "opinion-checked"))


def complaints(actor: Actor) -> tuple[Waiting, ...]:
    """Complaints that wait for an answer, the next due first."""
    with reading(actor):
        return made(Waiting, rows(ROW, "complaint-answered"))
