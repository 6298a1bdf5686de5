"""Parties (R7): a role is held on a case by a party; facts bind it, voiding them cuts it; some end by themselves."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

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
    found, at = holding(case, role), case.at
    return frozenset(party for party, until in found.items() if at is None or until is None or until > at)


def holding(case: View, role: str) -> Mapping[str, datetime | None]:
    """Who holds or held a role, each with the instant at which that ends by itself, if it does (X31)."""
    if fixed := case.programme.roles[role].party:
        return {fixed: None}
    found: dict[str, datetime | None] = {}
    for entry in case.live:
        if role in entry.fact.binds:
            until = bound_until(entry, case.programme.zone)
            found |= {party: _later(until, found.get(party, until)) for party in bound(entry.fact, entry.known, role)}
    return found


def bound_until(entry: Entry, zone: ZoneInfo) -> datetime | None:
    """The end of the last day of what an entry binds, where its programme lives."""
    last = entry.fact.bound_until(entry.known, entry.at.astimezone(zone).date())
    return datetime.combine(last + timedelta(days=1), time(), zone) if last else None


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one and other else None


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
