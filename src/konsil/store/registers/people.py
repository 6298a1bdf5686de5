"""People: enrolled, amended, merged, reached. What somebody is found by is written anew with each change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from konsil.core import identity, names
from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.store import numbers
from konsil.store.models import ContactPoint, Party, Person, PersonAlias, PersonToken, Population
from konsil.store.queries.reading import now, reading, rows
from konsil.store.refusals import NotThere, in_words

AMENDABLE = frozenset(
    ("given", "family", "called", "born_on", "sex", "language", "interpreter", "contact_by", "best_hour", "needs",
     "may_be_told", "dead_on")
)  # fmt: skip


@dataclass(frozen=True)
class Enrolled:
    """What is told of a new person. `number` is the national number as said, empty where there is none."""

    given: str
    family: str
    born_on: date
    sex: str = ""
    language: str = "sq"
    country: str = ""
    number: str = ""
    phone: str = ""
    email: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


class Doubles(Exception):
    """The person seems to be there already (X06): `people` are the public ids of those who might be the same.

    `sure` when the national number is the same; then nobody may be enrolled beside them.
    """

    def __init__(self, people: tuple[str, ...], sure: bool) -> None:
        super().__init__("person-known-already")
        self.people, self.sure = people, sure


def doubles(actor: Actor, population: str, told: Enrolled) -> Doubles | None:
    """Who in the population has the same national number, or the same name and birth date."""
    with reading(actor):
        if told.number:
            same = rows(
                "SELECT p.public FROM person p JOIN population n ON n.id = p.population_id"
                " WHERE n.key = %s AND NOT p.merged AND p.number_mac = %s",
                population, _identity(told).mac(population),
            )  # fmt: skip
            if same:
                return Doubles(tuple(public for (public,) in same), sure=True)
        words = [names.token(word) for word in names.words(f"{told.given} {told.family}")]
        found = rows(
            "SELECT p.public FROM person p JOIN population n ON n.id = p.population_id"
            " WHERE n.key = %s AND NOT p.merged AND p.born_on = %s AND (SELECT count(DISTINCT t.token)"
            "   FROM person_token t WHERE t.person_id = p.id AND t.population_id = p.population_id"
            "   AND t.token = ANY (%s)) = %s",
            population, told.born_on, words, len(set(words)),
        )  # fmt: skip
    return Doubles(tuple(public for (public,) in found), sure=False) if found else None


def enrol(actor: Actor, population: str, told: Enrolled, *, although: tuple[str, ...] = ()) -> str:
    """A new person; the public id. `although` names those who might be the same and are not, as somebody decided.

    Raises `Doubles`, `BadNumber`, `NotThere` for a population the actor does not see, `Refused`.
    """
    with in_words(), reading(actor):
        home = _population(population)
        known = doubles(actor, population, told)
        if known and (known.sure or set(known.people) - set(although)):
            raise known
        sealed = _identity(told)
        person = Person.objects.create(
            population=home, given=told.given, family=told.family, born_on=told.born_on,
            sex=told.sex or sealed.found.sex, language=told.language, country=told.country,
            number_sealed=sealed.sealed(), number_mac=sealed.mac(population) or None,
            **{key: value for key, value in told.more.items() if key in AMENDABLE},
        )  # fmt: skip
        Party.objects.create(key=person.public, kind="person")
        for system, value in (("phone", told.phone), ("email", told.email)):
            if value:
                ContactPoint.objects.create(person=person, system=system, value=value, from_on=now().date())
        _index(person)
        return person.public


def amend(actor: Actor, public: str, **told: Any) -> None:
    """Change what is known of a person; worklists show the new name at once. Cases stay as they are (R26)."""
    if unknown := set(told) - AMENDABLE:
        raise TypeError(f"a person has no {', '.join(sorted(unknown))}")
    with in_words(), reading(actor):
        person = _person(public)
        for key, value in told.items():
            setattr(person, key, value)
        person.save(update_fields=list(told))
        _index(person)
        rows("SELECT konsil.rename_v1(%s)", person.pk)


def correct_number(actor: Actor, public: str, country: str, number: str) -> None:
    """Another national number, or none. Raises `BadNumber`, or `Refused` where it is somebody else's."""
    with in_words(), reading(actor):
        person = _person(public)
        told = Enrolled(person.given, person.family, person.born_on, person.sex, country=country, number=number)
        sealed = _identity(told)
        person.country, person.number_sealed = country, sealed.sealed()
        person.number_mac = sealed.mac(person.population.key) or None
        person.save(update_fields=["country", "number_sealed", "number_mac"])


def number_of(actor: Actor, public: str) -> str:
    """The national number itself, to whoever may see the person; empty where there is none."""
    with reading(actor):
        sealed = _person(public).number_sealed
    return numbers.unseal(bytes(sealed)) if sealed else ""


def merge(actor: Actor, old: str, kept: str) -> None:
    """Two rows are one person. Facts keep the id they were born with; searches find the one that is kept."""
    with in_words(), reading(actor):
        left, stays = _person(old), _person(kept)
        if left.population_id != stays.population_id or left.pk == stays.pk or stays.merged:
            raise Refused("merge-not-possible")
        PersonAlias.objects.create(old=left, kept=stays, from_at=now())
        left.merged = True
        left.save(update_fields=["merged"])
        PersonToken.objects.filter(person=left).delete()


def unmerge(actor: Actor, old: str) -> None:
    """They were two after all."""
    with in_words(), reading(actor):
        left = _person(old)
        if not PersonAlias.objects.filter(old=left, until_at=None).update(until_at=now()):
            raise Refused("not-merged")
        left.merged = False
        left.save(update_fields=["merged"])
        _index(left)


def add_contact(actor: Actor, public: str, system: str, value: str, whose: str = "") -> int:
    """One more number or address, told and not confirmed; its id."""
    with reading(actor):
        person = _person(public)
        point = ContactPoint.objects.create(
            person=person, system=system, value=value, whose=whose, from_on=now().date()
        )
        _index(person)
        return int(point.pk)


def confirm_contact(actor: Actor, contact: int) -> None:
    """Somebody was reached there and proved to be the person."""
    _mark(actor, contact, "confirmed")


def mark_contact_dead(actor: Actor, contact: int) -> None:
    """It does not reach the person: a stranger, no such number, a bounce (Y02)."""
    _mark(actor, contact, "dead")


def _mark(actor: Actor, contact: int, state: str) -> None:
    with reading(actor):
        point = ContactPoint.objects.filter(pk=contact).first()
        if point is None:
            raise NotThere("not-there")
        point.state, point.state_at = state, now()
        point.save(update_fields=["state", "state_at"])
        _index(point.person)


@dataclass(frozen=True)
class _Sealed:
    """A number that was checked, or none."""

    found: identity.Identity

    def sealed(self) -> bytes | None:
        return numbers.seal(self.found.number) if self.found.number else None

    def mac(self, population: str) -> bytes:
        return numbers.mac(population, self.found.number) if self.found.number else b""


def _identity(told: Enrolled) -> _Sealed:
    if not told.number:
        return _Sealed(identity.Identity(""))
    return _Sealed(identity.check(told.country, told.number, now().date()))


def _index(person: Person) -> None:
    """Write anew what the person is found by."""
    phones = person.contacts.filter(system="phone", until_on=None).exclude(state="dead")
    wanted = names.tokens(f"{person.given} {person.family} {person.called}", [one.value for one in phones])
    PersonToken.objects.filter(person=person).delete()
    PersonToken.objects.bulk_create(
        PersonToken(population_id=person.population_id, person=person, token=token) for token in sorted(wanted)
    )


def _person(public: str) -> Person:
    found = Person.objects.filter(public=public).first()
    if found is None:
        raise NotThere("not-there")
    return found


def _population(key: str) -> Population:
    found = Population.objects.filter(key=key, pk__in=rows("SELECT konsil.populations()")[0][0]).first()
    if found is None:
        raise NotThere("not-there")
    return found
