"""A clinic's own things: what its places, people, rooms, devices and services are called, and who is away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from konsil.core.case import Actor
from konsil.store.queries.reading import as_json, log_read, made, reading, rows

HOUSE = Actor("konsil", "konsil", "konsil")


@dataclass(frozen=True)
class PlaceSeen:
    """A place of a clinic. `zone` decides which local day it is there."""

    public: str
    clinic: str
    name: str
    address: str
    city: str
    phone: str
    zone: str

    @property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def said(self) -> str:
        """What the place is called, with its city where the name does not say it."""
        return self.name if not self.city or self.city in self.name else f"{self.name}, {self.city}"


@dataclass(frozen=True)
class ResourceSeen:
    """A person, a room or a device of a place."""

    public: str
    location: str
    kind: str
    label: str
    practitioner: str


@dataclass(frozen=True)
class Names:
    """What places, people, rooms, devices and services are called."""

    places: Mapping[str, PlaceSeen]
    resources: Mapping[str, ResourceSeen]
    services: Mapping[str, Mapping[str, str]]

    def service(self, code: str, language: str) -> str:
        """A service in words; a code nobody worded says itself."""
        told = self.services.get(code, {})
        return told.get(language) or told.get("ro") or told.get("en") or code

    def label(self, public: str) -> str:
        found = self.resources.get(public)
        return found.label if found else public

    def practitioner(self, publics: tuple[str, ...]) -> str:
        """The person among these resources, by name."""
        return next((one.label for one in self._of(publics) if one.kind == "practitioner"), "")

    def others(self, publics: tuple[str, ...]) -> tuple[str, ...]:
        """The rooms and devices among them."""
        return tuple(one.label for one in self._of(publics) if one.kind != "practitioner")

    def _of(self, publics: tuple[str, ...]) -> tuple[ResourceSeen, ...]:
        return tuple(self.resources[one] for one in publics if one in self.resources)


PLACES = "SELECT public, clinic_id, name, address, city, phone, zone FROM location"
RESOURCES = (
    "SELECT r.public, l.public, r.kind, r.label, coalesce(r.practitioner_id, '') FROM resource r"
    " JOIN location l ON l.id = r.location_id"
)


def names(actor: Actor, clinic: str = "") -> Names:
    """Of every place that the actor may see today, or of one clinic's."""
    with reading(actor):
        places = made(PlaceSeen, rows(
            f"{PLACES} WHERE (until_on IS NULL OR until_on >= konsil.clock()::date) AND %s IN ('', clinic_id)"
            " ORDER BY id",
            clinic,
        ))  # fmt: skip
        resources = made(ResourceSeen, rows(f"{RESOURCES} WHERE %s IN ('', r.clinic_id) ORDER BY r.id", clinic))
        services = rows("SELECT DISTINCT ON (code) code, texts::text FROM service ORDER BY code, from_on DESC")
    return Names(
        {one.public: one for one in places}, {one.public: one for one in resources},
        {code: as_json(texts) for code, texts in services},
    )  # fmt: skip


def offered(actor: Actor) -> frozenset[str]:
    """The codes of the services that the actor's own clinic does somewhere today."""
    with reading(actor):
        found = rows(
            "SELECT DISTINCT o.service FROM offer o JOIN location l ON l.id = o.location_id"
            " WHERE l.clinic_id = (SELECT konsil.party())"
            " AND (o.until_on IS NULL OR o.until_on >= konsil.clock()::date)"
        )
    return frozenset(code for (code,) in found)


@dataclass(frozen=True)
class AbsenceSeen:
    """A time in which a person, a room or a device is away: one event for all the visits it touches (Y31)."""

    public: str
    resource: str
    kind: str
    reason: str
    from_at: datetime
    until_at: datetime
    told_at: datetime
    withdrawn_at: datetime | None


ABSENCE = (
    "SELECT a.public, r.public, a.kind, a.reason, a.from_at, a.until_at, a.told_at, a.withdrawn_at"
    " FROM absence a JOIN resource r ON r.id = a.resource_id"
)


def absence(actor: Actor, public: str) -> AbsenceSeen | None:
    """One event by its public id."""
    with reading(actor):
        return next(iter(made(AbsenceSeen, rows(f"{ABSENCE} WHERE a.public = %s", public))), None)


def absences(actor: Actor) -> tuple[AbsenceSeen, ...]:
    """The events that are not over, the next first."""
    with reading(actor):
        found = rows(
            f"{ABSENCE} WHERE r.clinic_id = (SELECT konsil.party()) AND a.withdrawn_at IS NULL"
            " AND a.until_at > konsil.clock() AND a.kind <> 'occupied' ORDER BY a.from_at, a.id"
        )
    return made(AbsenceSeen, found)


def suspended_by(actor: Actor, event: str, since: datetime) -> tuple[tuple[str, str, str], ...]:
    """The cases with a visit that an event put on hold: public id, number, the body of the fact as it was told."""
    with reading(actor):
        found = rows(
            "SELECT c.public, c.number, b.body FROM fact f JOIN fact_body b USING (case_id, seq)"
            " JOIN cases c ON c.id = f.case_id WHERE f.name = 'visit.suspended' AND f.recorded >= %s"
            " AND strpos(b.body, %s) > 0 ORDER BY f.case_id, f.seq",
            since, event,
        )  # fmt: skip
    return tuple(found)


@dataclass(frozen=True)
class InsuredFound:
    """Somebody insured, by what they told; the programme under which a visit may be asked for."""

    person: str
    given: str
    family: str
    programme: str


def insured(actor: Actor, number: str, born_on: date) -> InsuredFound | None:
    """Whoever has this card or policy number and this date of birth, for a clinic with an agreement; not by either
    alone, and nobody where two fit. The look is logged for the person whose name it shows (X09)."""
    with reading(actor):
        found = rows(
            "SELECT i.person, i.given, i.family, v.key FROM (SELECT DISTINCT key FROM programme_version) v"
            " CROSS JOIN LATERAL konsil.insured_v1(v.key, %s, %s) i",
            number, born_on,
        )  # fmt: skip
        if len({row[0] for row in found}) != 1:
            return None
        with reading(HOUSE):  # a clinic reads no register of people: only which row is meant
            ((person,),) = rows("SELECT id FROM person WHERE public = %s", found[0][0])
        log_read(actor, person, "insured")
    return made(InsuredFound, found)[0]


def place(actor: Actor, public: str) -> PlaceSeen | None:
    """One place by its public id."""
    with reading(actor):
        return next(iter(made(PlaceSeen, rows(f"{PLACES} WHERE public = %s", public))), None)
