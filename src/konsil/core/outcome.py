"""Ends (R4): outcomes that a case has reached. They close what is not marked `after_end`, and no more."""

from konsil.core import gate
from konsil.core.case import Case, Entry
from konsil.core.facts import FACTS
from konsil.core.programme import Programme, Promise


def ends(case: Case) -> tuple[str, ...]:
    """The outcomes the case has reached, in the programme's order; found once a case version."""

    def unmoved(before: tuple[str, ...], entry: Entry) -> tuple[str, ...] | None:
        return before if case.adds(entry) and not _asked_for(case.programme, entry) else None

    return case.derived("ends", lambda: _ends(case), unmoved)


def _ends(case: Case) -> tuple[str, ...]:
    when = case.programme.ends.items()
    return tuple(key for key, atoms in when if all(gate.holds(atom, case.seen) for atom in atoms))


def _asked_for(programme: Programme, entry: Entry) -> bool:
    """Whether some end looks for the entry, or for every item of the kind that it opens."""
    atoms = (atom for when in programme.ends.values() for atom in when)
    return any(entry.name in (*atom.any_of, atom.no) or atom.every == entry.fact.opens != "" for atom in atoms)


def open_after_end(programme: Programme, name: str) -> bool:
    """Whether a fact may still be recorded once the case has ended."""
    return FACTS[name].after_end or programme.flow[name].after_end


def survives(programme: Programme, promise: Promise) -> bool:
    """An end cancels the promises of the facts it closes, and only those."""
    return any(open_after_end(programme, name) for name in promise.met_by)
