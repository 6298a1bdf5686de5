"""Free time: searched, first found, or shown to be missing; and what an absence touches (R19, Y31)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from konsil.core.case import Actor
from konsil.store.queries.reading import as_json, made, now, reading, rows

Services = Mapping[str, int]  # code -> how many


@dataclass(frozen=True)
class Wanted:
    """What a search is narrowed to: a city, a place by public id, a practitioner by party key, a language, a part of
    the day. What is empty does not matter."""

    place: str = ""
    location: str = ""
    practitioner: str = ""
    language: str = ""
    part: Literal["", "morning", "afternoon"] = ""


@dataclass(frozen=True)
class SlotSeen:
    """A time at which everything it needs is free together; `resources` are what a booking names."""

    clinic: str
    location: str
    starts: datetime
    ends: datetime
    zone: str
    resources: tuple[str, ...]
    labels: tuple[str, ...]
    practitioner: str

    @property
    def day(self) -> date:
        """The local day of the place."""
        return self.starts.astimezone(ZoneInfo(self.zone)).date()


def free(
    actor: Actor, services: Services, *, clinic: str = "", wanted: Wanted = Wanted(), since: datetime | None = None,
    until: date | None = None, most: int = 20, each: int = 3,
) -> tuple[SlotSeen, ...]:  # fmt: skip
    """Free times for these services one after another, the first first: at most `each` a day for the same people
    and rooms, `most` altogether, from `since` (default: now) until a last day (default: two months on)."""
    with reading(actor):
        begin = since or now()
        found = rows(
            "SELECT * FROM konsil.free_slots_v1(%s, %s, %s, %s, %s, %s, %s)",
            _asked(services), clinic, _narrowed(wanted), begin, until or begin.date() + timedelta(days=61), most, each,
        )  # fmt: skip
    return made(SlotSeen, found)


def first(actor: Actor, services: Services, *, clinic: str = "", wanted: Wanted = Wanted()) -> SlotSeen | None:
    """The first free time of all."""
    return next(iter(free(actor, services, clinic=clinic, wanted=wanted, most=1, each=1)), None)


@dataclass(frozen=True)
class Capacity:
    """What a clinic has for these services until a day: nothing offered, nothing free, who is away and until when."""

    offered: bool
    first_free: datetime | None
    until: date
    on_leave: tuple[Mapping[str, Any], ...]
    out_of_order: tuple[Mapping[str, Any], ...]


def capacity(actor: Actor, clinic: str, services: Services, until: date) -> Capacity | None:
    """Whether there is a free time at a clinic by a day, and if not, why; None for a clinic the actor may not see."""
    with reading(actor):
        found = rows("SELECT konsil.capacity_v1(%s, %s, konsil.clock(), %s)", clinic, _asked(services), until)
    if not found or found[0][0] is None:
        return None
    told = as_json(found[0][0])
    return Capacity(
        told["offered"],
        datetime.fromisoformat(told["first_free"]) if told["first_free"] else None,
        date.fromisoformat(told["until"]),
        tuple(told["on_leave"]),
        tuple(told["out_of_order"]),
    )


@dataclass(frozen=True)
class Touched:
    """A booking that falls into a time in which a resource is away."""

    case: str
    booking: str
    starts: datetime
    ends: datetime


def touched(actor: Actor, resources: Sequence[str], from_at: datetime, until_at: datetime) -> tuple[Touched, ...]:
    """The bookings that need any of these resources between two instants, the next first (Y31)."""
    with reading(actor):
        found = rows(
            "SELECT DISTINCT c.public, b.item, lower(b.during), upper(b.during) FROM booked_time b"
            " JOIN resource r ON r.id = b.resource_id JOIN cases c ON c.id = b.case_id"
            " WHERE r.public = ANY (%s) AND b.during && tstzrange(%s, %s) AND b.item LIKE 'booking-%%'"
            " ORDER BY lower(b.during), c.public, b.item",
            list(resources), from_at, until_at,
        )  # fmt: skip
    return made(Touched, found)


@dataclass(frozen=True)
class RuleSeen:
    """What a programme says of a service on a day: taken over or not, with or without a paper (X39)."""

    covered: bool
    needed: bool
    name: str


def rules(
    actor: Actor, programme: str, services: Sequence[str], on: date, *, package: str = "", language: str = "en"
) -> Mapping[str, RuleSeen]:
    """Whether each service is covered and needs an authorisation, asked before booking; what the paper's own evidence
    will say on that day."""
    with reading(actor):
        told = rows("SELECT konsil.rules_on(%s, %s, %s, %s, %s)", programme, package, list(services), language, on)
    return {code: RuleSeen(**one) for code, one in as_json(told[0][0]).items()}


def _asked(services: Services) -> str:
    return json.dumps([{"service": code, "quantity": quantity} for code, quantity in services.items()])


def _narrowed(wanted: Wanted) -> str:
    return json.dumps({key: told for key in Wanted.__annotations__ if (told := getattr(wanted, key))})
