"""Why a promise is due when it is: the clause in two languages, every day on the way, and how to check it oneself."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import pgettext

from konsil.core.almanac import DAYS, wall
from konsil.core.explaining import CountedDay
from konsil.core.programme import Programme, Promise
from konsil.core.promises import Cycle
from konsil.core.texts import Texts
from konsil.core.wording import Wording
from konsil.core.worktime import Span
from konsil.store.queries.cases import PromiseSeen
from konsil.web.case.words import Said
from konsil.web.ui.pieces.shells import OWN_NAMES


@dataclass(frozen=True)
class Why:
    """What `{% explanation %}` draws, and the promise's own name, state and sentence."""

    key: str
    name: str
    sentence: str
    state: str
    ours: bool
    clauses: tuple[Mapping[str, str], ...]
    days: tuple[Mapping[str, Any], ...]
    due: str
    recompute: str
    provisional: bool


def why(seen: PromiseSeen, said: Said, now: datetime) -> Why:
    """The whole answer to `why?` for one cycle of a promise."""
    programme, cycle = said.programme, seen.cycle
    promise = programme.promises[seen.key]
    span, start, capped = _span(promise, cycle)
    told = (cycle.calendar or promise.calendar).explain(start, span, cycle.halts, promise.convention)
    return Why(
        key=seen.key,
        name=said.say(f"promise.{seen.key}"),
        sentence=said.promise(seen.key, promise),
        state=said.say(f"state.{seen.state}"),
        ours=not promise.clause,
        clauses=tuple(_clauses(said.texts, programme, promise, said.language)),
        days=tuple(_day(said, day, number == 0) for number, day in enumerate(told.days)),
        due=_due(said, cycle, capped),
        recompute=line(promise, programme, span, start, cycle),
        provisional=seen.provisional,
    )


def _span(promise: Promise, cycle: Cycle) -> tuple[Span, datetime, str]:
    """Which span decides: its own, or the one that caps it."""
    if cycle.capped and promise.not_after:
        return promise.not_after[0], cycle.capped[0], cycle.capped[1]
    return promise.within, cycle.began, ""


def _clauses(texts: Texts, programme: Programme, promise: Promise, reader: str) -> Iterator[Mapping[str, str]]:
    """The sentence it stands on: in the programme's own language and the reader's, else in English."""
    first = programme.languages[0]
    other = reader if reader != first else next((one for one in ("en", *programme.languages) if one != first), first)
    for language in dict.fromkeys((first, other)):
        words, key = Wording(texts, language), f"clause.{promise.clause}"
        own = texts.has(language, key) if promise.clause else False
        yield {
            "lang": language,
            "name": OWN_NAMES.get(language, language),
            "text": words.say(key) if own else words.promise(_key(programme, promise), promise),
            "source": words.say(f"{key}.source") if own else words.say("programme.ours"),
        }


def _key(programme: Programme, promise: Promise) -> str:
    return next(key for key, one in programme.promises.items() if one is promise)


def _day(said: Said, day: CountedDay, first: bool) -> Mapping[str, Any]:
    begins = first and not day.counted
    state = "start" if begins else "counted" if day.counted else "skipped"
    note = day.names.get(said.language) or next(iter(day.names.values()), "") if day.names else ""
    hours = _hours(day.worked) if day.worked else ""
    plain = "" if day.reason == "counted" else said.say(f"day.{day.reason}")
    return {"on": day.day, "state": state, "count": hours or day.number or "", "note": note or day.note or plain}


def _hours(worked: timedelta) -> str:
    minutes = int(worked.total_seconds() // 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def _due(said: Said, cycle: Cycle, capped: str) -> str:
    if cycle.due is None:
        return pgettext("due instant", "Paused: not due at any instant until it goes on.")
    if cycle.exclusive:
        last = (cycle.due - timedelta(microseconds=1)).astimezone(said.programme.zone).date()
        return pgettext("due instant", "Due by the end of %(day)s.") % {"day": said.on(last, "long", year=True)}
    return pgettext("due instant", "Due by %(instant)s.") % {"instant": said.at(cycle.due, style="long")}


def line(promise: Promise, programme: Programme, span: Span, start: datetime, cycle: Cycle) -> str:
    """The one line that `konsil clock` recomputes: everything it rests on but the country's public holidays."""
    calendar = promise.calendar
    unit = {"minute": "seconds", "hour": "hours", "day": "days", "week": "days", "month": "months"}[span.unit]
    amount = span.amount * {"minute": 60, "week": 7}.get(span.unit, 1)
    told: dict[str, Any] = {"kind": _kind(span), "tz": programme.zone.key, "start": start.isoformat(), "amount": amount}
    if _kind(span) == "add_working_hours":
        told["unit"] = unit
    told["weekly_hours"] = {DAYS[day]: [list(map(wall, (w.opens, w.closes))) for w in windows]
                            for day, windows in calendar.week.items()}  # fmt: skip
    told["holidays"] = {"country": programme.country}
    if cycle.halts:
        told["pauses"] = [{"from": a.isoformat(), "to": b.isoformat() if b else None} for a, b in cycle.halts]
    return f"echo '{json.dumps(told)}' | konsil clock --explain"


def _kind(span: Span) -> str:
    if span.unit == "month":
        return "add_months"
    if span.timed:
        return "add_working_hours"
    return "add_working_days" if span.working else "add_calendar_days"
