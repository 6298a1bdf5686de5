"""People: found by number, card, phone or name, inside the populations the actor may see (R25)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from konsil.core import ages, names
from konsil.core.case import Actor
from konsil.store import numbers
from konsil.store.queries.reading import as_json, made, reading, rows

LIMIT = 25


@dataclass(frozen=True)
class ContactSeen:
    """A number or an address; `state` is told, confirmed or dead."""

    id: int
    system: str
    value: str
    whose: str
    state: str
    state_at: datetime | None


@dataclass(frozen=True)
class CoverSeen:
    """A membership under a policy; days are the first and the last on which it holds."""

    number: str
    card: str
    relation: str
    from_on: date
    until_on: date | None
    policy: str
    kind: str
    payer: str
    programme: str

    def holds(self, on: date) -> bool:
        """Whether the person is covered on that day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


@dataclass(frozen=True)
class PersonSeen:
    """A person as the register has it today."""

    public: str
    population: str
    given: str
    family: str
    called: str
    born_on: date
    sex: str
    language: str
    interpreter: str
    contact_by: str
    best_hour: str
    needs: tuple[str, ...]
    may_be_told: tuple[Any, ...]
    country: str
    dead_on: date | None
    contacts: tuple[ContactSeen, ...] = ()
    covers: tuple[CoverSeen, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def phone(self) -> str:
        """The first telephone number that is not known to be dead; empty where there is none."""
        return next((one.value for one in self.contacts if one.system == "phone" and one.state != "dead"), "")

    def age(self, on: date) -> int:
        """Whole years on a day."""
        return ages.age(self.born_on, on)


@dataclass(frozen=True)
class Found:
    """A person as a search shows it: enough to tell namesakes apart."""

    public: str
    given: str
    family: str
    born_on: date
    language: str
    card: str
    programme: str
    covered_from: date | None
    covered_until: date | None
    open_cases: int
    why: str  # number, card, phone, name, sound


PERSON = (
    "SELECT p.public, n.key, p.given, p.family, p.called, p.born_on, p.sex, p.language, p.interpreter, p.contact_by,"
    " p.best_hour, p.needs, p.may_be_told, p.country, p.dead_on"
    " FROM person p JOIN population n ON n.id = p.population_id"
)
CONTACTS = (
    "SELECT id, system, value, whose, state, state_at FROM contact_point"
    " WHERE person_id = %s AND until_on IS NULL ORDER BY state = 'dead', state = 'told', id"
)
COVERS = (
    "SELECT c.number, c.card, c.relation, greatest(c.from_on, y.from_on), least(c.until_on, y.until_on), y.number,"
    " y.kind, y.payer_id, y.programme FROM cover c JOIN policy y ON y.id = c.policy_id"
    " WHERE c.person_id = %s ORDER BY c.from_on DESC"
)


def person_of(person_id: int) -> PersonSeen | None:
    """A person by the store's own id; inside a reading."""
    found = rows(f"{PERSON} WHERE p.id = %s", person_id)
    return _person(person_id, found[0]) if found else None


def person(actor: Actor, public: str) -> PersonSeen | None:
    """A person by public id, if the actor may see them; one that was merged leads to the one kept."""
    with reading(actor):
        found = rows(
            "SELECT coalesce(a.kept_id, p.id) FROM person p"
            " LEFT JOIN person_alias a ON a.old_id = p.id AND a.until_at IS NULL WHERE p.public = %s",
            public,
        )
        return person_of(found[0][0]) if found else None


def _person(person_id: int, row: tuple[Any, ...]) -> PersonSeen:
    contacts = made(ContactSeen, rows(CONTACTS, person_id))
    covers = made(CoverSeen, rows(COVERS, person_id))
    return made(PersonSeen, [(*row[:12], as_json(row[12]), *row[13:], contacts, covers)])[0]


FOUND = (
    "SELECT p.public, p.given, p.family, p.born_on, p.language, coalesce(c.card, ''), coalesce(y.programme, ''),"
    " c.from_on, least(c.until_on, y.until_on),"
    " (SELECT count(*) FROM cases k WHERE k.person_id = p.id AND k.ended = '')::int"
    " FROM person p LEFT JOIN LATERAL (SELECT * FROM cover WHERE person_id = p.id"
    "   ORDER BY coalesce(until_on, 'infinity') DESC, from_on DESC LIMIT 1) c ON true"
    " LEFT JOIN policy y ON y.id = c.policy_id WHERE NOT p.merged AND "
)


def find_people(actor: Actor, said: str) -> tuple[Found, ...]:
    """Whoever is meant by a national number, a card or membership number, a phone number, or words of a name.

    The surest reading wins: a number that is somebody's is not searched as a name.
    """
    with reading(actor):
        for why, condition, told in _readings(said):
            found = rows(f"{FOUND}{condition} ORDER BY p.family, p.given LIMIT {LIMIT}", *told)
            if found:
                return made(Found, [(*row, why) for row in found])
    return ()


def _readings(said: str) -> list[tuple[str, str, tuple[object, ...]]]:
    """The ways to understand what was typed, the surest first."""
    bare = "".join(said.split())
    found: list[tuple[str, str, tuple[object, ...]]] = []
    if any(c.isdigit() for c in bare):
        macs = [numbers.mac(population, bare) for population in _populations()]
        found.append(("number", "p.number_mac = ANY (%s)", (macs,)))
        cards = "p.id IN (SELECT person_id FROM cover WHERE card = %s OR number = %s)"
        found.append(("card", cards, (bare.upper(), bare.upper())))
        found.append(("phone", _by_tokens(1), (names.phone_token(bare),)))
    words = [word for word in names.words(said) if word]
    if words:
        found.append(("name", _by_tokens(len(words)), tuple(names.token(word) for word in words)))
        found.append(("sound", _by_tokens(len(words)), tuple(names.sound_token(word) for word in words)))
    return found


def _by_tokens(count: int) -> str:
    """Every word must be one of the person's: equality only, so that the index holds under the policies."""
    one = (
        "p.id IN (SELECT t.person_id FROM person_token t WHERE t.token = %s"
        " AND t.population_id = ANY ((SELECT konsil.populations())::bigint[]))"
    )
    return " AND ".join([one] * count)


def _populations() -> list[str]:
    return [key for (key,) in rows("SELECT key FROM population WHERE id = ANY (konsil.populations())")]
