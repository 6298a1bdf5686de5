"""Free time laid out ahead: what the core works out of schedules, holidays and absences, written as rows (R19)."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from konsil.calendars.reading import holidays
from konsil.core.almanac import read_week
from konsil.core.capacity import Hours, Stretch, open_days
from konsil.core.case import Actor
from konsil.core.worktime import Calendar
from konsil.store.calendars import history, revisions
from konsil.store.models import Absence, CalendarRevision, Resource, Schedule
from konsil.store.queries.reading import now, reading, rows

AHEAD = timedelta(days=182)  # how far visits can be booked


def lay_out(resource: Resource) -> int:
    """Write the days of a resource from today on; how many changed. For verbs, inside their transaction."""
    place = _place(resource)
    today = now().astimezone(place.zone).date()
    last = today + AHEAD
    found = open_days(place, _hours(resource), _away(resource, now()), today, last)
    changed: int = rows(
        "SELECT konsil.open_time_v1(%s, %s, %s, %s)", resource.pk, today, last, json.dumps(_days(found))
    )[0][0]
    return changed


def lay_out_all(actor: Actor, clinic: str = "") -> int:
    """Every resource of a clinic, or of all: each night, and when a calendar was revised. How many were laid out.

    Each in a transaction of its own: a visit that is being booked is waited for, not held up.
    """
    with reading(actor):
        found = Resource.objects.exclude(until_on__lt=now().date()).order_by("pk")
        keys = list((found.filter(clinic_id=clinic) if clinic else found).values_list("pk", flat=True))
    for key in keys:
        with reading(actor):
            lay_out(Resource.objects.select_related("location", "clinic").get(pk=key))
    return len(keys)


def _place(resource: Resource) -> Calendar:
    """The days of its place as they are known now: the country's holidays, the clinic's own special days."""
    clinic = resource.clinic
    first = Calendar(ZoneInfo(resource.location.zone), holidays=holidays().get(clinic.country, {}))
    newest = CalendarRevision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return history(first, revisions(newest, (clinic.country, clinic.pk)))[-1]


def _hours(resource: Resource) -> list[Hours]:
    found = Schedule.objects.filter(resource=resource).order_by("from_on", "pk")
    return [Hours(read_week(one.hours), one.from_on, one.until_on) for one in found]


def _away(resource: Resource, since: datetime) -> list[Stretch]:
    found = Absence.objects.filter(resource=resource, withdrawn_at=None, until_at__gt=since - timedelta(days=1))
    return [(one.from_at, one.until_at) for one in found]


def _days(found: Mapping[date, Iterable[Stretch]]) -> dict[str, str]:
    """Each day with its stretches as PostgreSQL writes a multirange."""
    return {day.isoformat(): "{" + ",".join(map(_range, told)) + "}" for day, told in found.items()}


def _range(stretch: Stretch) -> str:
    return f"[{stretch[0].isoformat()},{stretch[1].isoformat()})"
