"""The patient is waiting: what the time that has passed asks for (Y32).

The promise's own limit is the first rung: then the supervisor is rung. The second is a term of the programme: then the
clinic offers the insured to wait, to book again, or to pay privately.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from konsil.core import promises
from konsil.core.case import Case
from konsil.core.facts.authorisation import Terms

PROMISE = "patient-waiting"
Rung = Literal["answer", "ring", "offer"]


@dataclass(frozen=True)
class Climb:
    """How far a wait has come: minutes on the wall and in working time, and the two limits in working minutes."""

    rung: Rung
    since: datetime
    minutes: int
    worked: int
    rings_at: int
    offers_at: int


def climb(case: Case, asking: str, now: datetime) -> Climb | None:
    """Where the wait for an extra service stands; None once it was answered, or was never asked."""
    cycle = next((one for one in promises.cycles(case)
                  if one.promise == PROMISE and one.items.get("asking") == asking and one.open(now)), None)  # fmt: skip
    if cycle is None:
        return None
    calendar = case.programme.promises[PROMISE].calendar
    worked, rings = (_minutes(calendar.elapsed(cycle.began, at)) for at in (now, cycle.due or now))
    offers = max(rings, case.programme.terms(Terms).ways_out_after)
    rung: Rung = "offer" if worked >= offers else "ring" if worked >= rings else "answer"
    return Climb(rung, cycle.began, _minutes(now - cycle.began), worked, rings, offers)


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
