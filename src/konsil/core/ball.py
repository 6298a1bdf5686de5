"""Who held the ball: elapsed time split among member, doctor, courier, centre and operator (Y38).

Computed from facts alone: a turn is a stretch between two facts during which somebody else than the
operator must act. Where turns overlap the one declared first wins; what no turn covers is the operator's.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from konsil.core.case import Case
from konsil.core.programme import Turn
from konsil.core.promises import stretches
from konsil.core.worktime import Calendar, Pause


@dataclass(frozen=True)
class Stretch:
    """From one instant to another the ball was with one holder; `turn` names why, empty for the operator."""

    holder: str
    turn: str
    begin: datetime
    end: datetime


def held(case: Case, begin: datetime, end: datetime) -> tuple[Stretch, ...]:
    """The stretches between two instants, in order, without gaps."""
    turns = [(key, turn.holder, list(_stretches(case, turn))) for key, turn in case.programme.turns.items()]
    cuts = {begin, end} | {at for _, _, found in turns for pair in found for at in pair if at and begin < at < end}
    edges, found = sorted(cuts), list[Stretch]()
    for left, right in pairwise(edges):
        key, holder = next(((k, h) for k, h, s in turns if _covers(s, left)), ("", "operator"))
        if found and (found[-1].holder, found[-1].turn) == (holder, key):
            left = found.pop().begin
        found.append(Stretch(holder, key, left, right))
    return tuple(found)


def _stretches(case: Case, turn: Turn) -> Iterator[Pause]:
    """The stretches of a turn, item by item: one record that came ends no turn of another that is awaited."""
    about = dict.fromkeys(tuple(sorted(e.items.items())) for e in case.standing if e.name in turn.begins)
    for items in about:
        yield from stretches(case, turn.begins, turn.until, dict(items))


def _covers(pairs: list[tuple[datetime, datetime | None]], at: datetime) -> bool:
    return any(begin <= at and (end is None or at < end) for begin, end in pairs)


def shares(case: Case, begin: datetime, end: datetime, calendar: Calendar) -> Mapping[str, timedelta]:
    """Working time by holder between two instants: where the days went."""
    found: defaultdict[str, timedelta] = defaultdict(timedelta)
    for stretch in held(case, begin, end):
        found[stretch.holder] += calendar.elapsed(stretch.begin, stretch.end)
    return dict(found)
