"""The one way to read: a transaction in which the database knows who asks (R22)."""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import Error, connection, transaction

from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.store import spool
from konsil.store.spool import Look

log = logging.getLogger("konsil.store")

T = TypeVar("T")
_inside: ContextVar[Actor | None] = ContextVar("reading", default=None)


@contextmanager
def reading(actor: Actor) -> Iterator[None]:
    """A transaction in which `konsil.party()` is the actor's. Inside another of the same actor: that one; inside
    another's: the party is his again afterwards."""
    if _inside.get() == actor and connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        rows("SELECT konsil.act_as(%s, %s)", actor.party, actor.name)
        before = _inside.set(actor)
        try:
            yield
        finally:
            _inside.reset(before)
    if (outer := _inside.get()) and connection.in_atomic_block:
        rows("SELECT konsil.act_as(%s, %s)", outer.party, outer.name)


def now() -> datetime:
    """The database's instant; a demo's clock may stand."""
    found: datetime = rows("SELECT konsil.clock()")[0][0]
    return found


def rows(statement: str, *told: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement of ours, parameters apart."""
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return list(cursor.fetchall()) if cursor.description is not None else []


def made(kind: type[T], found: Sequence[Sequence[Any]]) -> tuple[T, ...]:
    """Each row as a dataclass with the same fields in the same order; arrays become tuples."""
    return tuple(kind(*(tuple(one) if isinstance(one, list) else one for one in row)) for row in found)


def as_json(value: Any) -> Any:
    """The content of a jsonb column, which Django leaves as text."""
    return json.loads(value) if isinstance(value, str) else value


def log_read(actor: Actor, person: int, what: str, case: int | None = None, reason: str = "") -> None:
    """X09: this look at medical data, in the transaction of the look itself. Where the row cannot be written, the look
    goes to this machine's spool; raises `Refused("read-not-logged")` where that cannot be either."""
    try:
        with transaction.atomic():
            rows(
                'INSERT INTO read_audit (at, account, role, party, "case", person, what, reason)'
                " VALUES (konsil.clock(), %s, %s, %s, %s, %s, %s, %s)",
                actor.name, actor.role, actor.party, case, person, what, reason,
            )  # fmt: skip
    except Error as fault:
        log.error("read-not-logged", extra={"refusal": type(fault).__name__})
        try:
            spool.keep(Look(now(), actor.name, actor.role, actor.party, case, person, what, reason))
        except OSError:
            raise Refused("read-not-logged") from fault


def logged_later(look: Look) -> None:
    """A look of the spool, written once, in the name of whoever looked."""
    with reading(Actor(look.account, look.role, look.party)):
        rows(
            'INSERT INTO read_audit (at, account, role, party, "case", person, what, reason)'
            " SELECT %s, %s, %s, %s, %s, %s, %s, %s WHERE NOT EXISTS (SELECT FROM read_audit r"
            " WHERE (r.at, r.account, r.person, r.what) = (%s, %s, %s, %s))",
            look.at, look.account, look.role, look.party, look.case, look.person, look.what, look.reason,
            look.at, look.account, look.person, look.what,
        )  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Which part of a list: so many rows, after what the last page ended with."""

    size: int = 50
    after: str = ""
