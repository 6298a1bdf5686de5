"""Policies: begun, ended, people added and taken off by date. An end that touches an open case raises a notice
there and changes nothing by itself (R26, Y25)."""

from datetime import date

from konsil.core.case import Actor
from konsil.store.models import Cover, Person, Policy
from konsil.store.queries.reading import reading, rows
from konsil.store.refusals import NotThere, in_words


def start(
    actor: Actor, *, payer: str, programme: str, number: str, kind: str, from_on: date, until_on: date | None = None
) -> str:
    """A contract of a payer, `individual` or `family`; its public id."""
    with in_words(), reading(actor):
        return Policy.objects.create(
            payer_id=payer, programme=programme, number=number, kind=kind, from_on=from_on, until_on=until_on
        ).public


def end(actor: Actor, policy: str, last: date) -> None:
    """The contract's last day, and so of everybody under it."""
    with reading(actor):
        found = _policy(policy)
        found.until_on = last
        found.save(update_fields=["until_on"])
        rows("SELECT konsil.notice_cover_v1(c.person_id, 'policy-ended', %s) FROM cover c WHERE c.policy_id = %s"
             " AND c.until_on IS NULL", last, found.pk)  # fmt: skip


def cover(
    actor: Actor, policy: str, person: str, *, number: str, from_on: date, card: str = "", relation: str = "self",
    until_on: date | None = None,
) -> None:  # fmt: skip
    """A person under a contract: the holder, a spouse, a newborn."""
    with in_words(), reading(actor):
        Cover.objects.create(
            policy=_policy(policy), person=_person(person), number=number, card=card.upper(), relation=relation,
            from_on=from_on, until_on=until_on,
        )  # fmt: skip


def uncover(actor: Actor, policy: str, person: str, last: date, because: str = "") -> None:
    """The last day of a person under a contract: a divorce, a child come of age."""
    with reading(actor):
        found = Cover.objects.filter(policy=_policy(policy), person=_person(person), until_on=None).first()
        if found is None:
            raise NotThere("not-there")
        found.until_on, found.ended_because = last, because
        found.save(update_fields=["until_on", "ended_because"])
        rows("SELECT konsil.notice_cover_v1(%s, 'cover-ended', %s)", found.person_id, last)


def _policy(public: str) -> Policy:
    found = Policy.objects.filter(public=public).first()
    if found is None:
        raise NotThere("not-there")
    return found


def _person(public: str) -> Person:
    found = Person.objects.filter(public=public).first()
    if found is None:
        raise NotThere("not-there")
    return found
