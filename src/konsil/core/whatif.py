"""What if a promise gave another span? Recorded cases counted again under the changed promise (Y38).

Nothing is recorded and no case is changed: the same entries are read under a programme that differs in one span.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from konsil.core import ball
from konsil.core.case import Case
from konsil.core.outcome import ends
from konsil.core.programme import Programme
from konsil.core.promises import Cycle, State, cycles_of
from konsil.core.spans import Span

LATE: frozenset[State] = frozenset(("late", "met-late"))
OUT: frozenset[State] = frozenset(("cancelled",))


@dataclass(frozen=True)
class Replay:
    """The cycles of a promise counted twice: `late_now` as promised, `late_then` as it would be promised.

    `whose` is the working time of the cycles that would be late, by who held the ball in it.
    """

    cycles: int = 0
    late_now: int = 0
    late_then: int = 0
    whose: Mapping[str, timedelta] = field(default_factory=dict)

    def plus(self, other: "Replay") -> "Replay":
        """Both together."""
        holders = dict.fromkeys((*self.whose, *other.whose))
        whose = {key: self.whose.get(key, timedelta()) + other.whose.get(key, timedelta()) for key in holders}
        return Replay(
            self.cycles + other.cycles, self.late_now + other.late_now, self.late_then + other.late_then, whose
        )


def changed(programme: Programme, key: str, within: Span) -> Programme:
    """The programme with one promise's span changed. KeyError where there is no such promise."""
    promise = replace(programme.promises[key], within=within)
    return replace(programme, promises={**programme.promises, key: promise})


def replay(cases: Iterable[Case], key: str, within: Span, now: datetime) -> Replay:
    """All cycles of a promise over these cases, as they stand at an instant. Cancelled ones do not count.

    A case whose programme has no such promise has no cycles of it.
    """
    found = Replay()
    for case in cases:
        if key in case.programme.promises:
            found = found.plus(_replayed(case, key, within, now))
    return found


def _replayed(case: Case, key: str, within: Span, now: datetime) -> Replay:
    then = Case(changed(case.programme, key, within), case.entries)
    found, ended = Replay(), bool(ends(case))
    for before, after in zip(cycles_of(case, key, ended), cycles_of(then, key, ended), strict=True):
        if before.state(now) not in OUT:
            whose = _whose(case, after, now) if after.state(now) in LATE else {}
            found = found.plus(Replay(1, before.state(now) in LATE, after.state(now) in LATE, whose))
    return found


def _whose(case: Case, cycle: Cycle, now: datetime) -> Mapping[str, timedelta]:
    until = cycle.met.at if cycle.met else now
    return ball.shares(case, cycle.began, until, case.programme.promises[cycle.promise].calendar)
