"""What an administrator asks in the morning: who may sign in, who read, and what is not sent, not owned, not fresh,
not approved, not backed up."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from konsil.core.case import Actor
from konsil.store.queries.reading import made, reading, rows


@dataclass(frozen=True)
class AccountSeen:
    """An account with the roles it holds at the actor's organisation; none for one that left."""

    public: str
    name: str
    email: str
    language: str
    roles: tuple[str, ...]
    active: bool
    joined_at: datetime


def accounts(actor: Actor) -> tuple[AccountSeen, ...]:
    """Everybody who holds or held a role at the actor's organisation, those who are there first."""
    found = rows(
        "SELECT a.public, a.name, a.email, a.language, coalesce(array_agg(m.role ORDER BY m.role)"
        " FILTER (WHERE m.until_at IS NULL), '{}'), a.is_active, a.joined_at"
        " FROM account a JOIN membership m ON m.account_id = a.id WHERE m.organisation_id = %s"
        " GROUP BY a.id ORDER BY bool_and(m.until_at IS NOT NULL), a.name",
        actor.party,
    )  # fmt: skip
    return made(AccountSeen, found)


@dataclass(frozen=True)
class LookSeen:
    """A look at somebody's data by the actor's organisation: by whom, in which role, at which case, why."""

    at: datetime
    account: str
    role: str
    what: str
    case: str
    reason: str


def looks(actor: Actor, limit: int = 200) -> tuple[LookSeen, ...]:
    """Who of the actor's organisation read, the newest first; under the case's number, without a name."""
    with reading(actor):
        found = rows(
            'SELECT r.at, r.account, r.role, r.what, coalesce(c.number, \'\'), r.reason FROM read_audit r'
            ' LEFT JOIN cases c ON c.id = r."case" ORDER BY r.at DESC LIMIT %s',
            limit,
        )  # fmt: skip
    return made(LookSeen, found)


@dataclass(frozen=True)
class RankSeen:
    """A place of a centre for diseases whose code begins so, with its source and its dates."""

    disease: str
    rank: int
    name: str
    source: str
    published_on: date
    from_on: date
    until_on: date | None


def ranks(limit: int = 300) -> tuple[RankSeen, ...]:
    """Every place there is or was, those in force first."""
    found = rows(
        "SELECT r.disease, r.rank, o.name, r.source, r.published_on, r.from_on, r.until_on FROM ranking r"
        " JOIN organisation o ON o.party_id = r.centre_id"
        " ORDER BY r.until_on IS NOT NULL, r.disease, r.rank, o.name LIMIT %s",
        limit,
    )
    return made(RankSeen, found)


def reason_systems() -> tuple[str, ...]:
    """The systems of coded reasons."""
    return tuple(system for (system,) in rows("SELECT DISTINCT system FROM coded_reason ORDER BY system"))


@dataclass(frozen=True)
class Morning:
    """Counts of what somebody should look at; `oldest` is since when. `seen` says what there is where it is well."""

    unsent: int
    unsent_since: datetime | None
    in_doubt: int
    held: int
    unowned: int
    unowned_since: datetime | None
    imported_at: datetime | None
    proposals: int
    arrivals: int
    heartbeat_at: datetime | None
    archived_at: datetime | None
    sends: bool
    kind: str
    now: datetime


def morning(actor: Actor) -> Morning:
    """One look at everything, as far as the actor's organisation may see it."""
    with reading(actor):
        told = [rows(statement)[0] for statement in MORNING]
    return Morning(*(value for row in told for value in row))


MORNING = (
    "SELECT count(*) FILTER (WHERE state IN ('failed', 'bounced')), min(began_at) FILTER (WHERE state IN ('failed',"
    " 'bounced')), count(*) FILTER (WHERE state IN ('in-doubt', 'begun')), count(*) FILTER (WHERE state = 'held')"
    " FROM attempt",
    "SELECT count(*), min(opened_at) FROM cases WHERE ended = '' AND owner = ''",
    "SELECT max(applied_at) FROM import_run",
    "SELECT count(*) FROM proposal WHERE settled_at IS NULL",
    "SELECT count(*) FROM arrival WHERE settled_at IS NULL",
    "SELECT max(last_heartbeat) FROM procrastinate_workers",
    "SELECT last_archived_time FROM pg_stat_archiver",
    "SELECT coalesce(konsil.sends(), true), coalesce((SELECT kind FROM instance), 'production'), konsil.clock()",
)


def populations(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The populations the actor's organisation keeps or serves: key, and who keeps it."""
    with reading(actor):
        found: Any = rows("SELECT key, keeper_id FROM population WHERE id = ANY (konsil.populations()) ORDER BY key")
    return tuple((key, keeper) for key, keeper in found)


def is_party(key: str) -> bool:
    """Whether an organisation, a doctor or a person is called so by facts."""
    return bool(rows("SELECT EXISTS (SELECT FROM party WHERE key = %s)", key)[0][0])
