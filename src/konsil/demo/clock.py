"""The steps of the demo's clock: to the next opening, a day on, to the next due instant."""

from datetime import datetime, timedelta
from typing import Literal

from konsil import library
from konsil.core.case import Actor
from konsil.core.worktime import Calendar
from konsil.demo.load import OPERATOR, PROGRAMME
from konsil.store import instances
from konsil.store.queries.reading import now, reading, rows

Step = Literal["next-opening", "day", "next-due"]
SWEEPS = ("sweep", "wait-list")  # what looks at the clock by itself, and need not wait for its own second


def step(what: Step) -> datetime:
    """Move the clock; the instant it stands at now."""
    at = {"next-opening": _opening, "day": _day, "next-due": _due}[what](now())
    instances.move(at)
    for task in SWEEPS:
        rows("SELECT konsil.defer(%s, '{\"timestamp\": 0}')", task)
    return at


def _opening(at: datetime) -> datetime:
    """While the office is open: of the next working day."""
    calendar = library.shipped(PROGRAMME).programme.calendars["operator"]
    return _next_day(calendar, at) if calendar.is_open(at) else calendar.next_opening(at)


def _next_day(calendar: Calendar, at: datetime) -> datetime:
    midnight = at.astimezone(calendar.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return calendar.next_opening(midnight + timedelta(days=1))


def _day(at: datetime) -> datetime:
    return at + timedelta(days=1)


def _due(at: datetime) -> datetime:
    """The instant at which the next open promise is due; a day on where none is."""
    with reading(Actor("demo", "coordinator", OPERATOR.party)):
        found = rows("SELECT min(due_at) FROM promise_cycle WHERE state = 'running' AND due_at > %s", at)[0][0]
    return found or _day(at)
