"""An insured person's case of visits: each visit in plain words, and the one act that is theirs now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from konsil.core.case import Entry
from konsil.core.facts import attendance, authorisation, visit
from konsil.door.actor import Acting
from konsil.store.queries import clinic
from konsil.store.queries.clinic import PlaceSeen
from konsil.store.queries.recipients import organisation
from konsil.web.clinic.day import called
from konsil.web.clinic.visit import Visit, visits
from konsil.web.member.standing import Standing, opened
from konsil.work.worker import KONSIL


@dataclass(frozen=True)
class Shown:
    """A visit as whoever goes there reads it. `bring` are keys of what to have along."""

    visit: Visit
    clinic: str
    place: PlaceSeen | None
    doctor: str
    services: tuple[str, ...]
    starts: datetime
    zone: str
    bring: tuple[str, ...]
    papers: tuple[Entry, ...]

    @property
    def state(self) -> str:
        return self.visit.state

    @property
    def ahead(self) -> bool:
        """Whether it is still to come."""
        return self.visit.state in ("coming", "held")

    @property
    def signs(self) -> bool:
        """Whether the list performed waits for a signature."""
        return self.visit.state in ("to-sign", "unsigned")


@dataclass(frozen=True)
class Place:
    """A time that became free and is offered, until an hour."""

    item: str
    starts: datetime
    until: datetime
    place: PlaceSeen | None


@dataclass(frozen=True)
class Mine:
    """What every page of a case of visits rests on."""

    standing: Standing
    visits: tuple[Shown, ...]
    offers: tuple[Place, ...]

    def one(self, booking: str) -> Shown | None:
        """One visit by its item."""
        return next((each for each in self.visits if each.visit.booking == booking), None)


def mine(acting: Acting, public: str, what: str = "visits") -> Mine:
    """The visits of a case, those ahead first, by hour; the look is logged. Raises `NotThere`."""
    standing = opened(acting, public, what)
    case, number = standing.whole.case, standing.seen.number
    found = [one for key in _clinics(standing) for one in _of_clinic(standing, visits(case, public, number, key), key)]
    ordered = sorted(found, key=lambda one: (not one.ahead, one.starts))
    return Mine(standing, tuple(ordered), tuple(_offers(standing)))


def _clinics(standing: Standing) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.clinic for one in standing.view.all(visit.Booked)))


def _of_clinic(standing: Standing, found: tuple[Visit, ...], key: str) -> Iterator[Shown]:
    names, known = clinic.names(KONSIL, key), organisation(KONSIL, key)
    for one in found:
        place = names.places.get(one.time.location)
        yield Shown(
            one, known.name if known else key, place, names.practitioner(one.time.resources),
            tuple(called(names, line) for line in one.services), one.starts,
            place.zone if place else standing.said.programme.zone.key, _bring(standing, one), _papers(one),
        )  # fmt: skip


def _bring(standing: Standing, one: Visit) -> tuple[str, ...]:
    """What to have along: a child needs two documents, and from a certain age its own card may stand in (O15)."""
    person, on = standing.seen.person, one.day or standing.today
    terms = standing.seen.programme.terms(attendance.Terms)
    age = person.age(on) if person else terms.of_age
    if age >= terms.of_age:
        return ("document", "paper")
    return ("own-card" if age >= terms.own_card_from else "child", "paper")


def _papers(one: Visit) -> tuple[Entry, ...]:
    kinds = (authorisation.Issued, authorisation.Extended)
    return tuple(entry for entry in one.view.live if isinstance(entry.fact, kinds))


def _offers(standing: Standing) -> Iterator[Place]:
    """Times that became free and wait for a yes or no (X19)."""
    for entry in standing.view.entries_of(visit.PlaceOffered):
        told, item = entry.fact, entry.items["wish"]
        assert isinstance(told, visit.PlaceOffered)
        about = standing.view.about({"wish": item})
        if about.has("place.taken") or told.until <= standing.seen.now:
            continue
        yield Place(item, told.starts, told.until, clinic.place(KONSIL, told.location))
