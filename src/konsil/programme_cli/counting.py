"""`konsil programme what-if`: cases counted again as if a promise gave another span."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from konsil.core.case import Actor
from konsil.core.journey import play
from konsil.core.programme import Programme
from konsil.core.spans import Span
from konsil.core.whatif import Replay, replay
from konsil.programme_cli.folders import Folder


@dataclass(frozen=True)
class Counted:
    """How many cases were looked at, and what became of their cycles."""

    cases: int
    found: Replay


def of_examples(folder: Folder, told: argparse.Namespace) -> Counted:
    """The folder's journeys, each as it stands at its own last instant."""
    cases = [play(folder.newest.programme, one, folder.journeys) for one in folder.journeys.values()]
    begun = [case for case in cases if case.entries]
    found = Replay()
    for case in begun:
        found = found.plus(replay([case], told.promise, told.within, case.entries[-1].recorded))
    return Counted(len(begun), found)


def of_recorded(folder: Folder, told: argparse.Namespace) -> Counted:
    """The cases recorded in the database, as their operator may see them now."""
    from konsil.boot import boot

    boot("app")
    from konsil.store.queries.reading import now
    from konsil.store.queries.replay import cases_under

    programme = folder.newest.programme
    asking = Actor("what-if", "supervisor", programme.operator)
    cases = list(cases_under(asking, programme.key))
    return Counted(len(cases), replay(cases, told.promise, told.within, now()))


def lines(programme: Programme, key: str, within: Span, counted: Counted) -> Iterator[str]:
    """What the count says, in a few lines."""
    found, today = counted.found, programme.promises[key].within
    yield f"{key}: {found.cycles} times in {counted.cases} cases"
    yield f"  late within {f'{today}, as promised':<34}{found.late_now:>4} of {found.cycles}"
    yield f"  late within {f'{within}, if it were so':<34}{found.late_then:>4} of {found.cycles}"
    if whole := sum(found.whose.values(), timedelta()):
        yield "  the working time of those late was with"
        for holder, time in sorted(found.whose.items(), key=lambda one: -one[1]):
            yield f"    {holder:<12}{time / whole:>5.0%}"
