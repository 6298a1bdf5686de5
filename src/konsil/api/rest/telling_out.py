"""What the API answers: plain data of a programme, a case, a worklist. No key here is ever renamed."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from konsil.core import engine
from konsil.core.case import Actor, Entry
from konsil.core.explaining import CountedDay
from konsil.core.fact import plain
from konsil.core.programme import Programme, Promise, Row
from konsil.core.promises import Cycle
from konsil.core.texts import Texts
from konsil.door.forms import schema
from konsil.store.queries.cases import CaseSeen, PromiseSeen
from konsil.store.queries.work import Line, Lines

Data = dict[str, Any]


def programme(found: Programme, texts: Texts) -> Data:
    """A programme: who takes part, what may be recorded by whom after what, what is promised."""
    return {
        "key": found.key,
        "since": found.since.isoformat(),
        "hash": found.hash,
        "payer": found.payer,
        "operator": found.operator,
        "country": found.country,
        "timezone": found.zone.key,
        "languages": list(found.languages),
        "flow": {name: _row(name, row, found, texts) for name, row in found.flow.items()},
        "promises": {key: _term(key, one, found, texts) for key, one in found.promises.items()},
        "ends": {key: [atom.text for atom in when] for key, when in found.ends.items()},
    }


def _row(name: str, row: Row, found: Programme, texts: Texts) -> Data:
    return {
        "by": list(row.by),
        "after": [atom.text for atom in row.after],
        "voids": list(row.voids),
        "after_end": row.after_end,
        "second": row.second,
        "disclosure": row.disclosure,
        "clause": _said(texts, found, f"clause.{row.clause}") if row.clause else {},
        "label": _said(texts, found, f"fact.{name}.done"),
        "schema": schema(name),
    }


def _term(key: str, one: Promise, found: Programme, texts: Texts) -> Data:
    return {
        "owes": one.owes,
        "to": one.to,
        "of": one.of,
        "met_by": list(one.met_by),
        "within": str(one.within),
        "not_after": f"{one.not_after[0]} of {one.not_after[1]}" if one.not_after else "",
        "per": one.per,
        "soft": one.soft,
        "clause": _said(texts, found, f"clause.{one.clause}") if one.clause else {},
        "label": _said(texts, found, f"promise.{key}"),
    }


def _said(texts: Texts, found: Programme, key: str) -> dict[str, str]:
    """A text in every language of the programme that has it."""
    return {one: texts.say(one, key) for one in found.languages if texts.has(one, key)}


def case(seen: CaseSeen) -> Data:
    """A case, as far as the caller may see it."""
    return {
        "id": seen.public,
        "number": seen.number,
        "programme": _version(seen.programme),
        "seq": seen.seq,
        "opened": _at(seen.opened_at),
        "now": _at(seen.now),
        "owner": seen.owner,
        "scope": sorted(seen.scope),
        "member": _member(seen),
        "ends": list(seen.ends),
        "facts": [_fact(entry, seen) for entry in seen.entries],
        "items": [_item(seen, kind, item) for kind, item in seen.case.opened],
        "open": [{"fact": one.name, "items": dict(one.items), "by": list(one.by)} for one in _open(seen)],
        "promises": [_promise(one, seen) for one in seen.promises],
    }


def _version(found: Programme) -> Data:
    return {"key": found.key, "since": found.since.isoformat(), "hash": found.hash}


def _member(seen: CaseSeen) -> Data | None:
    person = seen.person
    if person is None:
        return None
    told = {"id": person.public, "name": person.name, "born_on": person.born_on.isoformat()}
    return told | {"language": person.language}


def _open(seen: CaseSeen) -> Iterable[engine.Possible]:
    """What the case waits for, by whom; to whom part of it is hidden, what they themselves may record."""
    return seen.possible if seen.partial else engine.possible(seen.case, seen.now)


def _fact(entry: Entry, seen: CaseSeen) -> Data:
    return {
        "seq": entry.seq,
        "name": entry.name,
        "version": entry.fact.version,
        "at": _at(entry.at),
        "recorded": _at(entry.recorded),
        "by": _by(entry.by),
        "second": entry.second,
        "items": dict(entry.items),
        "fact": plain(entry.fact),
        "evidence": plain(entry.known),
        "overrides": [
            {"key": one.key, "reason": one.reason, "by": _by(one.by), "second": one.second} for one in entry.overrides
        ],
        "voided_by": seen.voided.get(entry.seq),
        "struck": entry.seq in seen.struck,
    }


def _by(actor: Actor) -> Data:
    told = {"name": actor.name, "role": actor.role, "party": actor.party}
    return told | ({"on_behalf_of": actor.on_behalf_of} if actor.on_behalf_of else {})


def _item(seen: CaseSeen, kind: str, item: str) -> Data:
    parents = {k: v for k, v in seen.case.opened[kind, item].items() if k != kind}
    return {"kind": kind, "id": item, "of": parents, "live": item in seen.case.seen.items(kind)}


def _promise(one: PromiseSeen, seen: CaseSeen) -> Data:
    cycle = one.cycle
    return {
        "key": one.key,
        "item": one.item,
        "number": cycle.number,
        "state": one.state,
        "owes": one.owes,
        "to": one.to,
        "began": _at(cycle.began),
        "due": _at(cycle.due) if cycle.due else None,
        "due_exclusive": cycle.exclusive,
        "met": _at(cycle.met.at) if cycle.met else None,
        "soft": one.soft,
        "provisional": one.provisional,
        "clause": one.clause,
        "explanation": [_day(day) for day in explained(cycle, seen.programme)],
    }


def explained(cycle: Cycle, found: Programme) -> tuple[CountedDay, ...]:
    """The days on the way to the due instant, of the span that decided it."""
    promise = found.promises[cycle.promise]
    start, span = cycle.began, promise.within
    if cycle.capped and promise.not_after:
        start, span = cycle.capped[0], promise.not_after[0]
    return (cycle.calendar or promise.calendar).explain(start, span, cycle.halts, promise.convention).days


def _day(day: CountedDay) -> Data:
    return {
        "day": day.day.isoformat(),
        "reason": day.reason,
        "number": day.number,
        "worked_minutes": int(day.worked.total_seconds() // 60),
        "names": dict(day.names),
        "note": day.note,
        "estimated": day.estimated,
    }


def work(found: Lines) -> Data:
    """A page of a worklist; `next` is empty on the last one."""
    return {"work": [_line(one) for one in found.rows], "next": bookmark(found.after), "now": _at(found.now)}


def bookmark(place: str) -> str:
    """A place in a list, as the caller gets it: opaque, since it holds what counts inside only."""
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place(bookmark: str) -> str:
    """The place of a bookmark; `ValueError` for one that is none."""
    return urlsafe_b64decode(bookmark[:200] + "=" * (-len(bookmark[:200]) % 4)).decode()


def _line(row: Line) -> Data:
    return {"case": row.public} | {name: _plain(getattr(row, name)) for name in LINE}


LINE = (
    "number", "programme", "owner", "step", "promise", "holder", "mine", "due_at", "exclusive", "warn_at", "urgency",
    "flags", "unread", "person", "language", "provisional",
)  # fmt: skip


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return _at(value)
        case tuple():
            return list(value)
    return value


def _at(instant: datetime) -> str:
    return instant.isoformat()
