"""The board on which a proof moves: facts about items as bits, gates and voids as masks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product
from operator import or_

from konsil.core import gate
from konsil.core.facts import FACTS
from konsil.core.items import Items, fields_of, sees
from konsil.core.outcome import open_after_end
from konsil.core.programme import Programme, Promise

GONE = "gone"  # an item whose opening was voided: what was about it stays, about nothing that lives
SWAP = {"1": "2", "2": "1"}
Test = Callable[[int], bool]
Mark = tuple[str, tuple[tuple[str, str], ...]]  # a live fact and the items it is about


@dataclass(frozen=True, slots=True)
class Move:
    """One fact about certain items: when it may happen, and what it leaves."""

    name: str
    needs: int  # all of these bits: the items it names are live
    blocked: int  # none of these: it is there already, or its slot is taken
    gates: tuple[Test, ...]
    voids: int
    sets: int
    willing: bool
    after_end: bool

    def open(self, state: int, ended: bool) -> bool:
        if (ended and not self.after_end) or state & self.needs != self.needs or state & self.blocked:
            return False
        return all(test(state) for test in self.gates)

    def after(self, state: int) -> int:
        return state & ~self.voids | self.sets


class Board:
    """Every bit, move and end of one programme, with two slots for one kind of item and one for the others."""

    def __init__(self, programme: Programme, read: frozenset[str], alone: frozenset[str], twice: str) -> None:
        self.programme, self.read, self.twice = programme, read, twice
        self.parents = _parents(programme)
        self.marks: list[Mark] = [(n, i) for n in programme.flow if n in read for i in self._about(n, GONE)]
        self.bit = {mark: 1 << number for number, mark in enumerate(self.marks)}
        changes = {name for name, row in programme.flow.items() if name in read or read & set(row.voids)}
        active = [name for name in programme.flow if name in changes - alone]
        self.moves = [self._move(name, dict(i)) for name in active for i in self._about(name)]
        self.undoing = [move for move in self.moves if move.voids]
        idle = [name for name in programme.flow if name not in active]
        self.idle = [self._move(name, dict(i)) for name in idle for i in self._about(name)]
        self.ends = [(key, _every([self._test(a, {}) for a in when])) for key, when in programme.ends.items()]

    def told(self, state: int) -> str:
        """A state in words."""
        live = (mark for mark in self.marks if state & self.bit[mark])
        return ", ".join(sorted(f"{name}{dict(items) or ''}" for name, items in live))

    def tidy(self, state: int) -> int:
        """What was about an item that no longer lives is about nothing that lives; twins are in one order."""
        for opener, moved in self._graves:
            if not state & opener:
                for old, new in moved:
                    if state & old:
                        state = state & ~old | new
        if not self.twice:
            return state
        other = state & self._untwinned
        for one, its in self._twins:
            if state & one:
                other |= its
        return min(state, other)

    # -- bits ---------------------------------------------------------------------------------------------

    def _about(self, name: str, *more: str) -> Iterator[tuple[tuple[str, str], ...]]:
        """The items a fact can be about: a slot for each kind it names, opens, or has as a parent."""
        kind = FACTS[name]
        kinds = set(fields_of(kind)) | ({kind.opens} - {""})
        for one in tuple(kinds):
            kinds |= self.parents.get(one, frozenset())
        order = sorted(kinds)
        for slots in product(*(self._slots(one, *more) for one in order)):
            yield tuple(zip(order, slots, strict=True))

    def _slots(self, kind: str, *more: str) -> tuple[str, ...]:
        return (("1", "2") if kind == self.twice else ("1",)) + more

    def _mask(self, names: Iterator[str] | tuple[str, ...], seen_from: Items) -> int:
        wanted = frozenset(names)
        return reduce(or_, (self.bit[m] for m in self.marks if m[0] in wanted and sees(seen_from, dict(m[1]))), 0)

    def _opener(self, kind: str, slot: str) -> int:
        """The bits that say that this item lives."""
        return reduce(
            or_,
            (self.bit[m] for m in self.marks if FACTS[m[0]].opens == kind and dict(m[1])[kind] == slot),
            0,
        )

    @cached_property
    def _graves(self) -> list[tuple[int, list[tuple[int, int]]]]:
        found = []
        for kind in {kind for _, items in self.marks for kind, _ in items}:
            for slot in self._slots(kind):
                moved = [(self.bit[m], self.bit[buried]) for m in self.marks if (buried := _buried(m, kind, slot)) != m]
                found.append((self._opener(kind, slot), moved))
        return found

    @cached_property
    def _twins(self) -> list[tuple[int, int]]:
        return [(self.bit[m], self.bit[t]) for m in self.marks if (t := _twin(m, self.twice)) != m]

    @cached_property
    def _untwinned(self) -> int:
        return ~reduce(or_, (one for one, _ in self._twins), 0)

    # -- moves and gates ----------------------------------------------------------------------------------

    def _move(self, name: str, items: dict[str, str]) -> Move:
        row, kind = self.programme.flow[name], FACTS[name]
        viewer = {k: v for k, v in items.items() if k != kind.opens}
        own = self.bit.get((name, tuple(sorted(items.items()))), 0)
        blocked = self._opener(kind.opens, items[kind.opens]) if kind.opens else 0
        if kind.once and not kind.opens:
            blocked |= self._mask((name,), viewer)
        return Move(
            name, self._living(viewer), blocked, tuple(self._test(atom, viewer) for atom in row.after),
            self._mask(row.voids, viewer), own, row.by[0] not in self._silent, open_after_end(self.programme, name),
        )  # fmt: skip

    def _living(self, viewer: Items) -> int:
        """The openers of the items in sight, each with its parents in the same slots."""
        need = 0
        for kind, slot in viewer.items():
            its = [m for m in self.marks if FACTS[m[0]].opens == kind and dict(m[1])[kind] == slot]
            need |= reduce(or_, (self.bit[m] for m in its if all(viewer.get(k, s) == s for k, s in m[1])), 0)
        return need

    @cached_property
    def _silent(self) -> frozenset[str]:
        return frozenset(key for key, role in self.programme.roles.items() if role.may_be_silent)

    def _test(self, atom: gate.Atom, viewer: Items) -> Test:
        if atom.no:
            mask = self._mask((atom.no,), viewer)
            return lambda state: not state & mask
        if atom.every:
            return self._test_every(atom, viewer)
        return self._test_any(atom, viewer)

    def _test_any(self, atom: gate.Atom, viewer: Items) -> Test:
        mask = self._mask(atom.any_of, viewer)
        late = [test for key in atom.overdue for test in self._running(self.programme.promises[key], viewer)]
        if not late:
            return lambda state: bool(state & mask)
        return lambda state: bool(state & mask) or any(test(state) for test in late)

    def _test_every(self, atom: gate.Atom, viewer: Items) -> Test:
        inner = [
            (
                self._opener(atom.every, slot) & self._sight(viewer),
                self._test_any(atom, {**viewer, atom.every: slot}),
            )
            for slot in self._slots(atom.every)
            if viewer.get(atom.every, slot) == slot
        ]

        def test(state: int) -> bool:
            live = [holds for opener, holds in inner if state & opener]
            return bool(live) and all(holds(state) for holds in live)

        return test

    def _sight(self, viewer: Items) -> int:
        return reduce(or_, (self.bit[m] for m in self.marks if sees(viewer, dict(m[1]))), 0)

    def _running(self, promise: Promise, viewer: Items) -> Iterator[Test]:
        """It runs: a live start, and nothing live that met it, for one of its bearers."""
        for bearer in [{promise.per: slot} for slot in self._slots(promise.per)] if promise.per else [{}]:
            if sees(viewer, bearer):
                view = {**viewer, **bearer}
                opener = self._opener(promise.per, bearer[promise.per]) if promise.per else -1
                yield _started(self._mask((promise.of,), view), self._mask(promise.met_by, view), opener)
        if promise.per:
            yield _started(self._mask((promise.of,), viewer), self._any_opener(promise.per), -1)

    def _any_opener(self, kind: str) -> int:
        return reduce(or_, (self._opener(kind, slot) for slot in self._slots(kind)), 0)


def _started(start: int, met: int, opener: int) -> Test:
    """A start is live, nothing that meets it is, and the item that bears it lives (-1: no matter)."""
    return lambda state: bool(state & start and state & opener and not state & met)


def _parents(programme: Programme) -> dict[str, frozenset[str]]:
    """The kinds an item belongs to: those its opener names, and theirs."""
    direct = {FACTS[n].opens: frozenset(fields_of(FACTS[n])) for n in programme.flow if FACTS[n].opens}

    def all_of(kind: str) -> frozenset[str]:
        return direct.get(kind, frozenset()).union(*(all_of(one) for one in direct.get(kind, ())))

    return {kind: all_of(kind) for kind in direct}


def _buried(mark: Mark, kind: str, slot: str) -> Mark:
    name, items = mark
    if FACTS[name].opens == kind:
        return mark
    return name, tuple((k, GONE if (k, v) == (kind, slot) else v) for k, v in items)


def _twin(mark: Mark, twice: str) -> Mark:
    return mark[0], tuple((k, SWAP.get(v, v) if k == twice else v) for k, v in mark[1])


def _every(tests: list[Test]) -> Test:
    return lambda state: all(test(state) for test in tests)
