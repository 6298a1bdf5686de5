"""What may befall any case: an owner, closing, death, complaint, an entry made in error."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from konsil.core import items, striking
from konsil.core.case import View
from konsil.core.fact import Code, Document, Fact, Line, Text
from konsil.core.facts.contact import SilenceNoted, silence_over
from konsil.core.programme import Terms as Base


class Terms(Base):
    """The closed list of endings that are neither delivery nor decline (A03)."""

    closings: Annotated[tuple[str, ...], Field(min_length=1)]


GROUNDS: Mapping[str, tuple[str, ...]] = {  # what must be on record for an ending; the others end a silence
    "withdrawn": ("request.withdrawn",),
    "not-a-member": ("request.set-aside",),
    "duplicate": ("request.set-aside",),
    "out-of-scope": ("request.set-aside",),
    "no-consent": ("consent.refused", "consent.withdrawn"),
    "no-conclusion": ("opinion.inconclusive",),
    "deceased": ("death.confirmed",),
}
UNREACHABLE = "unreachable"


@dataclass(frozen=True, kw_only=True)
class Assigned(Fact):
    """One accountable owner: at once when the case opens, handed over after that (A09)."""

    name = "case.assigned"
    once = False
    after_end = True
    owner: Line  # the account's name
    line: str = ""  # one line for the next one


@dataclass(frozen=True, kw_only=True)
class Closed(Fact):
    """Ended for a reason of the programme's list, that is no exclusion."""

    name = "case.closed"
    reason: Annotated[str, Code("closing")]

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if self.reason not in case.terms(Terms).closings:
            yield "no-such-closing"
        if self.reason in GROUNDS and not any(map(case.has, GROUNDS[self.reason])):
            yield "closing-without-ground"
        if self.reason == UNREACHABLE and SilenceNoted.name in case.programme.flow and not silence_over(case):
            yield "silence-not-over"
        aside = case.the(SetAside)
        if aside and GROUNDS.get(self.reason) == (SetAside.name,) and self.reason != aside.ground:
            yield "closing-without-ground"


@dataclass(frozen=True, kw_only=True)
class Reopened(Fact):
    """Taken up again where it stood, with its documents."""

    name = "case.reopened"
    once = False
    after_end = True
    why: Line


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn(Fact):
    """The member does not want it any more: no exclusion (Y09)."""

    name = "request.withdrawn"
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class SetAside(Fact):
    """It cannot go on for a reason outside medicine: nobody of this programme, a double, another service (A03)."""

    name = "request.set-aside"
    ground: Annotated[str, Code("closing")]
    note: Line

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if GROUNDS.get(self.ground) != (self.name,) or self.ground not in case.terms(Terms).closings:
            yield "no-such-closing"


@dataclass(frozen=True, kw_only=True)
class DeathReported(Fact):
    """Somebody says the member died: everything outgoing is held at once (Y24)."""

    name = "death.reported"
    once = False
    after_end = True
    by_whom: Line


@dataclass(frozen=True, kw_only=True)
class DeathConfirmed(Fact):
    """It is certain: care and contact end; money and complaints go on."""

    name = "death.confirmed"
    after_end = True
    document: Document


@dataclass(frozen=True, kw_only=True)
class DeathMistaken(Fact):
    """The news was wrong: all is as before."""

    name = "death.mistaken"
    once = False
    after_end = True


@dataclass(frozen=True, kw_only=True)
class ComplaintMade(Fact):
    """A complaint, about anything; it neither stops nor slows the case (Y23)."""

    name = "complaint.made"
    category = "personal"
    opens = "complaint"
    once = False
    after_end = True
    undone_by = ()
    about: Text
    by_whom: Line


@dataclass(frozen=True, kw_only=True)
class ComplaintAnswered(Fact):
    """Its outcome, with the reason and whom to ask next."""

    name = "complaint.answered"
    category = "personal"
    after_end = True
    complaint: items.Complaint
    outcome: Text


@dataclass(frozen=True, kw_only=True)
class EntryStruck(Fact):
    """R3: entries recorded in error never were. Dependents are named: they fall too, or they stay (Y26)."""

    name = "entry.struck"
    category = "internal"
    once = False
    after_end = True
    undone_by = ()
    strikes: Annotated[tuple[int, ...], Field(min_length=1)]
    stays: tuple[int, ...] = ()
    reason: Line = ""

    def refuse(self, case: View, known: object) -> Iterator[str]:
        yield from striking.refuse(case, self.strikes, self.stays)


@dataclass(frozen=True)
class Hand:
    """The account that acts, as the database knows it."""

    account: str = ""


@dataclass(frozen=True, kw_only=True)
class EntryTakenBack(Fact):
    """One's own slip, taken back on the day it was made, by the same hand and no second (Y26)."""

    name = "entry.taken-back"
    category = "internal"
    evidence = Hand
    once = False
    after_end = True
    undone_by = ()
    strikes: Annotated[tuple[int, ...], Field(min_length=1)]
    stays: tuple[int, ...] = ()
    reason: Line = ""

    def refuse(self, case: View, known: Hand) -> Iterator[str]:
        found = [entry for entry in case.live if entry.seq in self.strikes]
        if any(entry.by.name != known.account or entry.second for entry in found):
            yield "not-your-entry"
        if case.at and {striking.day(case, entry.recorded) for entry in found} - {striking.day(case, case.at)}:
            yield "not-of-today"
        yield from striking.refuse(case, self.strikes, self.stays)
