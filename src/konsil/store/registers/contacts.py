"""Numbers and addresses: whether they reach their person (Y02)."""

from konsil.core.case import Actor
from konsil.store.queries.reading import reading, rows


def mark_dead(actor: Actor, person: str, value: str) -> bool:
    """What was sent there came back: it is not used again until somebody confirms it; whether it was alive."""
    with reading(actor):
        found = rows(
            "UPDATE contact_point c SET state = 'dead', state_at = konsil.clock() FROM person p"
            " WHERE c.person_id = p.id AND p.public = %s AND c.value = %s AND c.state <> 'dead' RETURNING c.id",
            person, value,
        )  # fmt: skip
    return bool(found)
