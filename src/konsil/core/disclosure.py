"""Disclosure (R12): every sending and every read has a declared basis; consent is one of three."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from konsil.core.case import Case, Entry, View
from konsil.core.facts.consent import Released, Signed, holds_until
from konsil.core.parties import bound, holding


def has_basis(case: View, key: str) -> bool:
    """Whether this disclosure may happen now: by contract, by law, or under a live consent that covers it."""
    return case.programme.disclosures[key].basis != "consent" or bool(consents(case, key))


def consents(case: View, key: str) -> tuple[str, ...]:
    """The signed, live consents that cover a disclosure, and have not run out at the view's instant."""
    return tuple(entry.items["consent"] for entry, until in _signed(case, key) if _lasts(case, until))


def _signed(case: View, key: str) -> Iterator[tuple[Entry, datetime | None]]:
    """The signatures that cover a disclosure, each with the instant at which it runs out."""
    for entry in case.entries_of(Signed):
        if key in covers(case, entry.items["consent"]):
            yield entry, holds_until(case, entry)


def _lasts(case: View, until: datetime | None) -> bool:
    return case.at is None or until is None or until > case.at


def covers(case: View, consent: str) -> tuple[str, ...]:
    """The disclosures that the form behind a consent names."""
    form = case.about({"consent": consent}).the(Released)
    return form.covers if form else ()


def opens_ways(entry: Entry) -> bool:
    """Whether an entry can change who may read what: it binds somebody to a role, or is about consent."""
    return bool(entry.fact.binds) or entry.name in (Released.name, Signed.name)


@dataclass(frozen=True, order=True)
class Access:
    """A party's way into a case: in which role, and which categories it may read; with `items`, of what is about these
    and of what is about none of their kind, and of nothing about their siblings. `until` is the instant at which it
    closes by itself, in UTC and ISO 8601, or empty."""

    party: str
    role: str
    scope: tuple[str, ...]
    items: tuple[str, ...] = ()
    until: str = ""


def access(case: Case) -> frozenset[Access]:
    """R12, R22: who may read what of the case now. The store keeps it as rows; closing one cuts the access."""
    return frozenset(_ways(case.seen))


def _ways(seen: View) -> Iterator[Access]:
    for role in seen.programme.roles:
        scopes = tuple(_scopes(seen, role))
        for party, held in holding(seen, role).items():
            items = items_of(seen, role, party)
            for scope, until in scopes:
                ends = min(filter(None, (held, until)), default=None)
                if _lasts(seen, ends):
                    yield Access(party, role, scope, items, ends.astimezone(UTC).isoformat() if ends else "")


def _scopes(seen: View, role: str) -> Iterator[tuple[tuple[str, ...], datetime | None]]:
    """What a role may read: always, and beyond that until the consents run out on which it rests."""
    always, ending = set(seen.programme.roles[role].sees), dict[str, datetime]()
    for key, row in seen.programme.disclosures.items():
        if row.to == role and has_basis(seen, key):
            ends = [until for _, until in _signed(seen, key)] if row.basis == "consent" else [None]
            if None in ends:
                always |= set(row.categories)
            else:
                ending |= dict.fromkeys(row.categories, max(filter(None, ends)))
    if always:
        yield tuple(sorted(always)), None
    if more := set(ending) - always:
        yield tuple(sorted(always | more)), min(ending[one] for one in more)


def items_of(seen: View, role: str, party: str) -> tuple[str, ...]:
    """The items that all binding of a party to a role came by, where each keeps its own apart; none: the whole case."""
    binding = [e for e in seen.live if role in e.fact.binds and party in bound(e.fact, e.known, role)]
    if not all(entry.fact.apart for entry in binding):
        return ()
    return tuple(sorted(entry.items[entry.fact.opens] for entry in binding))


def within(entries: Iterable[Entry], items: tuple[str, ...]) -> tuple[Entry, ...]:
    """Those of the entries that a way with these items leads to."""
    kinds = {item.rpartition("-")[0] for item in items}
    return tuple(e for e in entries if all(e.items.get(kind, items[0]) in items for kind in kinds))


def readable(case: View, role: str, party: str) -> frozenset[str]:
    """The categories that this party may read in this role now."""
    return frozenset(c for way in _ways(case) if (way.role, way.party) == (role, party) for c in way.scope)
