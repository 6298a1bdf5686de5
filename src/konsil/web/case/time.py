"""The one line of time of a case: who held the ball and who will, the expected answer against the operation (Y14)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import pgettext

from konsil.core import ball
from konsil.core.facts.visit import Booked, slot
from konsil.core.forecast import Forecast, Reached
from konsil.core.promises import OPEN
from konsil.core.worktime import Calendar
from konsil.store.queries.cases import CaseSeen
from konsil.web.case.words import Said
from konsil.web.ui.lines import Mark, Span

HOLDERS = {"courier": "doctor"}  # the drawing knows five; a courier carries what the doctor gave
SOONEST = 3  # working days to spare under which the verdict is amber
STAGE_HOLDER = {
    "centres": "member", "records": "doctor", "opinion": "centre", "checked-in": "centre", "signed": "centre",
}  # fmt: skip
END_OF_DAY = time(16)


@dataclass(frozen=True)
class LineOfTime:
    """What `{% timeline_bar %}` draws."""

    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    now: datetime
    closed: tuple[date, ...]
    title: str
    verdict: str
    tone: str


def line_of_time(seen: CaseSeen, said: Said) -> LineOfTime:
    """From the request to the answer, with what is expected after today."""
    zone = said.programme.zone
    now = seen.now.astimezone(zone).replace(tzinfo=None)
    begin = seen.case.entries[0].at if seen.case.entries else seen.opened_at
    until = _until(seen)
    spans = (*_held(seen, said, begin, until), *(_ahead(seen, said, now) if until == seen.now else ()))
    marks = tuple(_marks(seen, said, begin))
    calendar = said.programme.calendars["operator"]
    of_visits = Booked.name in said.programme.flow
    verdict, tone = ("", "ok") if of_visits else _verdict(seen.forecast, said, calendar)
    title = pgettext("line of time", "From the request to the answer")
    if of_visits:
        title = pgettext("line of time", "From the request to the visit")
    return LineOfTime(spans, marks, now, tuple(calendar.holidays), title, verdict, tone)


def _until(seen: CaseSeen) -> datetime:
    """Now, or the last stage that was reached where the case has ended."""
    if not seen.ends:
        return seen.now
    return seen.case.entries[-1].at if seen.case.entries else seen.now


def _held(seen: CaseSeen, said: Said, begin: datetime, until: datetime) -> list[Span]:
    zone = said.programme.zone
    found = []
    for one in ball.held(seen.case, begin, until) if begin < until else ():
        label = said.say(f"turn.{one.turn}") if one.turn else ""
        start, end = (at.astimezone(zone).replace(tzinfo=None) for at in (one.begin, one.end))
        when = f"{said.on(start.date())} – {said.on(end.date())}"
        found.append(Span(start, end, HOLDERS.get(one.holder, one.holder), _short(label), said.holder(one.holder),
                          label or said.holder(one.holder), when))  # fmt: skip
    return found


def _short(label: str) -> str:
    return label if len(label) < 30 else ""


def _ahead(seen: CaseSeen, said: Said, now: datetime) -> list[Span]:
    """The stages to come, each until the day it is expected to be reached."""
    found, start = [], now
    for stage in seen.forecast.stages if seen.forecast.answer else ():
        if stage.done or stage.expected is None:
            continue
        end = max(datetime.combine(stage.expected, END_OF_DAY), start + timedelta(hours=1))
        holder = STAGE_HOLDER.get(stage.key, "operator")
        found.append(Span(start, end, holder, said.say(f"stage.{stage.key}"), said.holder(holder),
                          said.say(f"stage.{stage.key}"), said.on(stage.expected)))  # fmt: skip
        start = end
    return found


def _marks(seen: CaseSeen, said: Said, begin: datetime) -> list[Mark]:
    zone, cast = said.programme.zone, seen.forecast
    begun, now = (at.astimezone(zone).replace(tzinfo=None) for at in (begin, seen.now))
    found = [Mark(begun, "asked", pgettext("line of time", "asked"), said.on(begun.date()))]
    if not seen.ends:
        found.append(Mark(now, "today", pgettext("line of time", "today")))
    if Booked.name in said.programme.flow:
        return found + _visits(seen, said) + _due(seen, said)
    if cast.answer:
        at = datetime.combine(cast.answer, END_OF_DAY)
        found.append(Mark(at, "answer", pgettext("line of time", "answer expected"), said.on(cast.answer)))
    elif done := _delivered(cast.stages):
        at = done.astimezone(zone).replace(tzinfo=None)
        found.append(Mark(at, "answer", pgettext("line of time", "answer given"), said.on(at.date())))
    if cast.operation:
        at = datetime.combine(cast.operation, time(9))
        found.append(Mark(at, "operation", pgettext("line of time", "operation"), said.on(cast.operation)))
    return found + _due(seen, said)


def _visits(seen: CaseSeen, said: Said) -> list[Mark]:
    """The visits of a case, each at its time."""
    times = (slot(seen.case.seen.about({"booking": item})) for item in seen.case.seen.items("booking"))
    return [
        Mark(one.starts.astimezone(said.programme.zone).replace(tzinfo=None), "operation",
             pgettext("line of time", "visit"), said.at(one.starts))
        for one in times if one
    ]  # fmt: skip


def _due(seen: CaseSeen, said: Said) -> list[Mark]:
    """What is due next, where a day of its own shows it."""
    first = next((one for one in seen.promises if one.state in OPEN and one.cycle.due and not one.soft), None)
    if first is None or first.cycle.due is None:
        return []
    at = (first.cycle.due - timedelta(microseconds=1)).astimezone(said.programme.zone).replace(tzinfo=None)
    if at.date() <= seen.now.astimezone(said.programme.zone).date():
        return []
    return [
        Mark(
            min(at, datetime.combine(at.date(), END_OF_DAY)), "due", pgettext("line of time", "due"), said.on(at.date())
        )
    ]


def _delivered(stages: tuple[Reached, ...]) -> datetime | None:
    return stages[-1].done if stages else None


def _verdict(cast: Forecast, said: Said, calendar: Calendar) -> tuple[str, str]:
    """Whether the answer comes in time, in one sentence."""
    if cast.answer is None:
        return "", "ok"
    told = {"answer": said.on(cast.answer, "long")}
    if cast.operation is None:
        return pgettext("line of time", "The answer is expected by %(answer)s.") % told, "ok"
    told["operation"] = said.on(cast.operation, "long")
    if cast.conflict:
        return pgettext(
            "line of time",
            "The answer is expected on %(answer)s, the operation is planned for %(operation)s: too late.",
        ) % told, "danger"
    if spare(cast.answer, cast.operation, calendar) < SOONEST:
        return pgettext(
            "line of time", "The answer is expected on %(answer)s, shortly before the operation on %(operation)s."
        ) % told, "warn"
    return pgettext(
        "line of time", "The answer is expected on %(answer)s, before the operation on %(operation)s."
    ) % told, "ok"


def spare(answer: date, operation: date, calendar: Calendar) -> int:
    """Working days between the answer and the operation, neither of them counted."""
    days = (answer + timedelta(days=number) for number in range(1, max(1, (operation - answer).days)))
    return sum(calendar.works_on(day) for day in days)
