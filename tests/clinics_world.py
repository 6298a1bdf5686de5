"""An invented payer with its call centre, two eye clinics it has agreements with, a third it has none with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from konsil import library
from konsil.core.case import Actor
from konsil.core.fact import Money, plain
from konsil.core.facts.attendance import fingerprint
from konsil.store import programmes
from konsil.store import record as store
from konsil.store.models import Cover, Organisation, Party, Person, Policy, Population
from konsil.store.queries import slots
from konsil.store.queries.reading import reading, rows
from konsil.store.queries.slots import SlotSeen
from konsil.store.record import Recorded
from konsil.store.registers import clinics, services
from konsil.store.registers.documents import Filing, file_document
from two_houses import act_as

ROME = ZoneInfo("Europe/Bucharest")
BEGAN = date(2024, 1, 1)
CONSULTATION, IMAGING, FIELD = "OFT-CONS", "OFT-OCT", "OFT-CV"
PRICES = {CONSULTATION: "250.00", IMAGING: "180.00", FIELD: "120.00"}
PAYER, CLEAR, OTHER, STRANGE = "omniasig", "ochiul-limpede", "cetinita", "strain"
PROGRAMME = "omniasig-visit"
AGENT = Actor("Ioana Pop", "call-centre", PAYER)
SUPERVISOR = Actor("Radu Ionescu", "supervisor", PAYER)
REVIEWER = Actor("Dr. Ana Vlad", "medical-reviewer", PAYER)
RECEPTION = Actor("Maria Rus", "clinic", CLEAR)
DOCTOR = Actor("Dr. Dan Moga", "clinic-doctor", CLEAR)
ELSEWHERE = Actor("Elena Dima", "clinic", OTHER)
STRANGER = Actor("Vasile Stan", "clinic", STRANGE)
KONSIL = Actor("konsil", "konsil", "konsil")
TODAY = datetime(2026, 11, 25, 7, 45, tzinfo=ROME)  # a Wednesday
_keys = count(1)


@dataclass
class World:
    """What was laid out: places and resources by a short name, the insured, their cases."""

    places: dict[str, str] = field(default_factory=dict)
    resources: dict[str, str] = field(default_factory=dict)
    insured: str = ""
    person: int = 0

    def opened(self, *codes: str, by: Actor = AGENT, **told: Any) -> str:
        """A request of the insured, by telephone unless told otherwise; the case's public id."""
        lines = [{"service": code} for code in codes or (CONSULTATION,)]
        fact = {"insured": self.insured, "services": lines, "identified": ["birth-date", "phone"], **told}
        return str(store.open(by, PROGRAMME, fact, key=key(), name="visit.requested").answer["case"])

    def booked(self, case: str, slot: SlotSeen, *codes: str, by: Actor = AGENT) -> str:
        """A free time taken for the case; the booking's item."""
        lines = [{"service": code} for code in codes or (CONSULTATION,)]
        done = carried(case, "visit.booked", by, clinic=slot.clinic, services=lines, **time(slot))
        return str(done.answer["items"]["booking"])

    def slot(self, *codes: str, clinic: str = CLEAR, by: Actor = AGENT, since: datetime | None = None) -> SlotSeen:
        """The first free time."""
        return slots.free(by, dict.fromkeys(codes or (CONSULTATION,), 1), clinic=clinic, since=since, most=1)[0]


def key() -> str:
    return f"visit-{next(_keys)}"


def carried(
    case: str, name: str, by: Actor = AGENT, *, at: datetime | None = None, second: str = "", **told: Any
) -> Recorded:
    """A fact on a case, under a key of its own."""
    return store.record(by, case, name, told, key=key(), at=at, second=second)


def signed(case: str, booking: str, done: Mapping[str, int], by: Actor = RECEPTION) -> Recorded:
    """The insured's signature for this list, with a paper filed for it."""
    with reading(by):
        ((case_id, person_id),) = rows("SELECT id, person_id FROM cases WHERE public = %s", case)
    seal, kind = f"{case} {dict(done)}".encode(), "visit-signature"
    filing = Filing(case_id, person_id, kind, "medical", "", "s.pdf", "ro", seal, 1, "application/pdf", key())
    document = file_document(by, filing)
    told = {"booking": booking, "way": "code", "list_hash": fingerprint(done), "document": document}
    return carried(case, "visit.signed", by, **told)


def table(statement: str, *told: Any, by: Actor = AGENT) -> list[tuple[Any, ...]]:
    """Rows as a party sees them."""
    with reading(by):
        return rows(statement, *told)


def issued(case: str, booking: str, *codes: str, **more: Any) -> str:
    """A paper for these services; its number."""
    lines = [{"service": code} for code in codes or (CONSULTATION,)]
    done = carried(case, "authorisation.issued", booking=booking, lines=lines, **more)
    return str(plain(done.entry.known)["number"])


@dataclass
class Standing:
    """A visit of today with its paper."""

    case: str
    booking: str
    number: str
    slot: Any


def standing(world: World, *codes: str) -> Standing:
    """The first free time, booked and authorised."""
    codes = codes or (CONSULTATION,)
    case, slot = world.opened(*codes), world.slot(*codes)
    booking = world.booked(case, slot, *codes)
    return Standing(case, booking, issued(case, booking, *codes), slot)


def checked_in(visit: Standing, by: Actor = RECEPTION, **more: Any) -> Recorded:
    """Reception saw an identity document."""
    told = {"booking": visit.booking, "documents": ["identity-document"], **more}
    return carried(visit.case, "visit.checked-in", by, **told)


def time(slot: SlotSeen) -> dict[str, Any]:
    """A slot as the fields of a booking or a move."""
    return {"location": slot.location, "starts": slot.starts.isoformat(), "resources": list(slot.resources)}


def built() -> World:
    """Everything but cases, committed if no test's transaction is around it."""
    world = World()
    with transaction.atomic():
        act_as(PAYER)
        for party, kind in ((PAYER, "payer"), (CLEAR, "clinic"), (OTHER, "clinic"), (STRANGE, "clinic")):
            Party.objects.create(key=party, kind="organisation")
            Organisation.objects.create(party_id=party, kind=kind, name=party.title(), country="RO")
        programmes.install(library.folder(PROGRAMME), by="a test")
        _insured(world)
        _priced()
        for clinic in (CLEAR, OTHER, STRANGE):
            _clinic(world, clinic)
    return world


def _insured(world: World) -> None:
    population = Population.objects.create(key="omniasig-insured", keeper_id=PAYER, country="RO")
    person = Person.objects.create(
        population=population, given="Ștefan", family="Țărănescu", born_on=date(1980, 3, 1), language="ro"
    )
    Party.objects.create(key=person.public, kind="person")
    policy = Policy.objects.create(
        number="RO-1", payer_id=PAYER, programme=PROGRAMME, kind="individual", package="optima", from_on=BEGAN
    )
    Cover.objects.create(policy=policy, person=person, number="M-1", from_on=BEGAN)
    world.insured, world.person = person.public, person.pk


def _priced() -> None:
    """Two services covered, one of them only with a paper; the third is not. All have a price at two clinics."""
    services.describe_all(
        AGENT,
        [(code, {"ro": f"{code} ăâîșț", "en": code.title()}, minutes)
         for code, minutes in ((CONSULTATION, 20), (IMAGING, 15), (FIELD, 30))],
        BEGAN,
    )  # fmt: skip
    services.cover(AGENT, PAYER, PROGRAMME, CONSULTATION, from_on=BEGAN, authorise=False)
    services.cover(AGENT, PAYER, PROGRAMME, IMAGING, from_on=BEGAN)
    services.cover(AGENT, PAYER, PROGRAMME, FIELD, from_on=BEGAN, covered=False)
    for clinic in (CLEAR, OTHER):
        clinics.agree(AGENT, PAYER, clinic, from_on=BEGAN)
        prices = [(code, Money(Decimal(amount), "RON")) for code, amount in PRICES.items()]
        services.price_all(AGENT, PAYER, clinic, prices, BEGAN)


def _clinic(world: World, clinic: str) -> None:
    """One place with a doctor, two rooms and one device, there from eight to four on working days."""
    by = Actor("the clinic's office", "clinic", clinic)
    place = clinics.open_location(by, clinic, clinic.title(), zone=ROME.key, from_on=BEGAN, city="Cluj")
    world.places[clinic] = place
    doctor = f"dr-{clinic}"
    Party.objects.create(key=doctor, kind="person")
    hours = {"mon-fri": ["08:00-16:00"]}
    for name, kind, who in (("doctor", "practitioner", doctor), ("room-1", "room", ""), ("room-2", "room", ""),
                            ("oct", "device", "")):  # fmt: skip
        world.resources[f"{clinic}/{name}"] = clinics.add_resource(
            by, place, kind, name, from_on=BEGAN, practitioner=who, hours=hours,  # type: ignore[arg-type]
            languages=("ro", "hu") if who else (),
        )  # fmt: skip
    doctor, room, oct_ = (world.resources[f"{clinic}/{name}"] for name in ("doctor", "room-1", "oct"))
    for code in (CONSULTATION, FIELD):
        services.offer(by, place, code, [doctor, room], from_on=BEGAN)
    services.offer(by, place, IMAGING, [doctor, room, oct_], from_on=BEGAN)
