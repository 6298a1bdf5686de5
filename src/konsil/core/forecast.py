"""Will the answer come before the operation? The expected delivery, told as soon as it can be (Y14).

A forecast is no promise: it walks the stages that are left and adds what each usually takes. What has
already happened counts as it happened, and a centre that agreed to be quicker is believed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from konsil.core import gate
from konsil.core.case import Case, View
from konsil.core.facts import centre, request
from konsil.core.outcome import ends
from konsil.core.programme import Stage
from konsil.core.worktime import Calendar, Span


@dataclass(frozen=True)
class Reached:
    """A stage of the case: since when it is done, or by which day it is expected to be."""

    key: str
    public: str
    done: datetime | None
    expected: date | None


@dataclass(frozen=True)
class Forecast:
    """The stages, the day the answer is expected, and the day of the planned treatment."""

    stages: tuple[Reached, ...]
    answer: date | None
    operation: date | None

    @property
    def conflict(self) -> bool:
        """The answer would come on the day of the operation or after it."""
        return bool(self.answer and self.operation and self.answer >= self.operation)

    @property
    def current(self) -> Reached | None:
        """The first stage that is not done."""
        return next((stage for stage in self.stages if stage.done is None), None)


def forecast(case: Case, now: datetime) -> Forecast:
    """Where the case stands at an instant, and when its answer is expected on the operator's calendar."""
    stages = tuple(_stages(case, now))
    plan = case.seen.the(request.TreatmentPlanned)
    last = stages[-1] if stages else None
    answer = last.expected if last and not last.done and not ends(case) and not _stands_still(case.seen) else None
    return Forecast(stages, answer, plan.on if plan and not plan.begun else None)


def _stands_still(seen: View) -> bool:
    """Nobody can say a day: something acute, a death, or a consent that was taken back."""
    withdrawn = seen.has("consent.withdrawn") and not seen.has("consent.signed")
    return withdrawn or seen.has("urgency.reported") or seen.has("death.reported")


def _stages(case: Case, now: datetime) -> Iterator[Reached]:
    calendar = case.programme.calendars["operator"]
    day, seen = now.astimezone(calendar.zone).date(), case.seen
    last_done = now.astimezone(calendar.zone)
    for stage in case.programme.stages:
        if done := _done_at(case, seen, stage):
            last_done = done
            yield Reached(stage.key, stage.public, done, None)
            continue
        day = max(day, _after(calendar, min(last_done, now), day, _usual(seen, stage)))
        last_done = now
        yield Reached(stage.key, stage.public, None, day)


def _after(calendar: Calendar, since: datetime, day: date, span: Span) -> date:
    """The last day of a usual span that began when the stage before was done, or is yet to begin."""
    begin = since if since.astimezone(calendar.zone).date() >= day else None
    start = begin or datetime(day.year, day.month, day.day, 12, tzinfo=calendar.zone)
    due = calendar.add(start, span)
    assert due is not None  # a forecast has no pauses
    return (due - timedelta(microseconds=1)).astimezone(calendar.zone).date()


def _usual(seen: View, stage: Stage) -> Span:
    """What a stage usually takes; for the opinion, what the chosen centre agreed to, or before the choice any."""
    if stage.key != "opinion":
        return stage.usual
    chosen = seen.the(centre.Chosen)
    agreed = [yes for yes in seen.all(centre.HasteAgreed) if not chosen or yes.centre == chosen.centre]
    return Span(agreed[-1].working_days, "day", True) if agreed else stage.usual


def _done_at(case: Case, seen: View, stage: Stage) -> datetime | None:
    """The instant of the latest fact that made the stage's gates hold, or None while one does not."""
    if not all(gate.holds(atom, seen) for atom in stage.done):
        return None
    names = {name for atom in stage.done for name in atom.any_of}
    return max(entry.at for name in names for entry in seen.named.get(name, ()))
