"""Incidents: something about a member reached, or could have reached, whom it should not (Y02, Y26)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from konsil.core import items, striking
from konsil.core.case import View
from konsil.core.fact import Document, Fact, Line, Text


@dataclass(frozen=True, kw_only=True)
class Reported(Fact):
    """It was noticed: its own clock of 72 hours begins. Documents of the wrong person leave the case with it, and
    every entry that holds one falls, or is said to stay."""

    name = "incident.reported"
    category = "internal"
    opens = "incident"
    once = False
    after_end = True
    undone_by = ()
    kind: Literal["misfiled-document", "stranger-told", "sent-wrongly", "other"]
    what: Text
    documents: tuple[Document, ...] = ()
    strikes: tuple[int, ...] = ()
    stays: tuple[int, ...] = ()

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if (self.kind == "misfiled-document") != bool(self.documents):
            yield "document-missing"
        if {seq for one in self.documents for seq in naming(case, one)} - {*self.strikes, *self.stays}:
            yield "entries-unnamed"
        if self.strikes:
            yield from striking.refuse(case, self.strikes, self.stays)


@dataclass(frozen=True, kw_only=True)
class Settled(Fact):
    """What came of it, and who was told: the member, the authority, whoever must know."""

    name = "incident.settled"
    category = "internal"
    after_end = True
    incident: items.Incident
    outcome: Text
    informed: Annotated[tuple[Line, ...], Field(min_length=1)]


def naming(case: View, document: str) -> frozenset[int]:
    """The live entries that hold a document, but not those that say that it left."""
    held = (entry for entry in case.live if not entry.fact.sending and document in _told(entry.fact))
    return frozenset(entry.seq for entry in held)


def _told(fact: Fact) -> tuple[object, ...]:
    """The values of a fact, those in its lists one by one."""
    return tuple(one for value in vars(fact).values() for one in (value if isinstance(value, tuple) else (value,)))
