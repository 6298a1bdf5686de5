"""The proof of a programme (R16): explore its states, two items of one kind at a time.

Kept in a state are only the names on which an end depends, step by step; the other facts are checked against
the states found. Time may always pass, so `overdue p` holds wherever p runs. A role that `may_be_silent` need
not act: from every state reached an end must be reachable by the others alone. The first role of `by` is the
one whose act it is; the rest record it for him.

A state is one integer: a bit for each live fact about each item. Gates, voids and the exchange of twins are
masks, worked out once by `Board`, so that a hundred thousand states take seconds.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from konsil.core.board import Board, Move
from konsil.core.cone import cone, escapes
from konsil.core.facts import FACTS
from konsil.core.programme import Programme

LIMIT = 200_000


@dataclass
class Proof:
    """What the exploration found; `faults` is empty when the programme is sound."""

    states: int = 0
    happened: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def prove(programme: Programme, progress: Callable[[int], None] = lambda states: None) -> Proof:
    """Whether every fact can happen, every end is reached, and no state is without a way to an end."""
    proof = Proof()
    alone = escapes(programme)
    read = cone(programme, alone)
    kinds = dict.fromkeys(kind for name in programme.flow if (kind := FACTS[name].opens) and name in read)
    for twice in kinds or {"": None}:
        _Walk(Board(programme, read, alone, twice), proof, progress).run()
    _close(programme, proof.happened)
    proof.faults += [f"flow.{name}: can never happen" for name in programme.flow if name not in proof.happened]
    proof.faults += [f"end.{key}: is never reached" for key in programme.ends if key not in proof.ended]
    for key, promise in programme.promises.items():
        if promise.of not in proof.happened or not proof.happened & set(promise.met_by):
            proof.faults.append(f"promise.{key}: can never start, or never be met")
    return proof


class _Walk:
    """One exploration, with two slots for one kind of item and one for the others."""

    def __init__(self, board: Board, proof: Proof, progress: Callable[[int], None]) -> None:
        self.board, self.proof, self.progress = board, proof, progress
        self.number = {0: 0}  # state -> in which order it was found
        self.back: list[list[int]] = [[]]  # number -> the states from which a willing move leads here
        self.ends: list[int] = []

    def run(self) -> None:
        todo = deque([0])
        while todo:
            state = todo.popleft()
            here = self.number[state]
            ended = self._look(state, here)
            for willing, then in self._next(state, ended):
                if then not in self.number:
                    if len(self.number) >= LIMIT:
                        self.proof.faults.append(f"more than {LIMIT:,} states: the programme is too entangled")
                        return
                    self.number[then] = len(self.number)
                    self.back.append([])
                    todo.append(then)
                if willing:
                    self.back[self.number[then]].append(here)
        self.proof.states += len(self.number)
        self.progress(self.proof.states)
        self._report_stuck()

    def _look(self, state: int, here: int) -> bool:
        """Whether this state has reached an end; which facts that nothing reads could happen in it."""
        found = [key for key, holds in self.board.ends if holds(state)]
        self.proof.ended.update(found)
        if found:
            self.ends.append(here)
        for move in self.board.idle:
            if move.name not in self.proof.happened and move.open(state, bool(found)):
                self.proof.happened.add(move.name)
        return bool(found)

    def _next(self, state: int, ended: bool) -> Iterator[tuple[bool, int]]:
        """Every state one move away, and whether the move needs no role that may be silent."""
        for move in self._moves(ended):
            if move.open(state, ended):
                self.proof.happened.add(move.name)
                yield move.willing, self.board.tidy(move.after(state))

    def _moves(self, ended: bool) -> list[Move]:
        return self.board.undoing if ended else self.board.moves  # after an end only what takes it back matters

    def _report_stuck(self) -> None:
        """States from which the willing cannot reach an end: told by the smallest one."""
        safe = bytearray(len(self.number))
        todo = deque(self.ends)
        for end in self.ends:
            safe[end] = 1
        while todo:
            for before in self.back[todo.popleft()]:
                if not safe[before]:
                    safe[before] = 1
                    todo.append(before)
        stuck = [state for state, number in self.number.items() if state and not safe[number]]
        if stuck:
            first = self.board.told(min(stuck, key=int.bit_count))
            two = f" (two of {self.board.twice})" if self.board.twice else ""
            self.proof.faults.append(f"no way to an end from {len(stuck)} states{two}; first: {first}")


def _close(programme: Programme, happened: set[str]) -> None:
    """The fixed point for facts outside the cone: what rests only on what can happen can happen."""
    before = -1
    while before != len(happened):
        before = len(happened)
        late = {key for key, promise in programme.promises.items() if promise.of in happened}
        for name, row in programme.flow.items():
            if all(a.no or happened & set(a.any_of) or late & set(a.overdue) for a in row.after):
                happened.add(name)
