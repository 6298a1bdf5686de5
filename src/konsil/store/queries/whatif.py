"""What if a promise gave another span: every recorded case of a payer's programme counted again under each (Y38)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from konsil.core import waiting, whatif
from konsil.core.case import Actor, Case
from konsil.core.programme import Promise
from konsil.core.tipping import tipping
from konsil.store import programmes
from konsil.store.queries.promises import COUNTER, of_payer
from konsil.store.queries.reading import now, reading, rows

MOST = {"hour": 24, "day": 20, "week": 8, "month": 6, "minute": 240}
KEPT: dict[tuple[object, ...], "Whatif"] = {}


@dataclass(frozen=True)
class Whatif:
    """One promise over all recorded cases. `tips` are the cases by (span under which they tip over, whose time)."""

    key: str
    promise: Promise
    cases: int
    most: int
    tips: Mapping[tuple[int, str], int]

    def late(self, amount: int) -> int:
        """How many cases would be late with so long a span."""
        return sum(count for (tip, _), count in self.tips.items() if tip >= amount)

    def causes(self, amount: int) -> Mapping[str, int]:
        """Those by whose time it was most of all, the most first."""
        found = Counter[str]()
        for (tip, cause), count in self.tips.items():
            found[cause] += count if tip >= amount else 0
        return {cause: count for cause, count in found.most_common() if count}

    @cached_property
    def now(self) -> int:
        """How many are late as promised."""
        return self.late(self.promise.within.amount)


def what_if(actor: Actor, programme: str, key: str) -> Whatif:
    """Every length of one promise at once, from the log. Remembered until a fact is recorded. `KeyError`."""
    version = programmes.in_force(programme)
    if version is None or version.payer != actor.party:
        raise KeyError(programme)
    promise = programmes.programme(version.hash)[0].promises[key]
    mark = (actor.party, version.hash, key, *_state(actor, programme))
    if mark not in KEPT:
        KEPT.clear() if len(KEPT) > 32 else None
        KEPT[mark] = _counted(actor, programme, key, promise)
    return KEPT[mark]


def _state(actor: Actor, programme: str) -> tuple[object, ...]:
    """What changes with every fact, and once an hour: a promise that runs may have become late."""
    with reading(COUNTER):
        found = rows(
            "SELECT count(*), sum(c.last_seq), max(c.last_recorded) FROM cases c"
            " JOIN programme_version v ON v.id = c.programme_id WHERE c.payer = %s AND v.key = %s",
            actor.party, programme,
        )[0]  # fmt: skip
    return *found, now().replace(minute=0, second=0, microsecond=0)


def _counted(actor: Actor, programme: str, key: str, promise: Promise) -> Whatif:
    at, most, cases, tips = now(), _most(promise), 0, Counter[tuple[int, str]]()
    for case in of_payer(actor, programme):
        cases += 1
        if tip := tipping(case, key, most, at):
            tips[tip, _cause(case, key, tip, at)] += 1
    return Whatif(key, promise, cases, most, dict(tips))


def _most(promise: Promise) -> int:
    return max(MOST.get(promise.within.unit, 20), promise.within.amount * 3 // 2)


def _cause(case: Case, key: str, tip: int, at: datetime) -> str:
    """Whose time it was in the cycles that would be late."""
    span = case.programme.promises[key].within
    held = whatif.replay((case,), key, type(span)(tip, span.unit, span.working), at).whose
    return waiting.cause(case.programme, key, {one: int(time / timedelta(minutes=1)) for one, time in held.items()})
