"""What to do next: from a promise that is open back to the fact that somebody can record now."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from konsil.core import gate
from konsil.core.case import Case
from konsil.core.engine import about_which, closed, look
from konsil.core.facts import FACTS
from konsil.core.items import Items, sees
from konsil.core.outcome import ends


def next_step(case: Case, towards: Iterable[str], items: Items, at: datetime) -> str:
    """The fact that can be recorded now and leads towards one of these; empty where none does.

    Walks back over the gates that do not hold: what meets the promise, what that rests on, and so on; one way
    after the other, so that the first of `met_by` is preferred to a decline that could be recorded at any time.
    """
    tried = set[str]()
    return next(filter(None, (_back_from(case, name, items, at, tried) for name in towards)), "")


def _back_from(case: Case, name: str, items: Items, at: datetime, tried: set[str]) -> str:
    """The nearest fact on the way to one that can be recorded now; what was tried already leads nowhere."""
    wanted = [name]
    while wanted:
        name = wanted.pop(0)
        if name in tried or name not in case.programme.flow:
            continue
        tried.add(name)
        if _open(case, name, items, at):
            return name
        wanted += _rests_on(case, name, items, at)
    return ""


def _open(case: Case, name: str, items: Items, at: datetime) -> bool:
    """Whether the fact may be recorded about some live items that these see."""
    ended, kind = ends(case), FACTS[name]
    views = (look(case, name, about, at) for about in about_which(case, kind) if sees(items, about))
    return any(not closed(case, seen, name, ended) and not any(kind.waits_for(seen)) for seen in views)


def _rests_on(case: Case, name: str, items: Items, at: datetime) -> Iterator[str]:
    """The facts whose absence keeps a gate shut, or the rule behind it; for an item, what opens it too."""
    seen = look(case, name, items, at)
    yield from FACTS[name].waits_for(seen)
    for atom in case.programme.flow[name].after:
        if not gate.holds(atom, seen):
            yield from atom.any_of
            yield from (one for one in case.programme.flow if atom.every and FACTS[one].opens == atom.every)
