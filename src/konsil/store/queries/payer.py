"""What an insurer sees: whether promises are kept and why not, and nobody who is ill (A02, Y38)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from konsil.core.case import Actor
from konsil.store.queries.reading import as_json, made, reading, rows


@dataclass(frozen=True)
class PromiseLine:
    """A cycle of a promise under a case's number; without one, `promise` is empty."""

    number: str
    programme: str
    opened_at: datetime
    ended: str
    promise: str
    owes: str
    soft: bool
    started_at: datetime | None
    due_at: datetime | None
    exclusive: bool
    met_at: datetime | None
    state: str
    shares: Mapping[str, int]

    def outcome(self, at: datetime) -> str:
        """kept, kept-late, late, running, paused or cancelled, as of an instant."""
        if self.state == "met":
            return "kept-late" if self._past(self.met_at) else "kept"
        if self.state == "running" and self._past(at):
            return "late"
        return self.state

    def _past(self, at: datetime | None) -> bool:
        if at is None or self.due_at is None:
            return False
        return at >= self.due_at if self.exclusive else at > self.due_at


def promise_lines(actor: Actor, begin: datetime, end: datetime) -> tuple[PromiseLine, ...]:
    """The promises of the payer's cases that ran between two instants, and cases opened then."""
    with reading(actor):
        found = rows("SELECT * FROM konsil.promises_v1(%s, %s)", begin, end)
    told: Iterable[tuple[Any, ...]] = ((*row[:4], row[4] or "", row[5] or "", bool(row[6]), *row[7:9], bool(row[9]),
                                        row[10], row[11] or "", as_json(row[12]) or {}) for row in found)  # fmt: skip
    return made(PromiseLine, list(told))
