"""Who somebody is, for the door: an account's roles, the bearer of a token, whoever came in through an entrance.

These look-ups come before anybody acts, so they stand outside `reading`; the database answers them by functions
that know nothing else.
"""

import json
from dataclasses import dataclass
from typing import Any

from konsil.store.models import Account
from konsil.store.queries.reading import made, rows


@dataclass(frozen=True)
class Held:
    """A role at an organisation, by its key."""

    role: str
    organisation: str


@dataclass(frozen=True)
class Ward:
    """A person, by public id, for whom somebody may act: relation, and the categories it reaches."""

    person: str
    relation: str
    scope: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """What an account stands for now."""

    person: str  # the public id of the person it is for; empty for staff
    held: tuple[Held, ...]
    wards: tuple[Ward, ...]


@dataclass(frozen=True)
class Bearer:
    """An API token's organisation and role."""

    public: str
    organisation: str
    role: str
    label: str


@dataclass(frozen=True)
class Entered:
    """Who came in through a link and its code."""

    party: str
    role: str
    name: str
    language: str
    wards: tuple[Ward, ...]


STANDING = "SELECT a.*, konsil.acting_v1(a.id)::text AS standing FROM account a WHERE a.id = %s"


def account(pk: object) -> tuple[Account, Standing] | None:
    """An active account with what it stands for, in one question to the database."""
    one = next(iter(Account.objects.raw(STANDING, [pk])), None)
    told: str | None = getattr(one, "standing", None)
    return (one, _standing(json.loads(told))) if one and told else None


def bearer(digest: bytes) -> Bearer | None:
    """Whose token has this hash, if it still stands."""
    return next(iter(made(Bearer, rows("SELECT * FROM konsil.token_v1(%s)", digest))), None)


def entered(public: str) -> Entered | None:
    """Who came in through this entrance, if it still stands."""
    found = rows("SELECT party, role, name, language, wards::text FROM konsil.entered_v1(%s)", public)
    for party, role, name, language, wards in found:
        return Entered(party, role, name, language, _wards(json.loads(wards)))
    return None


def _standing(told: dict[str, Any]) -> Standing:
    return Standing(told["person"], tuple(Held(*one) for one in told["held"]), _wards(told["wards"]))


def _wards(told: list[list[Any]]) -> tuple[Ward, ...]:
    return tuple(Ward(person, relation, tuple(scope)) for person, relation, scope in told)
