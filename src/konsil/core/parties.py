"""Parties (R7): a role is held on a case by a party; facts bind it, voiding them cuts it."""

from konsil.core.case import Actor, Entry, View
from konsil.core.fact import Fact


def bound(fact: Fact, known: object, role: str) -> frozenset[str]:
    """The parties that one fact binds to a role, from its fields or its evidence."""
    if not (field := fact.binds.get(role)):
        return frozenset()
    owner = known if field.startswith("evidence.") else fact
    value = getattr(owner, field.removeprefix("evidence."))
    return frozenset(filter(None, (value,) if isinstance(value, str) else value or ()))


def holders(case: View, role: str) -> frozenset[str]:
    """Who holds a role, as the items in sight see it: the programme's party, or all that live facts bind."""
    if fixed := case.programme.roles[role].party:
        return frozenset((fixed,))
    return frozenset(party for e in case.live if role in e.fact.binds for party in bound(e.fact, e.known, role))


def refuse(case: View, fact: Fact, known: object, by: Actor) -> str | None:
    """`not-yours`: this role never records it. `not-your-case`: the role does, this party does not."""
    if by.role not in case.programme.flow[fact.name].by:
        return "not-yours"
    own = bound(fact, known, by.role)
    held = own if own and fact.opens else holders(case, by.role) or own  # a new item's holder is its own
    return None if by.party in held else "not-your-case"


def binders(entries: tuple[Entry, ...], role: str) -> tuple[Entry, ...]:
    """The entries behind a holder: what the page shows under 'why may they see this?'"""
    return tuple(e for e in entries if role in e.fact.binds)
