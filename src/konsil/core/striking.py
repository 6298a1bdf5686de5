"""What stands on an entry: shown before it is struck, named when it is (R3)."""

from collections.abc import Iterable

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
