"""For whom a promise can wait: only a turn that its gate asks for can be the reason why it was not met.

A doctor may be paid while the centre reads; the centre's days are then no excuse for a late payment (Y38).
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from konsil.core.programme import Programme


def blame(programme: Programme, promise: str, minutes: Mapping[str, int]) -> Mapping[str, int]:
    """Working minutes by who held the ball, those of holders the promise never waits for given to who owes it."""
    may, owes = holders(programme, promise), programme.promises[promise].owes
    found = Counter[str]()
    for holder, amount in minutes.items():
        found[holder if holder in may or holder == "operator" else owes] += amount
    return {holder: amount for holder, amount in found.items() if amount}


def cause(programme: Programme, promise: str, minutes: Mapping[str, int]) -> str:
    """Whose time it was most of all; who owes it where nobody held it for a minute."""
    found = blame(programme, promise, minutes)
    return max(found, key=lambda one: found[one], default=programme.promises[promise].owes)


def holders(programme: Programme, promise: str) -> frozenset[str]:
    """Whose turn ends with something without which the promise cannot be met."""
    needed = {name for met in programme.promises[promise].met_by for name in _before(programme, met)}
    needed |= set(programme.promises[promise].met_by)
    return frozenset(turn.holder for turn in programme.turns.values() if needed & set(turn.until))


def _before(programme: Programme, name: str) -> frozenset[str]:
    """Every fact that must come before a fact, by the gates."""
    found: set[str] = set()
    ahead = list(_asked(programme, name))
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += _asked(programme, one)
    return frozenset(found)


def _asked(programme: Programme, name: str) -> Iterator[str]:
    row = programme.flow.get(name)
    for atom in row.after if row else ():
        yield from atom.any_of
