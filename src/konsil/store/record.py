"""The only write path of facts: one transaction, two calls of the database, the pure core in between (R17)."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection, transaction

from konsil.core import engine, seal
from konsil.core.case import Actor, Case, Entry, Overridden
from konsil.core.fact import Fact, adapter, plain, read
from konsil.core.facts import FACTS
from konsil.core.items import sees
from konsil.core.outcome import ends
from konsil.store import programmes, projections, visits
from konsil.store.entries import MEMORY, Known, body_of
from konsil.store.models.fields import public_id
from konsil.store.named import named_by
from konsil.store.refusals import Busy, Changed, KeyReused, NotThere, in_words

__all__ = ["Busy", "Changed", "KeyReused", "NotThere", "Recorded", "open", "record"]

SALT = 16  # bytes
DRAWS = 3  # numbers drawn for a new case; the first that is free is taken


@dataclass(frozen=True)
class Recorded:
    """What was recorded: the entry, the case with it, and the answer kept for the key.

    `replayed` when the key had been answered before; then nothing was recorded now.
    """

    entry: Entry
    case: Case
    answer: Mapping[str, Any]
    replayed: bool = False


@dataclass(frozen=True)
class Opened:
    """What the first call found: see `konsil.opened` in sql/04_record.sql."""

    answer: Any
    recorded: datetime
    at: datetime
    case_id: int
    public: str
    number: str
    programme: str
    person: str
    born_on: Any
    head: bytes
    seq: int
    entries: Any
    evidence: Any
    missing: Any


@dataclass(frozen=True)
class Asked:
    """What somebody wants to record, before anything was looked up. `of` is the case, or what it would be of."""

    actor: Actor
    fact: Fact
    key: str
    of: str
    at: datetime | None = None
    seen: int | None = None
    second: str = ""
    override: Overridden | None = None
    given: datetime | None = None  # the recorded instant, for the seeding role only (R20)
    known: Known | None = None  # the case as this process remembers it; the database sends what is newer

    @cached_property
    def told(self) -> dict[str, Any]:
        """The fact's fields as plain data."""
        return plain(self.fact)

    @cached_property
    def request(self) -> bytes:
        """The hash by which a key used for another request is known."""
        at = seal.instant(self.at) if self.at else ""
        told = {"of": self.of, "fact": self.fact.name, "told": self.told, "role": self.actor.role}
        if self.override:
            told["override"] = [self.override.key, self.override.reason]
        return seal.request_hash({**told, "at": at, "second": self.second})


def record(
    actor: Actor, public: str, name: str, told: Mapping[str, Any], *, key: str, at: datetime | None = None,
    seen: int | None = None, second: str = "", override: Overridden | None = None, given: datetime | None = None,
) -> Recorded:  # fmt: skip
    """Record a fact on a case, by its public id.

    `key` makes the request idempotent for the actor's party; `at` is the act's instant (default: now); `seen`
    the number of the last entry the actor knew. Raises `ValidationError` for fields, `Refused` for rules,
    `Changed`, `Busy`, `KeyReused`, `NotThere`; then nothing was written.
    """
    asked = Asked(actor, _read(name, told), key, public, at, seen, second, override, given, MEMORY.of(public))
    with in_words(), transaction.atomic():
        opened = _open_case(asked, public)
        if opened.answer is not None:
            return _replayed(actor, opened)
        return _recorded(asked, opened)


def open(
    actor: Actor, programme: str, told: Mapping[str, Any], *, key: str, at: datetime | None = None,
    arrival: str = "", name: str = "request.received", given: datetime | None = None,
) -> Recorded:  # fmt: skip
    """Open a case under the programme's version of the day with its first fact, about the person it names.

    `arrival` is the public id of what came in before anybody knew whose it was: its instant counts (R16b).
    Raises as `record` does.
    """
    asked = Asked(actor, _read(name, told), key, f"{programme}/{arrival}", at, given=given)
    public, about = public_id("c"), asked.fact.begins
    person = str(getattr(asked.fact, about)) if about else ""
    with in_words(), transaction.atomic():
        opened = _open_new(asked, programme, person, public, arrival)
        if opened.answer is not None:
            return _replayed(actor, opened)
        return _recorded(asked, opened)


def _read(name: str, told: Mapping[str, Any]) -> Fact:
    if name not in FACTS:
        raise engine.Refused("not-in-programme", name)
    return read(FACTS[name], told)


def _recorded(asked: Asked, opened: Opened) -> Recorded:
    """Judge the fact on the case as it is under the lock, and append it."""
    programme, _ = programmes.programme(opened.programme)
    known = MEMORY.grown(opened.public, programme, opened.head, opened.entries, asked.known)
    if known.lost:
        raise engine.Refused("case-read-only", str(known.lost[0].seq))
    _refuse_stale(known.case, asked)
    _refuse_missing(opened)
    case = engine.record(
        known.case, asked.fact, by=asked.actor, at=opened.at, recorded=opened.recorded,
        known=adapter(asked.fact.evidence).validate_python(opened.evidence), second=asked.second,
        override=asked.override,
    )  # fmt: skip
    entry = case.entries[-1]
    answer = _answer(opened, entry)
    salted = _salted(opened, entry)
    _append(asked, opened, known.case, case, salted, answer)
    transaction.on_commit(lambda: MEMORY.keep(opened.public, Known(entry.seq, salted.hash, case)) and None)
    return Recorded(entry, case, answer)


def _refuse_stale(case: Case, asked: Asked) -> None:
    """R29: something newer about the same items, by somebody else than the worker, is shown first."""
    if asked.seen is None:
        return
    items = engine.resolve(case, asked.fact)
    newer = tuple(
        entry
        for entry in case.entries
        if entry.seq > asked.seen
        and entry.fact.category != "internal"
        and entry.by.party != "konsil"
        and sees(items, entry.items)
    )
    if newer:
        raise Changed(newer)


def _refuse_missing(opened: Opened) -> None:
    for key, about in opened.missing:
        raise engine.Refused(key, about)


def _answer(opened: Opened, entry: Entry) -> dict[str, Any]:
    return {
        "case": opened.public,
        "number": opened.number,
        "seq": entry.seq,
        "fact": entry.name,
        "items": dict(entry.items),
        "at": seal.instant(entry.at),
        "recorded": seal.instant(entry.recorded),
    }


def _open_case(asked: Asked, public: str) -> Opened:
    known = asked.known
    told = (
        asked.actor.party, asked.actor.name, public, asked.fact.name, json.dumps(asked.told), asked.at,
        json.dumps(named_by(asked.fact)), asked.key, asked.request,
        known.seq if known else 0, known.head if known else b"",
    )  # fmt: skip
    if asked.given:
        return _called("konsil.open_seeded_v1", (*told, asked.given))
    return _called("konsil.open_case_v1", told)


def _open_new(asked: Asked, programme: str, person: str, public: str, arrival: str) -> Opened:
    numbers = [seal.number(prefix(programme), secrets.randbits(50)) for _ in range(DRAWS)]
    told = (
        asked.actor.party, asked.actor.name, programme, person, asked.fact.name, json.dumps(asked.told),
        asked.at, json.dumps(named_by(asked.fact)), asked.key, asked.request, public,
        numbers, [seal.key_of(one) for one in numbers], arrival,
    )  # fmt: skip
    if asked.given:
        return _called("konsil.open_new_seeded_v1", (*told, asked.given))
    return _called("konsil.open_new_v1", told)


def prefix(programme: str) -> str:
    """`albsig-mso` gives its cases numbers that begin with MSO."""
    return programme.rpartition("-")[2].upper()[:6]


def _called(function: str, told: tuple[Any, ...]) -> Opened:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}({', '.join(['%s'] * len(told))})", told)
        row = dict(zip(Opened.__annotations__, cursor.fetchone(), strict=True))
    for key in ("answer", "entries", "evidence", "missing"):
        row[key] = json.loads(row[key]) if row[key] is not None else None
    return Opened(**row)


@dataclass(frozen=True)
class Salted:
    """The body of an entry, its salt, and the hash that chains it to the entry before."""

    salt: bytes
    body: str
    digest: bytes
    hash: bytes


def _salted(opened: Opened, entry: Entry) -> Salted:
    salt, body = secrets.token_bytes(SALT), body_of(entry)
    digest = seal.body_hash(salt, body)
    chained = seal.chained(
        opened.head, opened.public, entry.seq, entry.name, entry.fact.version, entry.at, entry.recorded,
        entry.by.name, entry.by.party, digest,
    )  # fmt: skip
    return Salted(salt, body, digest, chained)


def _append(
    asked: Asked, opened: Opened, before: Case, case: Case, salted: Salted, answer: Mapping[str, Any]
) -> None:  # fmt: skip
    """The second call: the entry with everything that is derived from it."""
    entry, now = case.entries[-1], opened.recorded
    told = (
        opened.case_id, opened.head,
        entry.seq, entry.name, entry.fact.version, entry.fact.category, entry.at, entry.recorded,
        entry.by.name, entry.by.role, entry.by.party, salted.digest, salted.hash, salted.salt, salted.body,
        asked.key, asked.request, json.dumps(answer), _ways(case, before),
        json.dumps(projections.cycles(case, now, before)), json.dumps(projections.work(case, now)),
        next(iter(ends(case)), ""), projections.owner(case.seen), json.dumps(_effects(opened, case, entry)),
        _visits(case, before),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(APPEND, told)


def _effects(opened: Opened, case: Case, entry: Entry) -> list[dict[str, Any]]:
    """The jobs that follow, each with the case's public id (R21)."""
    return [{**asdict(one), "args": {"case": opened.public, **one.args}} for one in engine.effects(case, entry)]


def _ways(case: Case, before: Case) -> str | None:
    found = projections.way_rows(case, before)
    return None if found is None else json.dumps(found)


def _visits(case: Case, before: Case) -> str | None:
    found = visits.rows(case, before)
    return None if found is None else json.dumps(found)


APPEND = (
    "SELECT konsil.append_v1(%s, %s, ROW(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)::konsil.entry,"
    " %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def _replayed(actor: Actor, opened: Opened) -> Recorded:
    """The first answer again, with the case as it is now."""
    from konsil.store.queries.cases import whole

    case = whole(actor, opened.public).case
    entry = next(one for one in case.entries if one.seq == opened.answer["seq"])
    return Recorded(entry, case, opened.answer, replayed=True)
