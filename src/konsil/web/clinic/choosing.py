"""Free times to choose from, as one radio button each: place, hour and everything that is taken, in one value."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from konsil.store.queries.clinic import Names
from konsil.store.queries.slots import SlotSeen

OFFERS = 3  # free times beside a visit that cannot be kept


@dataclass(frozen=True)
class Time:
    """A free time on the page."""

    value: str
    starts: datetime
    zone: ZoneInfo
    doctor: str
    where: str
    place: str


@dataclass(frozen=True)
class FreeDay:
    """The free times of one local day."""

    on: date
    times: tuple[Time, ...]


def days(found: Iterable[SlotSeen], names: Names) -> tuple[FreeDay, ...]:
    """The free times by day; a time that two rooms could serve stands there once for each person."""
    once: dict[tuple[datetime, str, str], SlotSeen] = {}
    for one in found:
        once.setdefault((one.starts, one.location, names.practitioner(one.resources)), one)
    slots = sorted(once.values(), key=lambda one: (one.starts, one.location))
    return tuple(
        FreeDay(on, tuple(_time(one, names) for one in run)) for on, run in groupby(slots, key=lambda one: one.day)
    )


def nearest(found: Iterable[SlotSeen], names: Names) -> tuple[Time, ...]:
    """The few that are offered beside a visit that cannot be kept, whatever their day."""
    return tuple(time for one in days(found, names) for time in one.times)[:OFFERS]


def _time(one: SlotSeen, names: Names) -> Time:
    place = names.places.get(one.location)
    return Time(
        value(one), one.starts, ZoneInfo(one.zone), names.practitioner(one.resources),
        ", ".join(names.others(one.resources)), (place.city or place.name) if place else "",
    )  # fmt: skip


def value(one: SlotSeen) -> str:
    """A free time as the value of its radio button."""
    return "~".join((one.location, one.starts.isoformat(), *one.resources))


def told(chosen: str) -> dict[str, Any]:
    """The fields of a fact from that value; what cannot be read tells nothing, and the fact says what is missing."""
    location, _, rest = chosen.partition("~")
    starts, *resources = rest.split("~")
    return {"location": location, "starts": starts, "resources": resources} if location and starts else {}
