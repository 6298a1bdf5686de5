"""Entries as they lie in the store, and as the core knows them (R14, R24)."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from pydantic import ValidationError

from konsil.core import seal
from konsil.core.case import Actor, Case, Entry, Overridden
from konsil.core.fact import Fact, adapter, plain, reread
from konsil.core.facts import FACTS
from konsil.core.programme import Programme

KEPT = 512  # cases a process remembers


@dataclass(frozen=True)
class Lost:
    """An entry that can be shown and not be understood: erased by rule, or of a vocabulary nobody knows."""

    seq: int
    name: str
    recorded: datetime
    why: str  # "erased" or "unreadable"


@dataclass(frozen=True)
class Known:
    """A case as far as this process has read it."""

    seq: int
    head: bytes
    case: Case
    lost: tuple[Lost, ...] = ()


def body_of(entry: Entry) -> str:
    """The canonical text of an entry: what is hashed, and what erasure takes away."""
    return seal.canonical(
        {
            "fact": plain(entry.fact),
            "known": plain(entry.known),
            "items": dict(entry.items),
            "on_behalf_of": entry.by.on_behalf_of,
            "second": entry.second,
            "overrides": [asdict(one) for one in entry.overrides],
        }
    )


Row = Sequence[Any]  # seq, name, version, at, recorded, account, role, party, hash, body


def read_rows(case: Case, rows: Iterable[Row]) -> tuple[Case, tuple[Lost, ...]]:
    """The case with the entries of these rows; those that cannot be read come apart and harm nobody."""
    lost = list[Lost]()
    for row in rows:
        try:
            case = case.with_(_entry(row))
        except (ValidationError, KeyError, TypeError):
            why = "erased" if row[9] is None else "unreadable"
            lost.append(Lost(row[0], row[1], datetime.fromisoformat(row[4]), why))
    return case, tuple(lost)


def _entry(row: Row) -> Entry:
    seq, name, version, at, recorded, account, role, party, _, body = row
    told = json.loads(body)
    kind = FACTS[name]
    return Entry(
        seq,
        reread(kind, version, told["fact"]),
        _known(kind, told["known"]),
        told["items"],
        datetime.fromisoformat(at),
        datetime.fromisoformat(recorded),
        Actor(account, role, party, told["on_behalf_of"]),
        told["second"],
        tuple(_overridden(one) for one in told["overrides"]),
    )


def _known(kind: type[Fact], told: dict[str, Any]) -> object:
    found: object = adapter(kind.evidence).validate_python(told)
    return found


def _overridden(told: dict[str, Any]) -> Overridden:
    return Overridden(told["key"], told["reason"], Actor(**told["by"]), told["second"])


class Memory:
    """The cases this process read last. What it holds is told to the database, which sends only what is newer."""

    def __init__(self, size: int = KEPT) -> None:
        self._size, self._kept, self._lock = size, OrderedDict[str, Known](), Lock()

    def of(self, public: str) -> Known | None:
        """What is remembered of a case."""
        with self._lock:
            found = self._kept.get(public)
            if found:
                self._kept.move_to_end(public)
            return found

    def grown(self, public: str, programme: Programme, head: bytes, rows: Sequence[Row], before: Known | None) -> Known:
        """The case with the rows that are newer than `before`, which is what the database was told. What another
        thread has remembered since then is taken where the hash of a row says that it is the same."""
        newest = self.of(public)
        if newest and any(row[0] == newest.seq and row[8] == newest.head.hex() for row in rows):
            before, rows = newest, [row for row in rows if row[0] > newest.seq]
        if before is None or (rows and rows[0][0] == 1):
            before = Known(0, seal.GENESIS, Case(programme))
        elif not rows and before.case.programme is programme:
            return before
        same = before.case.programme is programme
        case, lost = read_rows(before.case if same else Case(programme, before.case.entries), rows)
        seq = rows[-1][0] if rows else before.seq
        return self.keep(public, Known(seq, head, case, (*before.lost, *lost)))

    def keep(self, public: str, known: Known) -> Known:
        """Remember a case that is in the database."""
        with self._lock:
            self._kept[public] = known
            self._kept.move_to_end(public)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return known

    def forget(self, public: str) -> None:
        """Remember nothing of a case."""
        with self._lock:
            self._kept.pop(public, None)


MEMORY = Memory()
