"""What the code of a paper says: its number, signed; nobody's name (R30)."""

from konsil.core.case import Entry
from konsil.core.facts.authorisation import Minted


def statement(entry: Entry) -> str:
    """The words of the QR on the paper that this entry issued."""
    assert isinstance(entry.known, Minted)
    return entry.known.number
