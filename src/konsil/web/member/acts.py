"""One act of a page as a small form: what it records, what it carries along, and what was wrong with the last try."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.http import HttpRequest

from konsil.door.idempotency import new_key
from konsil.store.queries.cases import CaseSeen
from konsil.web.recording import attempt_of


class OnCase(Protocol):
    """What a page stands on: a case as its reader sees it, and what they may record now."""

    @property
    def seen(self) -> CaseSeen: ...

    def may(self, name: str) -> bool: ...


@dataclass(frozen=True)
class Act:
    """A form that records one fact. `given` travels hidden; `typed` is what was written before it failed."""

    url: str
    key: str
    seq: int
    then: str
    given: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    wrong: tuple[str, ...] = ()


def act(request: HttpRequest, standing: OnCase, fact: str, then: str, **given: str) -> Act | None:
    """The form of a fact that the reader may record now, else None. `then` is the page it comes back to."""
    tried = attempt_of(request, fact)
    if tried and any(tried.typed.get(name) != value for name, value in given.items()):
        tried = None  # it was about another item
    if not standing.may(fact) and not tried:
        return None
    url, key = f"/cases/{standing.seen.public}/facts/{fact}", tried.key if tried else new_key()
    if tried is None:
        return Act(url, key, standing.seen.seq, then, given)
    typed = {name: str(tried.typed.get(name, "")) for name in tried.typed}
    wrong = tuple(dict.fromkeys(tried.faults.values()))
    return Act(url, key, standing.seen.seq, then, given, typed, tried.said, wrong)
