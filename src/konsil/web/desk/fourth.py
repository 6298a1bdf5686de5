"""Four eyes: what one person proposes and another confirms. Never the same person twice (X34, R16a)."""

from collections.abc import Mapping
from dataclasses import dataclass

from konsil.core.case import Actor, Overridden
from konsil.core.engine import Refused
from konsil.core.fact import plain
from konsil.core.facts.course import EntryTakenBack
from konsil.door import filled, forms, recording, telling
from konsil.door.actor import Acting
from konsil.door.filled import Sent
from konsil.door.telling import Fault, Faulty
from konsil.store import proposals
from konsil.store import record as store
from konsil.store.proposals import Proposal
from konsil.store.queries.cases import CaseSeen
from konsil.web.case.words import Said
from konsil.web.desk import sheet


@dataclass(frozen=True)
class Shown:
    """A proposal as the case page shows it: to whoever may confirm it, with two buttons."""

    public: str
    title: str
    told: str
    reason: str
    by: str
    age: str
    late: bool
    may: bool
    own: bool
    second: str


def shown(acting: Acting, found: tuple[Proposal, ...], seen: CaseSeen, said: Said) -> tuple[Shown, ...]:
    """The proposals of a case. One that has waited too long cries for whoever else may confirm it."""
    return tuple(_shown(acting, one, seen, said) for one in found)


def _shown(acting: Acting, one: Proposal, seen: CaseSeen, said: Said) -> Shown:
    age, late = sheet.age_of(one.made_at, seen.now, said)
    own = one.by == acting.name
    return Shown(
        public=one.public, title=said.does(one.name), told=_told(one, seen, said),
        reason=(one.override or {}).get("reason", "") or str(one.told.get("reason", "")), by=one.by, age=age, late=late,
        may=not own and bool(_hands(acting, one)), own=own, second=said.say(f"role.{one.second}"),
    )  # fmt: skip


def _told(one: Proposal, seen: CaseSeen, said: Said) -> str:
    if one.name == "entry.struck":
        names = {entry.seq: entry.name for entry in seen.entries}
        return ", ".join(said.done(names[seq]) for seq in one.told["strikes"] if seq in names)
    return ", ".join(said.party(key) for key in one.told.get("centres", ()))


def _hands(acting: Acting, one: Proposal) -> bool:
    """Whether somebody holds the role whose hand is needed."""
    return one.second in acting.roles


def propose(acting: Acting, seen: CaseSeen, name: str, sent: Sent) -> str:
    """Lay a fact before a second person. Raises `Faulty`, and `Refused` where no second hand is foreseen."""
    told = filled.payload(forms.form(name), sent, seen.programme.zone) if name in seen.programme.flow else {}
    if name == "entry.struck":
        told = {**told, "strikes": _numbers(sent, "falls"), "stays": _numbers(sent, "stays")}
    fact = plain(telling.fact(name, told))
    override = _override(seen, sent)
    second = _second(acting, seen, name, override)
    return proposals.propose(_proposer(acting, seen, name, second), seen.public, name, fact, second, override)


def take_back(acting: Acting, seen: CaseSeen, sent: Sent, key: str) -> int:
    """One's own slip of today, alone: the number of the entry that says so. Raises as `record` does."""
    told = {
        "strikes": _numbers(sent, "falls"), "stays": _numbers(sent, "stays"),
        "reason": next(iter(sent.getlist("reason")), ""),
    }  # fmt: skip
    return recording.record(acting, seen.public, EntryTakenBack.name, told, key=key).entry.seq


def _proposer(acting: Acting, seen: CaseSeen, name: str, second: str) -> Actor:
    """The proposer in the role that the rule has for him: never the one whose hand is asked for."""
    row = seen.programme.flow[name]
    roles = {*row.by, row.second, *(role for rule in seen.programme.overrides.values() for role in rule.by)} - {second}
    return next((one for one in acting.actors if one.role in roles), acting.reader)


def _numbers(sent: Sent, becomes: str) -> list[int]:
    """Entries by number: the one to be struck, and its dependents that fall too; or those that stay."""
    told = [*sent.getlist("strikes")] if becomes == "falls" else []
    told += [
        name.removeprefix("dependent-")
        for name in sent
        if name.startswith("dependent-") and becomes in sent.getlist(name)
    ]
    return [int(one) for one in told if one.isdecimal() and len(one) < 9]


def _override(seen: CaseSeen, sent: Sent) -> Mapping[str, str] | None:
    key, reason = (next(iter(sent.getlist(name)), "").strip() for name in ("override", "reason_to_override"))
    if not key:
        return None
    if key not in seen.programme.overrides:
        raise Refused("no-override", key)
    if not reason:
        raise Faulty(Fault("reason_to_override", "missing"))
    return {"key": key, "reason": reason}


def _second(acting: Acting, seen: CaseSeen, name: str, override: Mapping[str, str] | None) -> str:
    """Whose hand is needed beside the proposer's: of the two roles of the rule, the one the proposer has not."""
    row = seen.programme.flow[name]
    if override:
        pair = (seen.programme.overrides[override["key"]].by[0], next(iter(row.by)))
    elif row.second:
        pair = (row.by[0], row.second)
    else:
        raise Refused("nothing-to-override", name)
    return pair[1] if pair[0] in acting.roles else pair[0]


def answer(acting: Acting, seen: CaseSeen, public: str, *, agreed: bool) -> int:
    """Record what was proposed, with both names, or decline it; the number of the entry. Raises as `record` does,
    and `Refused("same-person")` for whoever proposed it."""
    one = proposals.proposal(acting.reader, public)
    if one.by == acting.name:
        if agreed:
            raise Refused("same-person", one.name)
    elif not _hands(acting, one):
        raise Refused("not-yours", one.name)
    if not agreed:
        proposals.settle(acting.reader, public, "declined")
        return 0
    found = _record(acting, seen, one)
    proposals.settle(acting.reader, public, "recorded")
    return found


def _record(acting: Acting, seen: CaseSeen, one: Proposal) -> int:
    """The fact is the act of whoever holds its role; the other is the second hand."""
    party = acting.reader.party
    theirs, mine = Actor(one.by, one.role, party), Actor(acting.name, one.second, party)
    row = seen.programme.flow[one.name]
    by, other = (theirs, mine) if theirs.role in row.by else (mine, theirs)
    override = _overridden(one, seen, theirs, mine)
    found = store.record(
        by, seen.public, one.name, one.told, key=f"proposal-{one.public}", override=override,
        second="" if override else other.name,
    )  # fmt: skip
    return found.entry.seq


def _overridden(one: Proposal, seen: CaseSeen, theirs: Actor, mine: Actor) -> Overridden | None:
    if not one.override:
        return None
    rule = seen.programme.overrides[one.override["key"]]
    by, other = (mine, theirs) if mine.role in rule.by else (theirs, mine)
    return Overridden(one.override["key"], one.override["reason"], by, other.name)


def may_strike(acting: Acting, seen: CaseSeen) -> bool:
    """Whether this reader may propose that an entry be struck."""
    row = seen.programme.flow.get("entry.struck")
    return bool(row) and bool(acting.roles & {*row.by, row.second})  # type: ignore[union-attr]
