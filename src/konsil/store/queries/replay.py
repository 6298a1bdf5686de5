"""Recorded cases, for counting again: nothing of a person leaves here but the case itself, for deriving."""

from collections.abc import Iterator

from konsil.core.case import Actor, Case
from konsil.store.queries.cases import whole
from konsil.store.queries.reading import reading, rows


def cases_under(actor: Actor, key: str) -> Iterator[Case]:
    """The cases of a programme that the actor has a way into, oldest first, each under its own version."""
    with reading(actor):
        found = rows(
            "SELECT c.public FROM cases c JOIN programme_version v ON v.id = c.programme_id"
            " WHERE v.key = %s ORDER BY c.opened_at",
            key,
        )
        for (public,) in found:
            yield whole(actor, public).case
