"""What can be wrong with a programme whose file reads well: words that lead nowhere, forgotten dependents."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from konsil.core.engine import NEVER_OVERRIDDEN
from konsil.core.facts import FACTS, module_of
from konsil.core.gate import Atom
from konsil.core.programme import Programme


def of_programme(programme: Programme, terms: Mapping[str, Mapping[str, Any]]) -> list[str]:
    faults = [*_facts(programme), *_gates(programme), *_roles(programme), *_promises(programme)]
    faults += [f"terms.{module}: the flow uses no fact of this module" for module in _idle(programme, terms)]
    if not programme.ends:
        faults.append("end: the programme has no end")
    return faults or [*_undoing(programme), *_overrides(programme)]


def _facts(programme: Programme) -> Iterator[str]:
    for name, row in programme.flow.items():
        if name not in FACTS:
            yield f"flow.{name}: no such fact"
        elif FACTS[name].sending and row.by != ("konsil",):
            yield f"flow.{name}.by: only the worker knows that it was sent (R6); write by = ['konsil']"
        for tell in row.tell:
            for other in filter(None, (tell.sent, tell.bounced)):
                yield from _known(programme, f"flow.{name}.tell", other)
            if bool(tell.to) == bool(tell.per) or (tell.to and tell.to not in programme.roles):
                yield f"flow.{name}.tell: write to = a role, or per = a kind of item"
            yield from _item(programme, f"flow.{name}.tell", tell.per)


def _gates(programme: Programme) -> Iterator[str]:
    for name, row in programme.flow.items():
        yield from _atoms(programme, f"flow.{name}.after", row.after)
        for key in ("voids", "keeps", "not_by"):
            for other in getattr(row, key):
                yield from _known(programme, f"flow.{name}.{key}", other)
    for key, when in programme.ends.items():
        yield from _atoms(programme, f"end.{key}.when", when)


def _atoms(programme: Programme, where: str, atoms: Iterable[Atom]) -> Iterator[str]:
    for atom in atoms:
        for name in (*atom.any_of, *filter(None, (atom.no,))):
            yield from _known(programme, where, name)
        for key in atom.overdue:
            if key not in programme.promises:
                yield f"{where}: no promise {key!r}"
        yield from _item(programme, where, atom.every)


def _item(programme: Programme, where: str, kind: str) -> Iterator[str]:
    if kind and kind not in (kinds := {FACTS[name].opens for name in programme.flow if name in FACTS}):
        there = ", ".join(sorted(kinds - {""}))
        yield f"{where}: no fact of the flow opens an item {kind!r}; there are {there}"


def _known(programme: Programme, where: str, name: str) -> Iterator[str]:
    if name not in programme.flow:
        yield f"{where}: {name!r} is not in the flow"


def _roles(programme: Programme) -> Iterator[str]:
    bindable = {role for name in programme.flow if name in FACTS for role in FACTS[name].binds}
    used = {role for row in programme.flow.values() for role in row.by}
    for name, row in programme.flow.items():
        for role in (*row.by, *filter(None, (row.second,))):
            if role not in programme.roles:
                yield f"flow.{name}: no role {role!r}"
    for role, holder in programme.roles.items():
        if role in used and not holder.party and role not in bindable:
            yield f"role.{role}: neither a party nor a fact that binds it"
    for key, disclosure in programme.disclosures.items():
        if disclosure.to not in programme.roles:
            yield f"disclosure.{key}.to: no role {disclosure.to!r}"
    for name, row in programme.flow.items():
        if row.disclosure and row.disclosure not in programme.disclosures:
            yield f"flow.{name}.disclosure: no disclosure {row.disclosure!r}"


def _promises(programme: Programme) -> Iterator[str]:
    for key, promise in programme.promises.items():
        where = f"promise.{key}"
        capped = (promise.not_after[1],) if promise.not_after else ()
        for name in (promise.of, *promise.met_by, *capped):
            yield from _known(programme, where, name)
        yield from _item(programme, f"{where}.per", promise.per)
        for named in promise.pauses:
            if named not in programme.pauses:
                yield f"{where}.pauses: no pause {named!r}"
        for role in (promise.owes, promise.to):
            if role not in programme.roles and role not in ("operator", "payer"):
                yield f"{where}: no role {role!r}"
    for key, pause in programme.pauses.items():
        for name in pause.edges:
            yield from _known(programme, f"pause.{key}", name)
    for key, turn in programme.turns.items():
        for name in (*turn.begins, *turn.until):
            yield from _known(programme, f"turn.{key}", name)
    for stage in programme.stages:
        yield from _atoms(programme, f"stage.{stage.key}.done", stage.done)


def _idle(programme: Programme, terms: Mapping[str, object]) -> set[str]:
    return set(terms) - {module_of(name) for name in programme.flow if name in FACTS}


def dependents(programme: Programme, gone: set[str]) -> set[str]:
    """The facts whose gate names one of these facts as something that must have happened."""
    return {
        name for name, row in programme.flow.items()
        if any(gone & set(atom.any_of) for atom in row.after)
    }  # fmt: skip


def _undoing(programme: Programme) -> Iterator[str]:
    """R3: what nothing may void, and dependents that are neither voided nor kept. A fact that
    undoes what it rests on is no dependent; a kept one is not followed further."""
    for name, row in programme.flow.items():
        for other in row.voids:
            allowed = FACTS[other].undone_by
            if allowed is not None and name not in allowed:
                yield f"flow.{name}.voids: {other!r} happened in the world; nothing may void it"
        fixed = {fact for fact in programme.flow if FACTS[fact].undone_by == () or FACTS[fact].after_end}
        undoers = {fact for fact, its in programme.flow.items() if set(its.voids) & set(row.voids)}
        left = dependents(programme, set(row.voids)) - set(row.voids) - set(row.keeps) - fixed - undoers
        for other in sorted(left):
            yield f"flow.{name}: {other!r} rests on what it voids; list it under voids or keeps"


def _overrides(programme: Programme) -> Iterator[str]:
    for key in programme.overrides:
        if key in NEVER_OVERRIDDEN:
            yield f"override.{key}: refusals of identity, consent, party and single use are never overridden"
