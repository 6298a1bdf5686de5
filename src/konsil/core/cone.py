"""The cone of the ends (R16): the only names that a state of the proof needs to hold."""

from konsil.core import gate
from konsil.core.facts import FACTS
from konsil.core.items import fields_of
from konsil.core.programme import Programme


def cone(programme: Programme, alone: frozenset[str]) -> frozenset[str]:
    """The names on which some end depends: those it reads, those read by whatever can bring or void one of
    these, and so on; with the facts that open their items. Those checked alone are left out."""
    found = {name for when in programme.ends.values() for atom in when for name in reads(programme, atom)} - alone
    found |= _openers(programme, {a.every for when in programme.ends.values() for a in when} - {""})
    while (wider := found | _one_step(programme, found) - alone) != found:
        found = wider
    return frozenset(found)


def _one_step(programme: Programme, found: set[str]) -> set[str]:
    rows = [row for name, row in programme.flow.items() if name in found or found & set(row.voids)]
    kinds = {kind for name in found for kind in fields_of(FACTS[name])}
    kinds |= {atom.every for row in rows for atom in row.after} - {""}
    read = {name for row in rows for atom in row.after for name in reads(programme, atom)}
    return read | _openers(programme, kinds)


def _openers(programme: Programme, kinds: set[str]) -> set[str]:
    return {name for name in programme.flow if FACTS[name].opens in kinds}


def reads(programme: Programme, atom: gate.Atom) -> set[str]:
    """The facts one atom looks at, a late promise's start and finish among them."""
    late = [programme.promises[key] for key in atom.overdue]
    return {*atom.any_of, *filter(None, (atom.no,)), *(n for p in late for n in (p.of, *p.met_by))}


def escapes(programme: Programme) -> frozenset[str]:
    """The facts that by themselves lead to an end: a withdrawal, a confirmed death (R16, checked alone).

    Such a fact voids nothing, and whenever it is live a chain of willing moves whose gates ask only for it, for
    what it rests on that nothing can void, and for one another, reaches an end. A state that holds one is never
    stuck, so the exploration may leave it out.
    """
    found = {n for n, row in programme.flow.items() if not row.voids and _leads_to_an_end(programme, n)}
    while required := {name for name in found if _is_required(programme, name, found)}:
        found -= required
    return frozenset(found)


def _is_required(programme: Programme, name: str, alone: set[str]) -> bool:
    """Whether something else cannot happen without it: then it is no mere way out."""
    return any(
        atom.any_of == (name,)
        for other, row in programme.flow.items()
        if other not in alone and not (row.voids and set(row.voids) <= alone)
        for atom in row.after
    )


def _leads_to_an_end(programme: Programme, name: str) -> bool:
    base = {other for other in _rests_on(programme, name, set()) if FACTS[other].undone_by == ()}
    chain = {name}
    if any(_hold(when, base, chain) for when in programme.ends.values()):
        return False  # an end itself, or what stands beside one: the exploration is about these
    while (longer := chain | _follow(programme, base, chain)) != chain:
        chain = longer
    return any(_hold(when, base, chain) for when in programme.ends.values())


def _follow(programme: Programme, base: set[str], chain: set[str]) -> set[str]:
    """What the willing may record because of the chain, whatever else is live."""
    silent = {key for key, role in programme.roles.items() if role.may_be_silent}
    return {
        name
        for name, row in programme.flow.items()
        if row.by[0] not in silent
        and not (fields_of(FACTS[name]) or FACTS[name].opens or row.voids)
        and _hold(row.after, base, chain)
    }


def _hold(atoms: tuple[gate.Atom, ...], base: set[str], chain: set[str]) -> bool:
    """The gates hold by the base and the chain, and not by the base alone; none of them can shut again."""
    open_ = all(not a.no and not a.every and (base | chain) & set(a.any_of) for a in atoms)
    return open_ and any(chain & set(a.any_of) for a in atoms)


def _rests_on(programme: Programme, name: str, found: set[str]) -> set[str]:
    """What must have happened before a fact, step by step."""
    for atom in programme.flow[name].after:
        if len(atom.any_of) == 1 and not atom.overdue and not atom.every and atom.any_of[0] not in found:
            found.add(atom.any_of[0])
            _rests_on(programme, atom.any_of[0], found)
    return found
