"""A person as the register keeps them: the row itself, what it was merged with and when, and who might be the same."""

from dataclasses import dataclass
from datetime import datetime

from konsil.core.case import Actor
from konsil.store.queries.people import Found, PersonSeen, find_people, person_of
from konsil.store.queries.reading import log_read, made, reading, rows
from konsil.store.refusals import NotThere


@dataclass(frozen=True)
class Alias:
    """Two rows that are, or were for a time, one person: `old` is found as `kept`. By public ids and names."""

    id: int
    old: str
    old_name: str
    kept: str
    kept_name: str
    from_at: datetime
    until_at: datetime | None


@dataclass(frozen=True)
class Registered:
    """A row of the register. `number` says whether a national number is known, never which; `kept` is the public id
    of the person this row was merged into, empty where it stands for itself."""

    person: PersonSeen
    number: bool
    kept: str
    aliases: tuple[Alias, ...]
    cases: int


ALIASES = (
    "SELECT a.id, o.public, o.given || ' ' || o.family, k.public, k.given || ' ' || k.family, a.from_at, a.until_at"
    " FROM person_alias a JOIN person o ON o.id = a.old_id JOIN person k ON k.id = a.kept_id"
    " WHERE %s IN (o.id, k.id) ORDER BY a.from_at DESC, a.id DESC"
)


def registered(actor: Actor, public: str) -> Registered:
    """The row of this public id, even where it was merged. The look is logged, and the person sees it. Raises
    `NotThere`."""
    with reading(actor):
        found = rows(
            "SELECT p.id, p.number_sealed IS NOT NULL, (SELECT count(*) FROM cases c WHERE c.person_id = p.id)::int"
            " FROM person p WHERE p.public = %s AND p.population_id = ANY (konsil.populations())",
            public,
        )  # fmt: skip
        if not found or (person := person_of(found[0][0])) is None:
            raise NotThere("not-there")
        log_read(actor, found[0][0], "register")
        aliases = made(Alias, rows(ALIASES, found[0][0]))
    kept = next((one.kept for one in aliases if one.old == public and one.until_at is None), "")
    return Registered(person, found[0][1], kept, aliases, found[0][2])


def might_be(actor: Actor, person: PersonSeen) -> tuple[Found, ...]:
    """Others with the same day of birth whose name is the same or sounds so (X06)."""
    named = find_people(actor, person.name)
    return tuple(one for one in named if one.public != person.public and one.born_on == person.born_on)
