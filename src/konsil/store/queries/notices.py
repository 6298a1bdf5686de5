"""Notices: what changed over there, what a letter met, which term is running out; until somebody has looked (R11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from konsil.core.case import Actor
from konsil.store.queries.reading import as_json, made, reading, rows

MOST = 200


@dataclass(frozen=True)
class NoticeSeen:
    """Something that somebody has to look at. `person` is empty where the party may not know the name; `owner` where
    the case is nobody's yet; `version` is the hash of the programme that the case was opened under."""

    id: int
    case: str
    number: str
    version: str
    person: str
    owner: str
    key: str
    about: dict[str, Any]
    raised_at: datetime


# A warning of a promise is over when the promise is, and when a later one of the same was given.
STANDING = (
    "n.party = (SELECT konsil.party()) AND n.settled_at IS NULL AND (NOT starts_with(n.key, 'promise-') OR (EXISTS ("
    "SELECT FROM promise_cycle y WHERE y.case_id = n.case_id AND y.state IN ('running', 'paused')"
    " AND (y.promise, y.item, y.number::text) = (n.about ->> 'promise', n.about ->> 'item', n.about ->> 'number'))"
    " AND NOT EXISTS (SELECT FROM notice m WHERE m.case_id = n.case_id AND m.party = n.party AND m.id > n.id"
    " AND m.about = n.about AND starts_with(m.key, 'promise-'))))"
)


def notices(actor: Actor, case: str = "") -> tuple[NoticeSeen, ...]:
    """What nobody of the actor's party has taken care of yet, of all cases or of one, the oldest first."""
    with reading(actor):
        found = rows(
            "SELECT n.id, c.public, c.number, v.hash, coalesce(w.person, ''), c.owner, n.key, n.about, n.raised_at"
            " FROM notice n JOIN cases c ON c.id = n.case_id JOIN programme_version v ON v.id = c.programme_id"
            " LEFT JOIN work_row w ON w.case_id = c.id AND w.party = n.party"
            f" WHERE {STANDING} AND %s IN ('', c.public) ORDER BY n.raised_at, n.id LIMIT {MOST}",
            case,
        )  # fmt: skip
    return made(NoticeSeen, [(*row[:7], as_json(row[7]), row[8]) for row in found])
