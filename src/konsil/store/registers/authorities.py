"""Who may act for whom: granted with a proof, ended by date, by majority, by being taken back (X31, Y03)."""

from datetime import date, timedelta

from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.store.models import Authority, Party, Person
from konsil.store.queries.reading import now, reading, rows
from konsil.store.refusals import NotThere, in_words

MAJORITY = 18  # years, in every country of the product
FOR_A_CHILD = frozenset(("parent", "guardian"))


def grant(
    actor: Actor, person: str, proxy: str, *, relation: str, scope: tuple[str, ...], proof: str,
    from_on: date | None = None, until_on: date | None = None,
) -> str:  # fmt: skip
    """A proxy may act for a person; the public id. `scope` are the categories of facts it reaches.

    A parent's ends by itself on the day before the child comes of age, whatever date was told.
    """
    with in_words(), reading(actor):
        ward, other = _person(person), _person(proxy)
        first = from_on or now().date()
        last = _last(ward, relation, until_on)
        if ward.pk == other.pk or not proof or (last and last < first):
            raise Refused("authority-not-possible")
        Party.objects.get_or_create(key=proxy, defaults={"kind": "person"})
        found = Authority.objects.create(
            person=ward, proxy=other, relation=relation, scope=sorted(scope), proof=proof, from_on=first, until_on=last
        )
        rows("SELECT konsil.authority_granted_v1(%s)", found.pk)
        return found.public


def revoke(actor: Actor, authority: str) -> None:
    """Taken back: the ways it opened into cases are closed in the same instant."""
    with reading(actor):
        found = Authority.objects.filter(public=authority, revoked_at=None).first()
        if found is None:
            raise NotThere("not-there")
        found.revoked_at = now()
        found.save(update_fields=["revoked_at"])
        rows("SELECT konsil.authority_revoked_v1(%s)", found.pk)


def _last(ward: Person, relation: str, told: date | None) -> date | None:
    if relation not in FOR_A_CHILD:
        return told
    of_age = _birthday(ward.born_on, MAJORITY) - timedelta(days=1)
    return min(told, of_age) if told else of_age


def _birthday(born: date, years: int) -> date:
    """The day somebody becomes so old; on 1 March where there is no 29 February."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def _person(public: str) -> Person:
    found = Person.objects.filter(public=public).first()
    if found is None:
        raise NotThere("not-there")
    return found
