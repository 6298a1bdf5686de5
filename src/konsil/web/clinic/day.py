"""A day of the clinic, and one visit of it opened: what the pages rest on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, npgettext

from konsil.core.ages import age
from konsil.core.case import Actor, Entry
from konsil.core.facts import attendance
from konsil.core.facts.visit import Ordered
from konsil.door import recording
from konsil.door.actor import Acting
from konsil.store.queries import cases
from konsil.store.queries.cases import CaseSeen
from konsil.store.queries.clinic import Names, PlaceSeen
from konsil.store.queries.visits import VisitSeen, of_day
from konsil.store.queries.work import work
from konsil.store.refusals import NotThere
from konsil.web.case.words import Said
from konsil.web.clinic import saying
from konsil.web.clinic.visit import HERE, OVER, Visit, visit_of, visits

OTHERWISE = ZoneInfo("Europe/Bucharest")  # a clinic without a place has no hour of its own


@dataclass(frozen=True)
class Line:
    """A visit on the list of the day."""

    visit: Visit
    given: str  # or the whole name, where nobody told its parts
    family: str
    age: int | None
    doctor: str
    where: str
    services: str
    place: PlaceSeen | None

    @property
    def name(self) -> str:
        """First name first."""
        return f"{self.given} {self.family}".strip()

    @property
    def zone(self) -> ZoneInfo:
        return self.place.clock if self.place else OTHERWISE

    @property
    def years(self) -> str:
        """The age in words; empty where nobody told it."""
        if self.age is None:
            return ""
        return npgettext("age of a person", "%(n)d year", "%(n)d years", self.age) % {"n": self.age}

    @property
    def state(self) -> tuple[str, str, str]:
        """What its state is called, its tone and its icon."""
        return saying.state(self.visit.state)

    @property
    def here(self) -> bool:
        return self.visit.state in HERE

    @property
    def over(self) -> bool:
        return self.visit.state in OVER

    @property
    def waits(self) -> bool:
        """Whether the call centre owes an answer while somebody stands here."""
        return any(one.says == "waits" for one in self.visit.asked)


@dataclass(frozen=True)
class Day:
    """The lines of a day, by where they stand."""

    on: date
    lines: tuple[Line, ...]

    @property
    def here(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if one.here)

    @property
    def coming(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if not one.here and not one.over)

    @property
    def over(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if one.over)

    def count(self, *states: str) -> int:
        """How many stand so."""
        return sum(one.visit.state in states for one in self.lines)


def day(actor: Actor, names: Names, on: date, place: str = "") -> Day:
    """The visits of a local day, at one place or at all."""
    found = (_line(actor, names, one) for one in of_day(actor, on, place))
    return Day(on, tuple(one for one in found if one))


def _line(actor: Actor, names: Names, one: VisitSeen) -> Line | None:
    try:
        known = cases.whole(actor, one.case)
    except NotThere:
        return None
    found = visit_of(known.case, one.case, one.number, one.booking)
    return line(found, names, one.person, "", one.born_on, one.day) if found else None


def line(found: Visit, names: Names, given: str, family: str, born: date | None, on: date) -> Line:
    """A visit with its names in words."""
    time = found.time
    where = ", ".join(names.others(time.resources))
    words = services(names, found.services)
    return Line(
        found, given, family, age(born, on) if born else None, names.practitioner(time.resources), where, words,
        names.places.get(time.location),
    )  # fmt: skip


def called(names: Names, line: Ordered) -> str:
    """A service in words, with how many of it where there is more than one."""
    words = names.service(line.service, get_language() or "en")
    return f"{words} × {line.quantity}" if line.quantity > 1 else words


def services(names: Names, lines: Iterable[Ordered]) -> str:
    """Services in words, one after another."""
    return ", ".join(called(names, one) for one in lines)


@dataclass(frozen=True)
class Seat:
    """One visit opened at a desk of the clinic."""

    acting: Acting
    seen: CaseSeen
    visit: Visit
    names: Names
    said: Said
    line: Line

    @property
    def terms(self) -> attendance.Terms:
        return self.seen.programme.terms(attendance.Terms)

    @property
    def today(self) -> date:
        """The local day of the place."""
        return self.seen.now.astimezone(self.line.zone).date()

    @property
    def child(self) -> bool:
        """Whether two checks are demanded (O15), by the age on the service date."""
        return (years := self._age) is not None and years < self.terms.of_age

    @property
    def own_card(self) -> bool:
        """Whether the child's own card is enough."""
        return self.child and (self._age or 0) >= self.terms.own_card_from

    @property
    def _age(self) -> int | None:
        person = self.seen.person
        return person.age(self.visit.day or self.today) if person else self.line.age

    def may(self, name: str) -> bool:
        """Whether the reader may record this fact about this visit now."""
        mine = self.visit.booking
        return any(one.name == name and one.items.get("booking", mine) == mine for one in self.seen.possible)

    def service(self, code: str) -> str:
        """A service in the reader's words."""
        return self.names.service(code, self.said.language)

    def since(self, at: datetime) -> int:
        """Whole minutes that have passed."""
        return max(0, int((self.seen.now - at).total_seconds() // 60))

    def who(self, entry: Entry) -> str:
        return entry.by.name


def opened(acting: Acting, names: Names, public: str, booking: str) -> Seat:
    """A visit of this clinic; the look at it is logged. Raises `NotThere`."""
    seen = recording.seen(acting, public, "visit")
    whole = recording.whole(acting, public)
    found = visit_of(whole.case, public, seen.number, booking)
    if found is None or found.clinic != acting.reader.party:
        raise NotThere("not-there")
    said, person = Said.of(seen.texts, seen.programme), seen.person
    on = found.day or seen.now.astimezone(OTHERWISE).date()
    told = line(
        found, names, person.given if person else "", person.family if person else "",
        person.born_on if person else None, on,
    )  # fmt: skip
    return Seat(acting, seen, found, names, said, told)


def changes(actor: Actor, names: Names) -> tuple[Line, ...]:
    """The visits that the other side moved or cancelled and nobody here has seen yet: their turn is this clinic's."""
    found = []
    for one in work(actor, "ours").rows:
        known = cases.whole(actor, one.public)
        for each in visits(known.case, one.public, one.number, actor.party):
            if each.change:
                found.append(line(each, names, one.person, "", one.born_on, known.now.date()))
    return tuple(sorted(found, key=lambda each: each.visit.starts))
