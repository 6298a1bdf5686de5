"""What may be recorded now, and by whom. Pure: a case and a fact go in, a case or `Refused` comes out."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from konsil.core import disclosure, gate, parties, promises
from konsil.core.case import Actor, Case, Entry, Overridden, View
from konsil.core.fact import Fact
from konsil.core.facts import FACTS
from konsil.core.items import Items, fields_of, named_by
from konsil.core.outcome import ends, open_after_end
from konsil.core.programme import Programme, Tell

NEVER_OVERRIDDEN = frozenset(  # R16a: identity, consent, party and single use
    ("not-yours", "not-your-case", "no-consent", "no-own-consent", "consent-names-another", "identity-not-proved",
     "authorisation-used", "needs-second", "same-person")
)  # fmt: skip


class Refused(Exception):
    """The fact cannot be recorded now; `key` is a text key, never a sentence. `others` refuse as well."""

    def __init__(self, key: str, about: str = "", others: tuple[str, ...] = ()) -> None:
        super().__init__(f"{key} ({about})" if about else key)
        self.key, self.about, self.others = key, about, others


@dataclass(frozen=True)
class Effect:
    """A job that follows an entry: its task, its arguments (ids only), and how long it waits (R21)."""

    task: str
    args: dict[str, str | int]
    delay: int = 0


def record(
    case: Case, fact: Fact, *, by: Actor, at: datetime, recorded: datetime,
    known: object | None = None, second: str = "", override: Overridden | None = None,
) -> Case:  # fmt: skip
    """The case with one entry more, or `Refused`. `at` is the act's instant, `recorded` the database's."""
    if fact.name not in case.programme.flow:
        raise Refused("not-in-programme")
    known = fact.evidence() if known is None else known
    items = resolve(case, fact)
    seen = look(case, fact.name, items, at)
    if why := parties.refuse(seen, fact, known, by) or _dated(case, fact, at, recorded):
        raise Refused(why)
    _pass_gate(case, seen, fact)
    _pass_guards(seen, fact, by, second)
    _pass_rule(seen, fact, known, override)
    if fact.opens:
        items = {**items, fact.opens: case.next_item(fact.opens)}
    kept = (override,) if override else ()
    return case.with_(Entry(len(case.entries) + 1, fact, known, items, at, recorded, by, second, kept))


def resolve(case: Case, fact: Fact) -> dict[str, str]:
    """R1: the items a fact names, and their parents. Each must be live, and of one family."""
    found = named_by(fact)
    for kind, name in named_by(fact).items():
        parents = case.opened.get((kind, name))
        if parents is None or name not in case.seen.items(kind):
            raise Refused("unknown-item", kind)
        for other, its in parents.items():
            if found.setdefault(other, its) != its:
                raise Refused("item-mismatch", other)
    return found


def look(case: Case, name: str, items: Items, at: datetime | None) -> View:
    """The case as the fact's items see it, knowing which promises its gate asks about are late.
    An opener has no item of its own yet: it sees what its parents see, its siblings too."""
    asked = {key for atom in case.programme.flow[name].after for key in atom.overdue}
    late = {key: promises.late_items(case, key, at) for key in asked} if at else {}
    return replace(case.view(at), late=late).about(items)


def opener(programme: Programme) -> str:
    """The fact with which a case of this programme begins. `LookupError` where there is none."""
    found = next((name for name in programme.flow if FACTS[name].begins), "")
    if not found:
        raise LookupError(programme.key)
    return found


@dataclass(frozen=True)
class Possible:
    """A fact that may be recorded now, by whom, and about which items."""

    name: str
    items: Items
    by: tuple[str, ...]


def possible(case: Case, at: datetime) -> tuple[Possible, ...]:
    """Every fact whose gate is open now, whoever may record it: what the case waits for."""
    found, ended = [], ends(case)
    for name, row in case.programme.flow.items():
        for items in about_which(case, FACTS[name]):
            if not closed(case, look(case, name, items, at), name, ended):
                found.append(Possible(name, items, row.by))
    return tuple(found)


def allowed(case: Case, by: Actor, at: datetime) -> tuple[Possible, ...]:
    """The facts this actor may record now: the buttons of the case page."""
    return tuple(one for one in possible(case, at) if by.role in one.by and _holds(case, one, by, at))


def _holds(case: Case, one: Possible, by: Actor, at: datetime) -> bool:
    held = parties.holders(look(case, one.name, one.items, at), by.role)
    return not held or by.party in held


def closed(case: Case, seen: View, name: str, ended: tuple[str, ...]) -> tuple[str, str] | None:
    """Why the gate of a fact is shut, as (key, what about), or None when it is open."""
    row, kind = case.programme.flow[name], FACTS[name]
    if ended and not open_after_end(case.programme, name):
        return "case-ended", ended[0]
    for atom in row.after:
        if not gate.holds(atom, seen):
            return "not-yet", atom.text
    if kind.once and not kind.opens and seen.has(name):
        return "already", name
    return None


def about_which(case: Case, kind: type[Fact]) -> list[dict[str, str]]:
    """The live items a fact of this class could be about, each with its parents."""
    found: list[dict[str, str]] = [{}]
    for item in fields_of(kind):
        live = case.seen.items(item)
        found = [{**case.opened[item, one], **rest} for rest in found for one in live]
    return found


def effects(case: Case, entry: Entry) -> tuple[Effect, ...]:
    """R21: the jobs that follow an entry: the letters it tells, after the seconds in which it can be held."""
    row = case.programme.flow[entry.name]
    return tuple(
        Effect("tell", {"seq": entry.seq, "number": number, "item": item}, row.undo)
        for number, tell in enumerate(row.tell)
        for item in (_items_of(case, entry, tell.per) if tell.per else ("",))
    )


def _items_of(case: Case, entry: Entry, kind: str) -> tuple[str, ...]:
    return case.seen.about(entry.items).items(kind)


def telling(case: Case, seq: int, number: int) -> Tell:
    """The letter that a `tell` effect names."""
    entry = next(e for e in case.entries if e.seq == seq)
    return case.programme.flow[entry.name].tell[number]


def _pass_gate(case: Case, seen: View, fact: Fact) -> None:
    if why := closed(case, seen, fact.name, ends(case)):
        raise Refused(*why)


def _dated(case: Case, fact: Fact, at: datetime, recorded: datetime) -> str | None:
    """R20: order is `seq`, promises count from `at`; an act may be told late, never early."""
    if case.entries and recorded < case.entries[-1].recorded:
        return "recorded-out-of-order"
    if at > recorded:
        return "not-yet-happened"
    return "told-too-late" if recorded - at > fact.backdate else None


def _pass_guards(seen: View, fact: Fact, by: Actor, second: str) -> None:
    row = seen.programme.flow[fact.name]
    if row.disclosure and not disclosure.has_basis(seen, row.disclosure):
        raise Refused("no-consent", row.disclosure)
    if row.second and (not second or second == by.name):
        raise Refused("needs-second", row.second)
    if any(entry.by.name == by.name for name in row.not_by for entry in seen.named.get(name, ())):
        raise Refused("same-person", fact.name)


def _pass_rule(seen: View, fact: Fact, known: object, override: Overridden | None) -> None:
    """The fact's own rule. An override sets aside one refusal and leaves the others standing."""
    reasons = tuple(dict.fromkeys(fact.refuse(seen, known)))
    if override:
        _pass_override(seen, override, reasons)
        reasons = tuple(key for key in reasons if key != override.key)
    if reasons:
        raise Refused(reasons[0], fact.name, reasons[1:])


def _pass_override(seen: View, override: Overridden, reasons: tuple[str, ...]) -> None:
    row = seen.programme.overrides.get(override.key)
    if row is None or override.by.role not in row.by or override.key in NEVER_OVERRIDDEN:
        raise Refused("no-override", override.key)
    if row.second and (not override.second or override.second == override.by.name):
        raise Refused("needs-second", override.key)
    if override.key not in reasons:
        raise Refused("nothing-to-override", override.key)


@cache
def refusals() -> frozenset[str]:
    """The refusal keys of the engine itself; those of the facts stand in their classes."""
    return NEVER_OVERRIDDEN | frozenset(
        ("not-in-programme", "unknown-item", "item-mismatch", "recorded-out-of-order", "not-yet-happened",
         "told-too-late", "case-ended", "not-yet", "already", "no-override", "nothing-to-override")
    )  # fmt: skip
