"""Accounts and roles: invited, given a role, gone. Leaving is at once."""

from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.store.models import Account, Membership, Person
from konsil.store.queries.reading import now, reading
from konsil.store.refusals import NotThere, in_words


def invite(actor: Actor, email: str, name: str, *, language: str = "en", person: str = "") -> str:
    """An account without a password: its owner sets one through a link. The public id."""
    with in_words(), reading(actor):
        address = email.strip().lower()
        if Account.objects.filter(email=address).exists():
            raise Refused("account-known-already")
        if Account.objects.filter(name=name).exists():
            raise Refused("account-name-taken")
        whose = Person.objects.filter(public=person).first() if person else None
        account = Account(email=address, name=name, language=language, person=whose, invited_by=actor.name)
        account.set_unusable_password()
        account.save()
        return account.public


def assign(actor: Actor, account: str, role: str, organisation: str = "") -> None:
    """A role from now on; the organisation is the actor's own unless told."""
    with in_words(), reading(actor):
        Membership.objects.create(
            account=_account(account), organisation_id=organisation or actor.party, role=role, from_at=now()
        )


def withdraw(actor: Actor, account: str, role: str, organisation: str = "") -> None:
    """The role ends now."""
    with reading(actor):
        held = Membership.objects.filter(
            account=_account(account), organisation__party__key=organisation or actor.party, role=role, until_at=None
        ).first()
        if held is None:
            raise NotThere("not-there")
        held.until_at = now()
        held.save(update_fields=["until_at"])


def leave(actor: Actor, account: str) -> None:
    """Somebody left the actor's organisation: every role there ends now; with the last one, the account."""
    with reading(actor):
        who, at = _account(account), now()
        for held in Membership.objects.filter(account=who, organisation__party__key=actor.party, until_at=None):
            held.until_at = at
            held.save(update_fields=["until_at"])
        if not Membership.objects.filter(account=who, until_at=None).exists():
            who.is_active = False
            who.save(update_fields=["is_active"])


def _account(public: str) -> Account:
    found = Account.objects.filter(public=public).first()
    if found is None:
        raise NotThere("not-there")
    return found
