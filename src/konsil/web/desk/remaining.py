"""How long a promise still has, in words: the time left, the instant it binds, and the next warning. Pure."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language, pgettext

from konsil.store.queries.cases import CaseSeen, PromiseSeen
from konsil.web.case.words import Said
from konsil.web.desk.worklist import last_day
from konsil.web.ui import dates


def until(seen: CaseSeen, said: Said, promise: PromiseSeen | None) -> dict[str, Any]:
    """How much working time is left, and the due instant as it binds: the contract's, or ours."""
    if promise is None:
        return {}
    due = promise.cycle.due
    if due is None:
        pause = _pause(seen, promise)
        return {"left": said.say("state.paused"), "due": said.say(f"pause.{pause}") if pause else "", "state": "waits"}
    calendar = seen.programme.promises[promise.key].calendar
    minutes = int(calendar.left(seen.now, due).total_seconds() // 60)
    late = promise.state == "late"
    state = "over" if late else "soon" if _is_soon(seen, promise, due) else ""
    day, today = last_day(due, promise.cycle.exclusive, said.programme), seen.now.astimezone(said.programme.zone).date()
    near = day <= today + timedelta(days=1) or late
    length = dates.span(minutes, get_language() or "en")
    left = (
        pgettext("working time past a promise", "%(span)s over")
        if late or minutes < 0
        else pgettext("working time until a promise", "%(span)s left")
    ) % {"span": length}
    return {"left": left if near else said.on(day, "long"), "due": _due_in_words(said, promise, today), "state": state}


def _pause(seen: CaseSeen, promise: PromiseSeen) -> str:
    """The pause that holds a promise now."""
    rows, about = seen.programme.pauses, seen.case.seen.about(promise.cycle.items)
    return next((key for key in seen.programme.promises[promise.key].pauses if about.has(rows[key].begins)), "")


def _is_soon(seen: CaseSeen, promise: PromiseSeen, due: datetime) -> bool:
    row, cycle = seen.programme.promises[promise.key], promise.cycle
    marks = row.calendar.mark_instants(cycle.began, row.within, row.warn, cycle.halts, row.convention)
    warned = [at for name, at in marks if name != "due" and at < due]
    return seen.now >= (warned[-1] if warned else due - timedelta(hours=4))


def _due_in_words(said: Said, promise: PromiseSeen, today: date) -> str:
    """The due instant, and whether it is the contract's or our own."""
    due = promise.cycle.due
    assert due is not None
    row = said.programme.promises[promise.key]
    whose = pgettext("due", "by contract") if row.clause else pgettext("due", "our own target")
    if promise.cycle.exclusive:
        day = last_day(due, True, said.programme)
        near = dates.near(day, today, said.language)
        return pgettext("due", "end of %(day)s, %(whose)s") % {"day": near or said.on(day), "whose": whose}
    return pgettext("due", "%(at)s, %(whose)s") % {"at": said.at(due, today), "whose": whose}


def nudge(seen: CaseSeen, said: Said, promise: PromiseSeen) -> str:
    """The next warning that will be given by itself."""
    row, cycle = seen.programme.promises[promise.key], promise.cycle
    if cycle.due is None:
        return ""
    marks = row.calendar.mark_instants(cycle.began, row.within, row.warn, cycle.halts, row.convention)
    ahead = [at for _, at in marks if at > seen.now and at < cycle.due]
    return said.at(ahead[0], seen.now.astimezone(said.programme.zone).date()) if ahead else ""
