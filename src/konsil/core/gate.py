"""Gates (R2): the closed grammar of `after` and `when`, and what each sentence means.

fact  |  a | b  |  every item: a | b  |  no fact  |  overdue promise
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, Self

from konsil.core.items import Items


@dataclass(frozen=True, slots=True)
class Atom:
    """`any_of` these facts or late promises; of `every` live item; or `no` such fact."""

    text: str
    any_of: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    every: str = ""
    no: str = ""


class Sight(Protocol):
    """What a gate looks at: a case as its items see it, or a state of the proof."""

    def has(self, name: str) -> bool: ...
    def items(self, kind: str) -> Iterable[str]: ...
    def about(self, items: Items) -> Self: ...
    def overdue(self, promise: str) -> bool: ...


def read(text: str) -> Atom:
    if text.startswith("no "):
        return Atom(text, no=text[3:].strip())
    every, colon, rest = text.partition(":")
    if not colon:
        every, rest = "", text
    elif not every.startswith("every "):
        raise ValueError(f"{text!r} is no gate; write 'every item: a | b'")
    words = [word.strip() for word in rest.split("|")]
    late = tuple(word.removeprefix("overdue ") for word in words if word.startswith("overdue "))
    facts = tuple(word for word in words if not word.startswith("overdue "))
    if any(not word or " " in word for word in (*late, *facts)):
        raise ValueError(f"{text!r} is no gate; the five atoms are listed in R2")
    return Atom(text, facts, late, every.removeprefix("every ").strip())


def holds(atom: Atom, sight: Sight) -> bool:
    if atom.no:
        return not sight.has(atom.no)
    if atom.every:
        found = tuple(sight.items(atom.every))
        return bool(found) and all(_any(atom, sight.about({atom.every: one})) for one in found)
    return _any(atom, sight)


def _any(atom: Atom, sight: Sight) -> bool:
    return any(map(sight.has, atom.any_of)) or any(map(sight.overdue, atom.overdue))
