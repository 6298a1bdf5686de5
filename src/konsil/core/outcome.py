"""Ends (R4): outcomes that a case has reached. They close what is not marked `after_end`, and no more."""

from konsil.core import gate
from konsil.core.case import Case
from konsil.core.facts import FACTS
from konsil.core.programme import Programme, Promise


def ends(case: Case) -> tuple[str, ...]:
    """The outcomes the case has reached, in the programme's order; found once a case version."""
    if "ends" not in case.memo:
        case.memo["ends"] = tuple(
            key for key, when in case.programme.ends.items() if all(gate.holds(atom, case.seen) for atom in when)
        )
    found: tuple[str, ...] = case.memo["ends"]
    return found


def open_after_end(programme: Programme, name: str) -> bool:
    """Whether a fact may still be recorded once the case has ended."""
    return FACTS[name].after_end or programme.flow[name].after_end


def survives(programme: Programme, promise: Promise) -> bool:
    """An end cancels the promises of the facts it closes, and only those."""
    return any(open_after_end(programme, name) for name in promise.met_by)
