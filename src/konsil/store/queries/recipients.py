"""Who a letter goes to, and who sends it: what the registers know of a party, an account, this instance."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from konsil.core.case import Actor
from konsil.store.queries.reading import made, reading, rows


@dataclass(frozen=True)
class Organisation:
    """An organisation; of an expert centre also its desk, languages and what is said of it, by language."""

    key: str
    kind: str
    name: str
    country: str
    city: str
    phone: str
    email: str
    zone: str
    settings: dict[str, object]
    desk: str
    languages: tuple[str, ...]
    about: dict[str, object]


@dataclass(frozen=True)
class Doctor:
    """A practitioner."""

    key: str
    name: str
    language: str
    city: str
    phone: str
    email: str
    organisation: str


@dataclass(frozen=True)
class Colleague:
    """Somebody of the operator's who may have to be told."""

    account: str
    name: str
    email: str
    language: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Here:
    """This instance: its kind, whether it sends, the database's instant, and whether its clock stands."""

    kind: str
    sends: bool
    now: datetime
    stands: bool


def organisation(actor: Actor, key: str) -> Organisation | None:
    """An organisation by its key."""
    with reading(actor):
        found = rows(
            "SELECT o.party_id, o.kind, o.name, o.country, o.city, o.phone, o.email, o.timezone, o.settings::text,"
            " coalesce(c.desk, ''), coalesce(c.languages, '{}'), coalesce(c.about, '{}')::text"
            " FROM organisation o LEFT JOIN centre c ON c.organisation_id = o.party_id WHERE o.party_id = %s",
            key,
        )  # fmt: skip
    return next((_organisation(row) for row in found), None)


def _organisation(row: tuple[Any, ...]) -> Organisation:
    settings, desk, languages, about = row[8:]
    return Organisation(*row[:8], json.loads(settings), desk, tuple(languages), json.loads(about))  # type: ignore[call-arg]


def doctor(actor: Actor, key: str) -> Doctor | None:
    """A practitioner by the key of the party."""
    with reading(actor):
        found = rows(
            "SELECT d.party_id, d.name, d.language, d.city, d.phone, d.email, coalesce(o.name, '')"
            " FROM practitioner d LEFT JOIN organisation o ON o.party_id = d.organisation_id WHERE d.party_id = %s",
            key,
        )  # fmt: skip
    return next(iter(made(Doctor, found)), None)


def colleagues(actor: Actor, organisation: str) -> tuple[Colleague, ...]:
    """Everybody who holds a role at an organisation now."""
    with reading(actor):
        found = rows(
            "SELECT a.public, a.name, a.email, a.language, array_agg(DISTINCT m.role ORDER BY m.role)"
            " FROM membership m JOIN account a ON a.id = m.account_id"
            " WHERE m.organisation_id = %s AND a.is_active AND m.from_at <= konsil.clock()"
            " AND (m.until_at IS NULL OR m.until_at > konsil.clock()) GROUP BY a.id ORDER BY a.id",
            organisation,
        )  # fmt: skip
    return made(Colleague, found)


@dataclass(frozen=True)
class OnDuty:
    """The colleague who is told what nobody else is there for, and until when."""

    colleague: Colleague
    until: datetime


def on_duty(actor: Actor, key: str) -> OnDuty | None:
    """Who is on duty for an organisation now; None where nobody was named, or their time is over."""
    with reading(actor):
        found = rows(
            "SELECT settings #>> '{on_duty,account}', (settings #>> '{on_duty,until}')::timestamptz FROM organisation"
            " WHERE party_id = %s AND (settings #>> '{on_duty,until}')::timestamptz > konsil.clock()",
            key,
        )  # fmt: skip
        everybody = colleagues(actor, key) if found else ()
    return next((OnDuty(one, found[0][1]) for one in everybody if one.account == found[0][0]), None)


def here(actor: Actor) -> Here:
    """What this instance is, now."""
    with reading(actor):
        return made(Here, rows("SELECT kind, konsil.sends(), konsil.clock(), stands_at IS NOT NULL FROM instance"))[0]
