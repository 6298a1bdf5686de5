"""What a call centre's pages read: open promises by kind, lines by list, several cases at once, words, covers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from konsil.core.case import Actor
from konsil.store import numbers, programmes
from konsil.store.entries import MEMORY, Known
from konsil.store.queries.cases import Whole
from konsil.store.queries.clinic import Names, PlaceSeen, ResourceSeen
from konsil.store.queries.reading import as_json, log_read, made, reading, rows

MOST = 200  # lines a list shows


@dataclass(frozen=True)
class Running:
    """An open cycle of a promise on a case of the party's; `item` is empty where the promise is the case's own."""

    case: str
    number: str
    person: str
    born_on: date | None
    promise: str
    item: str
    began: datetime
    due: datetime | None
    exclusive: bool
    owner: str


def running(actor: Actor, promises: Sequence[str], most: int = MOST) -> tuple[Running, ...]:
    """The open cycles of these promises, the one due first before the others."""
    with reading(actor):
        found = rows(
            "SELECT w.public, w.number, w.person, w.born_on, y.promise, y.item, y.started_at, y.due_at, y.exclusive,"
            " w.owner"
            " FROM work_row w JOIN promise_cycle y ON y.case_id = w.case_id"
            " WHERE w.party = (SELECT konsil.party()) AND w.open AND y.promise = ANY (%s)"
            " AND y.state IN ('running', 'paused') ORDER BY y.due_at NULLS LAST, y.started_at, w.case_id LIMIT %s",
            list(promises), most,
        )  # fmt: skip
    return made(Running, found)


@dataclass(frozen=True)
class Listed:
    """A case that stands on one of the lists of `core.visits`."""

    case: str
    number: str
    person: str
    born_on: date | None
    flags: tuple[str, ...]
    owner: str
    moved_at: datetime


def listed(actor: Actor, flags: Sequence[str], most: int = MOST) -> tuple[Listed, ...]:
    """The cases that stand on any of these lists, also those that have ended; the longest unmoved first."""
    with reading(actor):
        found = rows(
            "SELECT w.public, w.number, w.person, w.born_on, w.flags, w.owner, w.moved_at FROM work_row w"
            " WHERE w.party = (SELECT konsil.party()) AND w.flags && %s::text[]"
            " ORDER BY w.moved_at, w.case_id LIMIT %s",
            list(flags), most,
        )  # fmt: skip
    return made(Listed, found)


def wholes(actor: Actor, publics: Iterable[str]) -> Mapping[str, Whole]:
    """Several cases at once, for deriving, by public id; those the actor has no way into are left out."""
    known = {public: MEMORY.of(public) for public in publics}
    if not known:
        return {}
    told = [(public, one.seq if one else 0, one.head if one else b"") for public, one in known.items()]
    with reading(actor):
        found = rows(
            "SELECT s.* FROM unnest(%s::text[], %s::integer[], %s::bytea[]) k (public, seq, head),"
            " LATERAL konsil.case_v1(%s, %s, k.public, k.seq, k.head) s",
            *map(list, zip(*told, strict=True)), actor.party, actor.role,
        )  # fmt: skip
    return {row[1]: _whole(row, known[row[1]]) for row in found}


def looked(actor: Actor, cases: Iterable[Whole], what: str) -> None:
    """A list that told what these cases are about was read (X09). A page that stays open draws itself anew all day: one
    look of an account at a person and a list counts for ten minutes."""
    seen = {known.case_id: known.person_id for known in cases}
    if not seen:
        return
    with reading(actor):
        rows(
            'INSERT INTO read_audit (at, account, role, party, "case", person, what, reason)'
            " SELECT konsil.clock(), %s, %s, %s, k.on_case, k.person, %s, ''"
            " FROM unnest(%s::bigint[], %s::bigint[]) k (on_case, person) WHERE NOT EXISTS ("
            '  SELECT FROM read_audit r WHERE r.person = k.person AND r."case" = k.on_case AND r.account = %s'
            "  AND r.what = %s AND r.at > konsil.clock() - interval '10 minutes')",
            actor.name, actor.role, actor.party, what, list(seen), list(seen.values()), actor.name, what,
        )  # fmt: skip


def _whole(row: Sequence[Any], known: Known | None) -> Whole:
    case_id, public, number, version, person_id, opened_at, now, head, seq, entries, scope = row
    programme, texts = programmes.programme(version)
    read = MEMORY.grown(public, programme, head, json.loads(entries), known)
    return Whole(
        read.case, case_id, public, number, person_id, opened_at, now, seq, tuple(scope or ()), read.lost, texts
    )


def names(actor: Actor, services: Iterable[str], places: Iterable[str] = (), resources: Iterable[str] = ()) -> Names:
    """What these services, places, people, rooms and devices are called; a place brings none of its resources."""
    with reading(actor):
        texts = rows(
            "SELECT DISTINCT ON (code) code, texts::text FROM service WHERE code = ANY (%s)"
            " ORDER BY code, from_on DESC",
            sorted(set(services)),
        )  # fmt: skip
        located = made(PlaceSeen, rows(
            "SELECT l.public, l.clinic_id, CASE WHEN o.name IS NULL OR strpos(l.name, o.name) > 0 THEN l.name"
            " ELSE o.name || ', ' || l.name END, l.address, l.city, l.phone, l.zone FROM location l"
            " LEFT JOIN organisation o ON o.party_id = l.clinic_id WHERE l.public = ANY (%s)",
            sorted(set(places)),
        ))  # fmt: skip
        found = made(ResourceSeen, rows(
            "SELECT r.public, l.public, r.kind, r.label, coalesce(r.practitioner_id, '') FROM resource r"
            " JOIN location l ON l.id = r.location_id WHERE r.public = ANY (%s)",
            sorted(set(resources)),
        ))  # fmt: skip
    return Names(
        {one.public: one for one in located}, {one.public: one for one in found},
        {code: as_json(told) for code, told in texts},
    )  # fmt: skip


def services(actor: Actor, said: str, most: int = 12) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Services of today whose code begins so, or whose words hold this."""
    with reading(actor):
        found = rows(
            "SELECT code, texts::text FROM service WHERE konsil.holds_on(from_on, until_on, konsil.clock()::date)"
            " AND (starts_with(code, upper(%s)) OR strpos(lower(texts::text), lower(%s)) > 0)"
            " ORDER BY starts_with(code, upper(%s)) DESC, length(code), code LIMIT %s",
            said, said, said, most,
        )  # fmt: skip
    return tuple((code, as_json(told)) for code, told in found)


@dataclass(frozen=True)
class ClinicSeen:
    """A clinic the payer has an agreement with today."""

    key: str
    name: str
    city: str
    phone: str


def clinics(actor: Actor) -> tuple[ClinicSeen, ...]:
    """The clinics at which visits may be booked, by name."""
    with reading(actor):
        found = rows(
            "SELECT o.party_id, o.name, o.city, o.phone FROM organisation o"
            " WHERE o.kind = 'clinic' AND o.party_id = ANY ((SELECT konsil.clinics())::text[]) ORDER BY o.name"
        )
    return made(ClinicSeen, found)


@dataclass(frozen=True)
class CoverHeld:
    """A cover of a person under a programme, with its package; days are the first and the last on which it holds."""

    policy: str
    package: str
    payer: str
    programme: str
    number: str
    from_on: date
    until_on: date | None

    def holds(self, on: date) -> bool:
        """Whether the person is covered on that day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


def covers(actor: Actor, person: str) -> tuple[CoverHeld, ...]:
    """Every cover of a person, by public id, under a programme that the acting party runs."""
    with reading(actor):
        found = rows(
            "SELECT y.number, y.package, y.payer_id, y.programme, c.number, greatest(c.from_on, y.from_on),"
            " least(c.until_on, y.until_on) FROM cover c JOIN policy y ON y.id = c.policy_id"
            " JOIN person p ON p.id = c.person_id"
            " WHERE p.public = %s AND y.payer_id = ANY ((SELECT konsil.payers())::text[])"
            " ORDER BY greatest(c.from_on, y.from_on), y.number",
            person,
        )  # fmt: skip
    return made(CoverHeld, found)


@dataclass(frozen=True)
class Entitled:
    """Somebody who may act for a person today: the relation, the categories it reaches, and its last day."""

    name: str
    relation: str
    scope: tuple[str, ...]
    until_on: date | None


def entitled(actor: Actor, person: str) -> tuple[Entitled, ...]:
    """Who may be told something for a person, as the register of authorities has it today (Y03)."""
    with reading(actor):
        found = rows(
            "SELECT x.given || ' ' || x.family, a.relation, a.scope, a.until_on FROM authority a"
            " JOIN person p ON p.id = a.person_id JOIN person x ON x.id = a.proxy_id"
            " WHERE p.public = %s AND a.revoked_at IS NULL"
            " AND konsil.holds_on(a.from_on, a.until_on, konsil.clock()::date) ORDER BY a.id",
            person,
        )  # fmt: skip
    return made(Entitled, found)


def is_number_of(actor: Actor, person: str, said: str) -> bool:
    """Whether this is the person's national number; the number itself is never read out of its vault."""
    bare = "".join(said.split())
    with reading(actor):
        keys = rows(
            "SELECT n.key FROM person p JOIN population n ON n.id = p.population_id WHERE p.public = %s", person
        )
        macs = [numbers.mac(key, bare) for (key,) in keys] if bare else []
        return bool(rows("SELECT FROM person WHERE public = %s AND number_mac = ANY (%s)", person, macs))


def told(actor: Actor, person: str) -> None:
    """Somebody was told on the telephone what is open: a look at a person's cases, logged like any other (X09)."""
    with reading(actor):
        for (known,) in rows("SELECT id FROM person WHERE public = %s", person):
            log_read(actor, known, "call")
