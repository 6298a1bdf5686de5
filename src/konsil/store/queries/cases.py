"""One case, as its reader may see it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from konsil.core import engine, promises
from konsil.core.case import Actor, Case, Entry
from konsil.core.disclosure import items_of, within
from konsil.core.forecast import Forecast, forecast
from konsil.core.outcome import ends
from konsil.core.programme import Programme
from konsil.core.promises import Cycle
from konsil.core.texts import Texts
from konsil.store import programmes
from konsil.store.entries import MEMORY, Lost
from konsil.store.projections import EVERYTHING, item_of, owner
from konsil.store.queries.people import PersonSeen, person_of
from konsil.store.queries.reading import log_read, made, reading, rows
from konsil.store.refusals import NotThere


@dataclass(frozen=True)
class Whole:
    """Everything of a case, for deriving: never shown as it is."""

    case: Case
    case_id: int
    public: str
    number: str
    person_id: int
    opened_at: datetime
    now: datetime
    seq: int
    scope: tuple[str, ...]
    lost: tuple[Lost, ...]
    texts: Texts


@dataclass(frozen=True)
class PromiseSeen:
    """A cycle with its state at the instant of reading."""

    key: str
    item: str
    cycle: Cycle
    state: promises.State
    owes: str
    to: str
    soft: bool
    provisional: bool
    clause: str


@dataclass(frozen=True)
class CaseSeen:
    """A case and what this reader may see of it.

    `case` holds the entries of the reader's scope and no others; `possible`, `promises`, `ends` and `forecast`
    were derived from all of them. `struck` and `voided` say of the visible entries what became of them.
    `seq` is the number a form drawn from this page carries.
    """

    public: str
    number: str
    programme: Programme
    texts: Texts
    case: Case
    seq: int
    now: datetime
    opened_at: datetime
    scope: tuple[str, ...]
    person: PersonSeen | None
    owner: str
    possible: tuple[engine.Possible, ...]
    promises: tuple[PromiseSeen, ...]
    ends: tuple[str, ...]
    forecast: Forecast
    struck: frozenset[int]
    voided: Mapping[int, int]
    lost: tuple[Lost, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The visible entries, in the order they were recorded."""
        return self.case.entries

    @property
    def partial(self) -> bool:
        """Whether something of the case is hidden from this reader."""
        return set(self.scope) != set(EVERYTHING)


def whole(actor: Actor, public: str) -> Whole:
    """The whole case, for deriving, to whoever has a way into it. Raises `NotThere`."""
    known = MEMORY.of(public)
    with reading(actor):
        found = rows(
            "SELECT * FROM konsil.case_v1(%s, %s, %s, %s, %s)",
            actor.party, actor.role, public, known.seq if known else 0, known.head if known else b"",
        )  # fmt: skip
        if not found:
            raise NotThere("not-there")
        case_id, _, number, version, person_id, opened_at, now, head, seq, entries, scope = found[0]
        programme, texts = programmes.programme(version)
        read = MEMORY.grown(public, programme, head, json.loads(entries), known)
    return Whole(
        read.case, case_id, public, number, person_id, opened_at, now, seq, tuple(scope or ()), read.lost, texts
    )


def case(actor: Actor, public: str, what: str = "case") -> CaseSeen:
    """A case as the actor may see it now; a look at medical data leaves its row. Raises `NotThere`."""
    with reading(actor):
        found = whole(actor, public)
        if not found.scope:
            raise NotThere("not-there")
        person = person_of(found.person_id) if "medical" in found.scope else None
        if "medical" in found.scope and actor.party != "konsil":
            log_read(actor, found.person_id, what, found.case_id)
    return _seen(actor, found, person)


def _seen(actor: Actor, found: Whole, person: PersonSeen | None) -> CaseSeen:
    full, now = found.case, found.now
    readable = (entry for entry in full.entries if entry.fact.category in found.scope)
    visible = within(readable, items_of(full.seen, actor.role, actor.party))
    numbers = {entry.seq for entry in visible}
    return CaseSeen(
        public=found.public,
        number=found.number,
        programme=full.programme,
        texts=found.texts,
        case=full if len(visible) == len(full.entries) else Case(full.programme, visible),
        seq=found.seq,
        now=now,
        opened_at=found.opened_at,
        scope=found.scope,
        person=person,
        owner=owner(full.seen),
        possible=engine.allowed(full, actor, now),
        promises=promised(full, now),
        ends=ends(full),
        forecast=forecast(full, now),
        struck=full.fold.struck & numbers,
        voided={seq: by.seq for seq, by in full.fold.voided_by.items() if seq in numbers},
        lost=found.lost,
    )


def promised(case: Case, now: datetime) -> tuple[PromiseSeen, ...]:
    """Every cycle with its state now, the earliest due first, those that ended last."""
    found = [_promise(case, cycle, now) for cycle in promises.cycles(case)]
    return tuple(sorted(found, key=lambda one: (one.state not in promises.OPEN, one.cycle.due is None,
                                                one.cycle.due or one.cycle.began)))  # fmt: skip


def _promise(case: Case, cycle: Cycle, now: datetime) -> PromiseSeen:
    row = case.programme.promises[cycle.promise]
    provisional = row.calendar.is_provisional(cycle.began, cycle.due)
    return PromiseSeen(
        cycle.promise, item_of(case, cycle), cycle, cycle.state(now), row.owes, row.to, row.soft, provisional,
        row.clause,
    )  # fmt: skip


@dataclass(frozen=True)
class OpenCase:
    """A case of a person, as the new-case form shows it first."""

    public: str
    number: str
    programme: str
    opened_at: datetime
    ended: str
    owner: str


def cases_of(actor: Actor, person: str) -> tuple[OpenCase, ...]:
    """The cases of a person, by public id, that the actor has a way into; open ones first."""
    with reading(actor):
        found = rows(
            "SELECT c.public, c.number, v.key, c.opened_at, c.ended, c.owner FROM cases c"
            " JOIN programme_version v ON v.id = c.programme_id JOIN person p ON p.id = c.person_id"
            " LEFT JOIN person_alias a ON a.old_id = p.id AND a.until_at IS NULL"
            " LEFT JOIN person k ON k.id = a.kept_id"
            " WHERE coalesce(k.public, p.public) = %s ORDER BY c.ended <> '', c.opened_at DESC",
            person,
        )  # fmt: skip
    return made(OpenCase, found)


def open_cases_of(actor: Actor, person: str) -> tuple[OpenCase, ...]:
    """Those of them that have not ended."""
    return tuple(one for one in cases_of(actor, person) if not one.ended)


def by_number(actor: Actor, said: str) -> str:
    """The public id of the case with this number, as somebody typed or said it. Raises `NotThere`."""
    from konsil.core.seal import read_number

    key = read_number(said)
    with reading(actor):
        found = rows("SELECT public FROM cases WHERE number_key = %s", key) if key else []
    if not found:
        raise NotThere("not-there")
    public: str = found[0][0]
    return public
