"""Clinics: agreed with by payers, their places, people, rooms and devices, and when these are there.

A change of hours or an absence lays out free time anew in the same transaction (R19); visits that are booked already
stay booked, and `queries.slots.touched` says which they are.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from konsil.core.almanac import read_week
from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.store.capacity import lay_out
from konsil.store.models import Absence, Agreement, Location, Resource, Schedule
from konsil.store.queries.reading import now, reading, rows
from konsil.store.refusals import NotThere, in_words

Kind = Literal["practitioner", "room", "device"]
Away = Literal["leave", "outage", "occupied"]


def agree(
    actor: Actor, payer: str, clinic: str, *, number: str = "", from_on: date, until_on: date | None = None
) -> None:
    """A payer's visits may be booked at a clinic from a day on."""
    with in_words(), reading(actor):
        Agreement.objects.create(payer_id=payer, clinic_id=clinic, number=number, from_on=from_on, until_on=until_on)


def end_agreement(actor: Actor, payer: str, clinic: str, last: date) -> None:
    """The last day on which they may."""
    with reading(actor):
        running = Agreement.objects.filter(payer_id=payer, clinic_id=clinic, until_on=None)
        if not running.update(until_on=last):
            raise NotThere("not-there")


def open_location(
    actor: Actor,
    clinic: str,
    name: str,
    *,
    zone: str,
    from_on: date,
    address: str = "",
    city: str = "",
    phone: str = "",
) -> str:
    """A place of a clinic; its public id. `zone` is an IANA name: `KeyError` for one that is none."""
    ZoneInfo(zone)
    with in_words(), reading(actor):
        return Location.objects.create(
            clinic_id=clinic, name=name, zone=zone, from_on=from_on, address=address, city=city, phone=phone
        ).public


def add_resource(
    actor: Actor, location: str, kind: Kind, label: str, *, from_on: date, practitioner: str = "",
    languages: Sequence[str] = (), hours: Mapping[str, Sequence[str]] | None = None,
) -> str:  # fmt: skip
    """A practitioner, a room or a device of a place; its public id. With `hours` it is there from the first day on."""
    with in_words(), reading(actor):
        place = Location.objects.filter(public=location).first()
        if place is None:
            raise NotThere("not-there")
        made = Resource.objects.create(
            clinic_id=place.clinic_id, location=place, kind=kind, label=label, from_on=from_on,
            practitioner_id=practitioner or None, languages=list(languages),
        )  # fmt: skip
        if hours:
            plan(actor, made.public, hours, from_on)
        return made.public


def plan(
    actor: Actor, resource: str, hours: Mapping[str, Sequence[str]], from_on: date, until_on: date | None = None
) -> None:
    """Its weekly hours, wall times of the place, from a day on. Those before end the day before.

    Hours with a last day stand above the others for as long; hours of one day, above holidays too. `ValueError` for
    hours that cannot be read.
    """
    read_week(hours)
    with in_words(), reading(actor):
        found = _resource(resource)
        if until_on is None:
            running = Schedule.objects.filter(resource=found, until_on=None, from_on__lt=from_on)
            running.update(until_on=from_on - timedelta(days=1))
        Schedule.objects.create(
            resource=found, hours={day: list(told) for day, told in hours.items()}, from_on=from_on, until_on=until_on
        )
        lay_out(found)


def tell_absence(
    actor: Actor, resource: str, kind: Away, from_at: datetime, until_at: datetime, reason: str = ""
) -> str:
    """Somebody is on leave, a device is out of order, a room taken otherwise; the public id of the absence."""
    with in_words(), reading(actor):
        if until_at <= from_at:
            raise Refused("dates-reversed")
        found = _resource(resource)
        made = Absence.objects.create(
            resource=found, kind=kind, reason=reason, from_at=from_at, until_at=until_at, told_at=now()
        )
        lay_out(found)
        return made.public


def withdraw_absence(actor: Actor, absence: str) -> None:
    """Told in error, or back sooner: from now on it is as if it had not been told."""
    with reading(actor):
        found = Absence.objects.filter(public=absence, withdrawn_at=None).first()
        if found is None:
            raise NotThere("not-there")
        found.withdrawn_at = now()
        found.save(update_fields=["withdrawn_at"])
        lay_out(Resource.objects.select_related("location", "clinic").get(pk=found.resource_id))


def retire_resource(actor: Actor, resource: str, last: date) -> None:
    """It leaves the clinic after this day: no time of it is offered beyond."""
    with reading(actor):
        found = _resource(resource)
        found.until_on = last
        found.save(update_fields=["until_on"])
        Schedule.objects.filter(resource=found, until_on=None).update(until_on=last)
        lay_out(found)


def _resource(public: str) -> Resource:
    """The resource, held until the transaction ends, so that two changes of its hours come one after the other."""
    found = Resource.objects.select_related("location", "clinic").filter(public=public).first()
    if found is None:
        raise NotThere("not-there")
    rows("SELECT FROM resource WHERE id = %s FOR UPDATE", found.pk)
    return found
