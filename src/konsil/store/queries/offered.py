"""Times given up that were offered to somebody who waits, and have no answer yet."""

from dataclasses import dataclass

from konsil.core.case import Actor
from konsil.store.queries.reading import made, reading, rows


@dataclass(frozen=True)
class Offered:
    """A wish that a time is held for."""

    case: str
    item: str


def offered(actor: Actor) -> tuple[Offered, ...]:
    """Every wish with a time on offer."""
    with reading(actor):
        found = rows(
            "SELECT c.public, w.item FROM wish w JOIN cases c ON c.id = w.case_id WHERE w.state = 'offered'"
            " ORDER BY w.since, w.case_id, w.item"
        )
    return made(Offered, found)
