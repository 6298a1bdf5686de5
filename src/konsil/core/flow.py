"""A programme as columns to read from left to right: each stage a column, its facts an outline in it.

On the way are the facts that a stage cannot be done without; under each stand the facts that rest on it. What no
stage waits for and may happen at any time has a column of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from konsil.core.facts import module_of
from konsil.core.gate import Atom
from konsil.core.programme import Programme

ANY_TIME = ""


@dataclass(frozen=True)
class Place:
    """A fact in its column: how deep it stands in the outline, and under which fact."""

    name: str
    depth: int
    under: str
    on_the_way: bool


@dataclass(frozen=True)
class Column:
    """The facts of a stage in reading order; `stage` is empty for those of any time."""

    stage: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Flow:
    """The columns, and the lines between facts of different columns or steps on the way."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[str, str], ...]
    undone: tuple[tuple[str, str], ...]  # a fact, and what it takes back


def flow(programme: Programme) -> Flow:
    """The programme laid out. Pure: the same programme gives the same columns."""
    return _Layout(programme).flow()


def rests_on(atoms: Iterable[Atom]) -> tuple[str, ...]:
    """The facts that gates ask for; those they forbid are not among them."""
    return tuple(dict.fromkeys(name for atom in atoms for name in atom.any_of))


class _Layout:
    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.needs = {name: rests_on(row.after) for name, row in programme.flow.items()}

    def flow(self) -> Flow:
        stages = [*(stage.key for stage in self.programme.stages), ANY_TIME]
        columns = tuple(Column(key, tuple(self._outline(number))) for number, key in enumerate(stages))
        return Flow(columns, tuple(self._lines()), tuple(self._undone()))

    @cached_property
    def way(self) -> Mapping[str, int]:
        """The facts on the way, each with the first stage that cannot be done without it."""
        found: dict[str, int] = {}
        for number, stage in enumerate(self.programme.stages):
            todo = list(rests_on(stage.done))
            while todo:
                if (name := todo.pop()) not in found:
                    found[name] = number
                    todo += self.needs[name]
        return found

    @cached_property
    def homes(self) -> Mapping[str, int]:
        """The first stage on whose way a topic has a fact."""
        found: dict[str, int] = {}
        for name, number in self.way.items():
            found[module_of(name)] = min(number, found.get(module_of(name), number))
        return found

    def column(self, name: str) -> int:
        """A fact beside the way stands where the last of what it rests on does, or where its topic begins."""
        if name in self.way:
            return self.way[name]
        if module_of(name) not in self.homes:
            return len(self.programme.stages)
        return max([self.homes[module_of(name)], *(self.column(one) for one in self.needs[name])])

    def _outline(self, number: int) -> Iterable[Place]:
        here = sorted((n for n in self.programme.flow if self.column(n) == number), key=self._order)
        under = {name: self._parent(name, here) for name in here}
        for name in here:
            if not under[name]:
                yield from self._branch(name, under, 0)

    def _branch(self, name: str, under: Mapping[str, str], depth: int) -> Iterable[Place]:
        yield Place(name, depth, under[name], name in self.way)
        for other, parent in under.items():
            if parent == name:
                yield from self._branch(other, under, depth + 1)

    def _parent(self, name: str, here: list[str]) -> str:
        """What a fact stands under: the latest of its column it cannot do without. Steps on the way stand free."""
        firm = [one for atom in self.programme.flow[name].after if len(atom.any_of) == 1 for one in atom.any_of]
        above = [one for one in firm if one in here]
        return "" if name in self.way or not above else max(above, key=self._order)

    def _order(self, name: str) -> tuple[int, int]:
        return self._depth(name), list(self.programme.flow).index(name)

    def _depth(self, name: str) -> int:
        return 1 + max((self._depth(one) for one in self.needs[name]), default=0)

    def _lines(self) -> Iterable[tuple[str, str]]:
        """Only what says something new: a need that another need already implies is left out."""
        for name in self.way:
            implied = {far for near in self.needs[name] for far in self._above(near)}
            yield from ((need, name) for need in self.needs[name] if need not in implied)

    def _above(self, name: str) -> set[str]:
        direct = set(self.needs[name])
        return direct.union(*(self._above(one) for one in direct))

    def _undone(self) -> Iterable[tuple[str, str]]:
        for name, row in self.programme.flow.items():
            yield from ((name, other) for other in row.voids)
