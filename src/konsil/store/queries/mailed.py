"""Who wrote a mail and what it is about, as far as the registers know: a guess for a person to confirm."""

from collections.abc import Sequence
from dataclasses import dataclass

from konsil.core.case import Actor
from konsil.store.queries.reading import made, reading, rows


@dataclass(frozen=True)
class PaperKnown:
    """A paper by its number: of which visit, at which clinic, and whether it is still good."""

    number: str
    case: str
    booking: str
    clinic: str
    state: str


def desk(actor: Actor, address: str) -> str:
    """The clinic whose verified mailbox this is; empty where it is nobody's we know."""
    with reading(actor):
        found = rows("SELECT party_id FROM organisation WHERE settings ->> 'verified_mailbox' = %s", address)
    return str(found[0][0]) if found else ""


def papers(actor: Actor, operator: str, keys: Sequence[str]) -> tuple[PaperKnown, ...]:
    """The papers of an operator among these numbers (`seal.key_of`)."""
    with reading(actor):
        found = rows(
            "SELECT a.number, c.public, a.booking, a.clinic, a.state"
            " FROM authorisation a JOIN cases c ON c.id = a.case_id"
            " WHERE a.number_key = ANY (%s) AND a.operator = %s ORDER BY array_position(%s, a.number_key)",
            list(keys), operator, list(keys),
        )  # fmt: skip
    return made(PaperKnown, found)


def codes(actor: Actor, words: Sequence[str]) -> tuple[str, ...]:
    """The services among these words."""
    with reading(actor):
        found = rows("SELECT DISTINCT code FROM service WHERE upper(code) = ANY (%s)", [word.upper() for word in words])
    return tuple(code for (code,) in found)


def came_already(actor: Actor, party: str, message_id: str) -> bool:
    """Whether a mail was taken in before: whoever read it may have died before putting it away."""
    with reading(actor):
        return bool(rows("SELECT 1 FROM arrival WHERE party = %s AND said ->> 'message_id' = %s", party, message_id))
