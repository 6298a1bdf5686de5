"""What the code of a paper says: its number, clinic, day and services, signed; nobody's name (R30)."""

from konsil.core import slip
from konsil.core.case import Case, Entry
from konsil.core.facts import visit
from konsil.core.facts.authorisation import Minted, Paper
from konsil.core.facts.visit import Ordered
from konsil.gates.keys import keyring
from konsil.gates.keys.slips import Unsigned, signed


def code(case: Case, entry: Entry) -> str:
    """The signed words of the QR on the paper that this entry issued. The same paper gives the same code."""
    fact, known, booked = entry.fact, entry.known, case.seen.about(entry.items).the(visit.Booked)
    assert isinstance(fact, Paper)
    assert isinstance(known, Minted)
    assert known.day
    assert booked
    return signed(keyring(), Unsigned(
        number=known.number, clinic=booked.clinic, day=known.day, extends=known.extends,
        services=slip.services(_counted(fact.lines), _counted(fact.if_needed)),
    ))  # fmt: skip


def _counted(lines: tuple[Ordered, ...]) -> list[tuple[str, int]]:
    return [(line.service, line.quantity) for line in lines]
