"""Registers as they are read: centres and their rankings, codes, organisations, people who act for others."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from konsil.core.case import Actor
from konsil.store.queries.reading import as_json, made, reading, rows


@dataclass(frozen=True)
class Ranked:
    """A centre ranked for a disease on a day: by whom, when published, and for which codes."""

    centre: str
    name: str
    country: str
    city: str
    languages: tuple[str, ...]
    days: int | None
    about: Any
    rank: int
    source: str
    published_on: date
    disease: str


def rankings(actor: Actor, disease: str, on: date | None = None) -> tuple[Ranked, ...]:
    """The centres ranked for a disease, the first first; of a centre's rows the one that names it most closely."""
    with reading(actor):
        found = rows(
            "SELECT r.centre, o.name, o.country, o.city, c.languages, c.days, c.about, r.rank, r.source,"
            " r.published, r.disease FROM konsil.ranks(%s, coalesce(%s, konsil.clock()::date)) r"
            " JOIN organisation o ON o.party_id = r.centre JOIN centre c ON c.organisation_id = r.centre"
            " WHERE o.closed_on IS NULL ORDER BY r.rank, o.name",
            disease, on,
        )  # fmt: skip
    return made(Ranked, [(*row[:6], as_json(row[6]), *row[7:]) for row in found])


@dataclass(frozen=True)
class OrganisationSeen:
    """An organisation, with what is known of it as a centre where it is one."""

    key: str
    kind: str
    name: str
    country: str
    city: str
    phone: str
    email: str
    timezone: str
    languages: tuple[str, ...]
    desk: str
    settings: Any


ORGANISATIONS = (
    "SELECT o.party_id, o.kind, o.name, o.country, o.city, o.phone, o.email, o.timezone,"
    " coalesce(c.languages, '{}'), coalesce(c.desk, ''), o.settings"
    " FROM organisation o LEFT JOIN centre c ON c.organisation_id = o.party_id WHERE o.closed_on IS NULL"
)


def organisations(kind: str = "") -> tuple[OrganisationSeen, ...]:
    """The organisations of a kind, by name; all of them without."""
    where = " AND o.kind = %s ORDER BY o.name" if kind else " ORDER BY o.name"
    return _organisations(rows(ORGANISATIONS + where, *((kind,) if kind else ())))


def organisation(key: str) -> OrganisationSeen | None:
    """The organisation of a key."""
    return next(iter(_organisations(rows(f"{ORGANISATIONS} AND o.party_id = %s", key))), None)


def _organisations(found: list[tuple[Any, ...]]) -> tuple[OrganisationSeen, ...]:
    return made(OrganisationSeen, [(*row[:-1], as_json(row[-1])) for row in found])


@dataclass(frozen=True)
class DoctorSeen:
    """A doctor, by the key that facts name."""

    key: str
    name: str
    organisation: str
    specialities: tuple[str, ...]
    language: str
    country: str
    city: str
    phone: str
    email: str
    account: str


DOCTORS = (
    "SELECT p.party_id, p.name, coalesce(o.name, ''), p.specialities, p.language, p.country, p.city, p.phone, p.email,"
    " p.account FROM practitioner p LEFT JOIN organisation o ON o.party_id = p.organisation_id"
    " WHERE (p.until_on IS NULL OR p.until_on >= konsil.clock()::date)"
)


def doctors(words: str = "") -> tuple[DoctorSeen, ...]:
    """The doctors whose name holds these words; all of them without."""
    return made(DoctorSeen, rows(f"{DOCTORS} AND p.name ILIKE %s ORDER BY p.name LIMIT 50", f"%{words}%"))


def doctor(key: str) -> DoctorSeen | None:
    """The doctor of a key."""
    return next(iter(made(DoctorSeen, rows(f"{DOCTORS} AND p.party_id = %s", key))), None)


@dataclass(frozen=True)
class CodeSeen:
    """A code and its wordings by language. `choosable` on the day it was asked for."""

    system: str
    code: str
    texts: Any
    choosable: bool


def reasons(system: str, on: date | None = None) -> tuple[CodeSeen, ...]:
    """The reasons of a system that may be chosen on a day (default: today)."""
    return tuple(one for one in every_reason(system, on) if one.choosable)


def every_reason(system: str, on: date | None = None) -> tuple[CodeSeen, ...]:
    """The reasons of a system, retired ones too: what an old case says must stay readable (X17)."""
    found = rows(
        "SELECT DISTINCT ON (r.code) r.system, r.code, r.texts,"
        " d.day BETWEEN r.from_on AND coalesce(r.until_on, 'infinity')"
        " FROM coded_reason r, (SELECT coalesce(%s, konsil.clock()::date)) AS d (day)"
        " WHERE r.system = %s ORDER BY r.code, r.from_on DESC",
        on, system,
    )  # fmt: skip
    return made(CodeSeen, [(*row[:2], as_json(row[2]), row[3]) for row in found])


def diagnoses(said: str, language: str, limit: int = 20) -> tuple[CodeSeen, ...]:
    """Diagnoses whose code begins so, or whose wording in a language holds these words."""
    found = rows(
        "SELECT d.system, d.code, d.texts, d.until_on IS NULL FROM diagnosis d"
        " WHERE d.code LIKE upper(%s) || '%%' OR d.texts ->> %s ILIKE '%%' || %s || '%%'"
        " ORDER BY d.code LIMIT %s",
        said, language, said, limit,
    )  # fmt: skip
    return made(CodeSeen, [(*row[:2], as_json(row[2]), row[3]) for row in found])


def diagnosis(code: str) -> CodeSeen | None:
    """A diagnosis by its code, retired or not."""
    found = rows(
        "SELECT d.system, d.code, d.texts, d.until_on IS NULL FROM diagnosis d WHERE d.code = %s"
        " ORDER BY d.from_on DESC LIMIT 1",
        code,
    )
    return next(iter(made(CodeSeen, [(*row[:2], as_json(row[2]), row[3]) for row in found])), None)


@dataclass(frozen=True)
class AuthoritySeen:
    """Who may act for whom: relation, categories, first and last day."""

    public: str
    person: str
    proxy: str
    proxy_name: str
    relation: str
    scope: tuple[str, ...]
    from_on: date
    until_on: date | None
    revoked_at: datetime | None


def authorities(actor: Actor, person: str) -> tuple[AuthoritySeen, ...]:
    """Who may or might act for a person, by public id; the newest first."""
    with reading(actor):
        found = rows(
            "SELECT a.public, p.public, x.public, x.given || ' ' || x.family, a.relation, a.scope, a.from_on,"
            " a.until_on, a.revoked_at FROM authority a JOIN person p ON p.id = a.person_id"
            " JOIN person x ON x.id = a.proxy_id WHERE p.public = %s ORDER BY a.from_on DESC, a.id DESC",
            person,
        )
    return made(AuthoritySeen, found)


@dataclass(frozen=True)
class CalendarSeen:
    """A revision of a calendar as it was made known."""

    calendar: str
    holidays: Any
    special_days: Any
    known_from: datetime
    reviewed_by: str


def calendar_revisions(calendar: str) -> tuple[CalendarSeen, ...]:
    """Every revision of a calendar, the newest first."""
    found = rows(
        "SELECT calendar, holidays, special_days, known_from, reviewed_by FROM calendar_revision"
        " WHERE calendar = %s ORDER BY known_from DESC",
        calendar,
    )
    return made(CalendarSeen, [(row[0], as_json(row[1]), as_json(row[2]), *row[3:]) for row in found])


@dataclass(frozen=True)
class Change:
    """A change of a register row: who, when, what was and what is (X08)."""

    at: datetime
    account: str
    party: str
    table: str
    key: str
    old: Any
    new: Any


def changes(actor: Actor, table: str = "", key: str = "", limit: int = 100) -> tuple[Change, ...]:
    """What the actor's party changed, the newest first."""
    with reading(actor):
        found = rows(
            "SELECT at, account, party, of_table, key, old, new FROM register_audit"
            " WHERE (%s = '' OR of_table = %s) AND (%s = '' OR key = %s) ORDER BY id DESC LIMIT %s",
            table, table, key, key, limit,
        )  # fmt: skip
    return made(Change, [(*row[:5], as_json(row[5]), as_json(row[6])) for row in found])
