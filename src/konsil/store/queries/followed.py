"""The cases that somebody has a way into, whoever they are about: what a member or a relative finds first."""

from dataclasses import dataclass
from datetime import datetime

from konsil.core.case import Actor
from konsil.store.queries.reading import made, reading, rows


@dataclass(frozen=True)
class Followed:
    """A case somebody may open. `person` is whose it is, where the reader may know."""

    public: str
    number: str
    programme: str
    opened_at: datetime
    ended: str
    given: str
    family: str


def followed(actor: Actor) -> tuple[Followed, ...]:
    """The cases the actor's party has a way into, open ones first, the newest first."""
    with reading(actor):
        found = rows(
            "SELECT DISTINCT c.public, c.number, v.key, c.opened_at, c.ended, coalesce(p.given, ''),"
            " coalesce(p.family, ''), c.ended <> '' FROM cases c JOIN programme_version v ON v.id = c.programme_id"
            " JOIN case_party w ON w.case_id = c.id AND w.party = konsil.party() AND w.scope <> '{}'"
            " AND (w.until_at IS NULL OR w.until_at > konsil.clock())"
            " LEFT JOIN person p ON p.id = c.person_id ORDER BY 8, 4 DESC"
        )
    return made(Followed, [row[:7] for row in found])


def person_called(actor: Actor, case: str, person: str) -> str:
    """The name under which somebody last acted on a case; empty where they never did: no register is asked, since
    the one who asks may not read it."""
    with reading(actor):
        found = rows(
            "SELECT f.account FROM fact f JOIN cases c ON c.id = f.case_id WHERE c.public = %s AND f.party = %s"
            " AND f.account <> f.party"
            " ORDER BY f.seq DESC LIMIT 1",
            case, person,
        )  # fmt: skip
    return str(found[0][0]) if found else ""
