"""A visit: asked for, booked at a clinic, moved, called off, kept or missed. The paper for it is an authorisation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from konsil.core import items
from konsil.core.case import Entry, View
from konsil.core.fact import Code, Fact, Holder, Line

Clinic = Annotated[str, Holder("clinic"), StringConstraints(min_length=1, max_length=64)]
Service = Annotated[str, Code("service"), StringConstraints(min_length=1, max_length=32)]
Resource = Annotated[str, Code("resource"), StringConstraints(min_length=1, max_length=64)]
Location = Annotated[str, Code("location"), StringConstraints(min_length=1, max_length=64)]
Identifier = Literal["birth-date", "national-number", "policy-number", "phone", "address"]
Caller = Literal["self", "parent", "guardian", "relative", "clinic", "other"]
Contacted = Literal["answered", "no-answer", "busy", "voicemail", "wrong-number"]
ENOUGH = 2  # matching identifiers before anything is told to a caller (Y03)


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """A service and how many of it."""

    service: Service
    quantity: Annotated[int, Field(ge=1, le=99)] = 1


@dataclass(frozen=True)
class CoverHeld:
    """One cover of the person that holds on the day."""

    policy: str
    package: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Covers:
    """What the insurer's register said on the day of the request (Y25): the covers that hold, and the age."""

    held: tuple[CoverHeld, ...] = ()
    age: int = 0  # in full years


@dataclass(frozen=True, kw_only=True)
class Requested(Fact):
    """Somebody asks for services: the insured by telephone, or directly at a clinic (O01, O04)."""

    name = "visit.requested"
    category = "medical"
    evidence = Covers
    begins = "insured"
    binds = {"insured": "insured", "clinic": "clinic", "clinic-doctor": "clinic"}
    undone_by = ()
    insured: Annotated[str, Holder("insured")]
    services: Annotated[tuple[Ordered, ...], Field(min_length=1, max_length=20)]
    channel: Literal["phone", "clinic", "portal", "email"] = "phone"
    clinic: Annotated[str, Holder("clinic"), StringConstraints(max_length=64)] = ""  # asked there directly
    caller: Caller = "self"
    identified: tuple[Identifier, ...] = ()  # none: not verified, so nothing is told (Y03)
    policy: str = ""  # which cover is meant, where the person has more than one
    policy_reason: str = ""
    place: str = ""
    earliest: date | None = None
    latest: date | None = None
    day_part: Literal["any", "morning", "afternoon"] = "any"
    language: str = ""
    practitioner: str = ""
    note: str = ""
    follows: str = ""  # the public id of the case whose doctor recommended it (O30)
    follows_item: str = ""

    def refuse(self, case: View, known: Covers) -> Iterator[str]:
        policies = {cover.policy for cover in known.held}
        if len(policies) > 1 and self.policy not in policies:
            yield "cover-not-chosen"
        if len(policies) > 1 and not self.policy_reason:
            yield "cover-choice-needs-reason"
        if self.channel == "clinic" and not self.clinic:
            yield "clinic-missing"

    @property
    def verified(self) -> bool:
        """Whether the caller gave enough to be told something."""
        return len(set(self.identified)) >= ENOUGH


@dataclass(frozen=True, kw_only=True)
class ClinicContacted(Fact):
    """A call to a clinic about this request: whom, and what came of it (O02)."""

    name = "clinic.contacted"
    once = False
    asked: Annotated[str, Code("clinic"), StringConstraints(min_length=1, max_length=64)]
    outcome: Contacted
    who: str = ""
    note: str = ""


@dataclass(frozen=True)
class Slot:
    """What the registers said of the time asked for: how long, on which local day, whether all of it is free."""

    day: date | None = None  # where the clinic is
    ends: datetime | None = None
    agreed: bool = True  # the clinic has an agreement with the payer on that day
    offered: bool = True  # the place offers every service with these people and devices
    open: bool = True
    free: bool = True
    insured: bool = True  # on the day the programme counts (Y25)
    needing: tuple[str, ...] = ()  # the services that need an authorisation (X39)
    age: int = 0  # on that day


@dataclass(frozen=True, kw_only=True)
class Time:
    """A place and a time, with the people, rooms and devices it takes."""

    location: Location
    starts: datetime
    resources: Annotated[tuple[Resource, ...], Field(max_length=6)] = ()


def unbookable(time: Time, known: Slot, case: View) -> Iterator[str]:
    """Why a time cannot be taken."""
    if not known.insured:
        yield "not-insured"
    if not known.agreed:
        yield "clinic-not-listed"
    if not known.offered:
        yield "service-not-offered"
    if not known.open:
        yield "closed-then"
    if not known.free:
        yield "slot-taken"
    if case.at and time.starts <= case.at:
        yield "in-the-past"


@dataclass(frozen=True, kw_only=True)
class Booked(Time, Fact):
    """A time at a clinic is taken, by the call centre or by the clinic itself (O02, O04, O05)."""

    name = "visit.booked"
    category = "medical"
    evidence = Slot
    opens = "booking"
    apart = True
    binds = {"clinic": "clinic", "clinic-doctor": "clinic"}
    clinic: Clinic
    services: Annotated[tuple[Ordered, ...], Field(min_length=1, max_length=20)]

    def refuse(self, case: View, known: Slot) -> Iterator[str]:
        yield from unbookable(self, known, case)
        asked = case.the(Requested)
        if asked and asked.clinic and asked.clinic != self.clinic:
            yield "another-clinic"
        if any(taken.starts == self.starts for taken in _standing(case)):
            yield "booked-already"


@dataclass(frozen=True, kw_only=True)
class Moved(Time, Fact):
    """The insured's side moves the visit, through the call centre: the old paper is void (O10, O31)."""

    name = "visit.moved"
    category = "medical"
    evidence = Slot
    once = False
    booking: items.Booking
    by_whom: Literal["insured", "call-centre"] = "insured"
    reason: Line

    def refuse(self, case: View, known: Slot) -> Iterator[str]:
        yield from unbookable(self, known, case)


@dataclass(frozen=True, kw_only=True)
class ClinicMoved(Time, Fact):
    """The clinic moves the visit: the old paper is void, and the call centre is told at once (O08)."""

    name = "clinic.moved"
    category = "medical"
    evidence = Slot
    once = False
    booking: items.Booking
    reason: Literal["practitioner-away", "device-broken", "overbooked", "closed", "other"]
    note: str = ""

    def refuse(self, case: View, known: Slot) -> Iterator[str]:
        yield from unbookable(self, known, case)


@dataclass(frozen=True, kw_only=True)
class DetailsSent(Fact):
    """When, where and with what: handed over to the insured, on both paths (O03)."""

    name = "details.sent"
    once = False  # again after each change
    booking: items.Booking
    channel: Line
    message: Line


@dataclass(frozen=True, kw_only=True)
class DetailsBounced(Fact):
    """They did not arrive: they count as unsent."""

    name = "details.bounced"
    once = False
    sending = True
    booking: items.Booking
    why: Line


@dataclass(frozen=True, kw_only=True)
class Announced(Fact):
    """The insured told the call centre of a booking made directly at the clinic (O06)."""

    name = "visit.announced"
    booking: items.Booking
    channel: Literal["phone", "portal", "email"] = "phone"


@dataclass(frozen=True, kw_only=True)
class Cancelled(Fact):
    """The insured's side cancels, through the call centre: visit and paper in one act (O09)."""

    name = "visit.cancelled"
    booking: items.Booking
    by_whom: Literal["insured", "call-centre"] = "insured"
    reason: Literal["not-needed", "elsewhere", "ill", "cannot-come", "cover-ended", "double", "died", "other"]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CalledOff(Fact):
    """The clinic cannot keep the visit; the call centre hears of it at once and tells the insured (O08)."""

    name = "clinic.called-off"
    booking: items.Booking
    reason: Literal["practitioner-away", "device-broken", "overbooked", "closed", "other"]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ClinicAcknowledged(Fact):
    """The clinic has seen that a visit was moved or cancelled (O10)."""

    name = "clinic.acknowledged"
    once = False  # each change has its own
    booking: items.Booking
    who: Line


@dataclass(frozen=True, kw_only=True)
class CallCentreAcknowledged(Fact):
    """The call centre has seen that the clinic moved a visit or called it off (O08)."""

    name = "call-centre.acknowledged"
    booking: items.Booking


@dataclass(frozen=True, kw_only=True)
class Suspended(Fact):
    """A doctor is ill or a device broken: until it is decided what follows, the paper opens no door (Y31)."""

    name = "visit.suspended"
    booking: items.Booking
    why: Literal["practitioner-away", "device-broken", "closed"]
    event: Line  # the one event that touches all these visits


@dataclass(frozen=True, kw_only=True)
class Resumed(Fact):
    """It takes place after all, as booked."""

    name = "visit.resumed"
    once = False
    booking: items.Booking
    event: Line


@dataclass(frozen=True, kw_only=True)
class Missed(Fact):
    """The insured did not come (O07, O13)."""

    name = "visit.missed"
    booking: items.Booking
    reason: Literal["unknown", "forgot", "too-late", "other"] = "unknown"
    note: str = ""

    def refuse(self, case: View, known: object) -> Iterator[str]:
        time = slot(case)
        if time and case.at and case.at < time.starts:
            yield "not-missed-yet"


@dataclass(frozen=True, kw_only=True)
class NotPerformed(Fact):
    """The insured came and it was not done: by whose decision, and why (O07)."""

    name = "visit.not-performed"
    category = "medical"
    booking: items.Booking
    by_whom: Literal["doctor", "insured", "clinic", "payer"]
    reason: Literal[
        "contraindicated", "not-prepared", "declined", "device-broken", "practitioner-away", "not-identified"
    ]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PlaceWanted(Fact):
    """No time fits: the insured waits for one that is given up (X19)."""

    name = "place.wanted"
    opens = "wish"
    services: Annotated[tuple[Ordered, ...], Field(min_length=1, max_length=20)]
    at_clinic: Annotated[str, Code("clinic"), StringConstraints(max_length=64)] = ""
    earliest: date
    latest: date

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if self.latest < self.earliest:
            yield "dates-reversed"


@dataclass(frozen=True, kw_only=True)
class PlaceOffered(Time, Fact):
    """A time given up by another is offered, to the first who fits, once (X19)."""

    name = "place.offered"
    once = False
    wish: items.Wish
    until: datetime


@dataclass(frozen=True, kw_only=True)
class PlaceTaken(Fact):
    """The insured takes it; it is booked next."""

    name = "place.taken"
    wish: items.Wish


@dataclass(frozen=True, kw_only=True)
class PlaceDeclined(Fact):
    """The insured does not take it, or let it pass; the next on the list is asked."""

    name = "place.declined"
    once = False
    wish: items.Wish
    why: Literal["no", "silent"] = "no"


def slot(case: View) -> Time | None:
    """The time of the booking in sight, as it was last set."""
    found = _last_set(case)
    return found.fact if found and isinstance(found.fact, Time) else None


def day(case: View) -> date | None:
    """The local day of the booking in sight."""
    found = _last_set(case)
    return found.known.day if found and isinstance(found.known, Slot) else None


def booked(case: View) -> tuple[Ordered, ...]:
    """The services of the booking in sight."""
    found = case.the(Booked)
    return found.services if found else ()


def _last_set(case: View) -> Entry | None:
    """The entry that set the time of the booking in sight last."""
    found = (entry for entry in case.live if isinstance(entry.fact, Booked | Moved | ClinicMoved))
    return max(found, key=lambda entry: entry.seq, default=None)


def _standing(case: View) -> Iterator[Time]:
    """The times of the bookings that did not fall away."""
    for entry in case.entries_of(Booked):
        seen = case.about(entry.items)
        time = slot(seen)
        if time and not (seen.has(Cancelled.name) or seen.has(CalledOff.name)):
            yield time
