"""What stands on an entry: shown before it is struck, named when it is (R3)."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from konsil.core.case import View
from konsil.core.items import sees


def dependents(case: View, seqs: Iterable[int]) -> frozenset[int]:
    """Live later entries about an item it opened, or whose gate rests on it; step by step."""
    found = set(seqs)
    for entry in case.live:
        rests_on = {name for atom in case.programme.flow[entry.name].after for name in atom.any_of}
        for other in (e for e in case.live if e.seq in found and e.seq < entry.seq):
            opened = other.fact.opens
            child = bool(opened) and entry.items.get(opened) == other.items[opened]
            if child or (other.name in rests_on and sees(entry.items, other.items)):
                found.add(entry.seq)
    return frozenset(found - set(seqs))


def refuse(case: View, strikes: Collection[int], stays: Collection[int]) -> Iterator[str]:
    """Why these entries cannot be struck, with those that rest on them falling too or staying."""
    live = {entry.seq: entry.fact for entry in case.live}
    if any(getattr(live.get(seq), "strikes", ()) for seq in strikes):
        yield "not-strikable"
    if not set(strikes) <= set(live):
        yield "no-such-entry"
    if dependents(case, strikes) - {*strikes, *stays}:
        yield "dependents-unnamed"


def day(case: View, at: datetime) -> date:
    """The day of an instant where the programme lives."""
    return at.astimezone(case.programme.zone).date()
