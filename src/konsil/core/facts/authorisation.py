"""The paper: which services the payer takes over, for one visit on one local day, to be used once (O11, O16 to O23)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from konsil.core import items
from konsil.core.case import View
from konsil.core.fact import Code, Fact, Line, Money, Text
from konsil.core.facts import visit
from konsil.core.facts.visit import Ordered, Service
from konsil.core.programme import Terms as Base
from konsil.core.seal import key_of


class Terms(Base):
    """The closed list of reasons for which a service is refused, and when a wait without an answer has ways out."""

    refusals: Annotated[tuple[str, ...], Field(min_length=1)]
    ways_out_after: Annotated[int, Field(ge=1)] = 30  # working minutes after an extra service was asked for (Y32)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One line's decision (X14)."""

    service: Service
    says: Literal["approved", "refused"]
    reason: Annotated[str, Code("line-refusal")] = ""
    words: str = ""


@dataclass(frozen=True)
class Rule:
    """What the cover said of a service on the service date."""

    covered: bool = False
    needed: bool = True  # an authorisation
    name: str = ""  # of the service, in the language of the paper


@dataclass(frozen=True)
class Minted:
    """What the store knew and drew: a number that was never used and never will be again (R10, R30)."""

    number: str = ""
    day: date | None = None  # the one local day it is good for
    today: date | None = None  # where the clinic is
    replaces: str = ""  # the number of the paper that a moved visit made void (O31)
    extends: str = ""  # the number of the base, for services added on the spot (Y29)
    on_the_sheet: bool = True  # a number read out from the sealed sheet was on it, and unused (Y33)
    rules: Mapping[str, Rule] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What any authorisation says."""

    lines: Annotated[tuple[Ordered, ...], Field(min_length=1, max_length=20)]
    if_needed: Annotated[tuple[Ordered, ...], Field(max_length=20)] = ()  # during the consultation, without a call
    cap: Money | None = None  # on all that is done "if needed"
    reserved: str = ""  # the number read out from the sealed sheet when the line was down

    def services(self) -> frozenset[str]:
        return frozenset(line.service for line in (*self.lines, *self.if_needed))


def _unissuable(paper: Paper, known: Minted, case: View) -> Iterator[str]:
    if any(not known.rules.get(service, Rule()).covered for service in paper.services()):
        yield "service-not-covered"
    if paper.services() & standing(case, "pended"):
        yield "line-pended"
    if paper.services() & standing(case, "refused"):
        yield "line-refused"
    if known.day and known.today and known.day < known.today:
        yield "day-is-over"
    if not known.on_the_sheet:
        yield "number-not-reserved"


@dataclass(frozen=True, kw_only=True)
class Issued(Paper, Fact):
    """The base authorisation of a booking: one that lives, for its one day (O11, O21, O22)."""

    name = "authorisation.issued"
    category = "medical"
    evidence = Minted
    opens = "authorisation"
    booking: items.Booking

    def refuse(self, case: View, known: Minted) -> Iterator[str]:
        yield from _unissuable(self, known, case)
        if case.has(self.name):
            yield "already-authorised"
        if {line.service for line in self.lines} - {line.service for line in visit.booked(case)}:
            yield "not-in-the-booking"


@dataclass(frozen=True, kw_only=True)
class Extended(Paper, Fact):
    """Services added on the spot: a number of its own, naming the base, same day and clinic (O28, Y29)."""

    name = "authorisation.extended"
    category = "medical"
    evidence = Minted
    opens = "authorisation"
    asking: items.Asking

    def refuse(self, case: View, known: Minted) -> Iterator[str]:
        yield from _unissuable(self, known, case)
        asked = case.the(ExtensionAsked)
        if asked and {line.service for line in self.lines} - {line.service for line in asked.lines}:
            yield "not-what-was-asked"


@dataclass(frozen=True, kw_only=True)
class Sent(Fact):
    """The paper was handed over to the clinic's verified mailbox (O12, O28)."""

    name = "authorisation.sent"
    authorisation: items.Authorisation
    channel: Line
    message: Line


@dataclass(frozen=True, kw_only=True)
class Bounced(Fact):
    """The paper did not arrive at the clinic: it can be sent again, or read by telephone (O12)."""

    name = "authorisation.bounced"
    once = False
    sending = True
    authorisation: items.Authorisation
    why: Line


@dataclass(frozen=True, kw_only=True)
class Phoned(Fact):
    """The number was read out by telephone and read back with its check characters (O28)."""

    name = "authorisation.phoned"
    category = "medical"
    once = False
    authorisation: items.Authorisation
    who: Line
    read_back: Line

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if key_of(self.read_back) not in {key_of(number) for number in numbers(case)}:
            yield "number-misheard"


@dataclass(frozen=True, kw_only=True)
class Revoked(Fact):
    """Taken back before it was used: cover ended, issued in error (X16)."""

    name = "authorisation.revoked"
    once = False
    booking: items.Booking
    reason: Literal["cover-ended", "in-error", "changed", "fraud"]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Pended(Fact):
    """Some lines wait for the insurer's medical reviewer, with a question (X15)."""

    name = "lines.pended"
    category = "medical"
    opens = "pending"
    booking: items.Booking
    services: Annotated[tuple[Service, ...], Field(min_length=1)]
    question: Text

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if set(self.services) - askable(case):
            yield "not-in-the-booking"


@dataclass(frozen=True, kw_only=True)
class Answered(Fact):
    """The medical reviewer decided, line by line (X14, X15)."""

    name = "lines.answered"
    category = "medical"
    pending: items.Pending
    decisions: Annotated[tuple[Decision, ...], Field(min_length=1)]

    def refuse(self, case: View, known: object) -> Iterator[str]:
        asked = case.the(Pended)
        if asked and {one.service for one in self.decisions} != set(asked.services):
            yield "not-every-line"
        yield from _reasons(self.decisions, case)


@dataclass(frozen=True, kw_only=True)
class LinesRefused(Fact):
    """Services the payer does not take over, each with its coded reason (R5): a decision, open to complaint."""

    name = "lines.refused"
    category = "medical"
    once = False
    booking: items.Booking
    decisions: Annotated[tuple[Decision, ...], Field(min_length=1)]

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if any(one.says != "refused" for one in self.decisions):
            yield "not-a-refusal"
        if {one.service for one in self.decisions} - askable(case):
            yield "not-in-the-booking"
        yield from _reasons(self.decisions, case)


@dataclass(frozen=True, kw_only=True)
class ExtensionAsked(Fact):
    """The patient is waiting: the clinic asks for a service beyond the paper (O27)."""

    name = "extension.asked"
    category = "medical"
    opens = "asking"
    booking: items.Booking
    lines: Annotated[tuple[Ordered, ...], Field(min_length=1, max_length=20)]
    why: Text
    via: Literal["screen", "email", "phone"] = "screen"


@dataclass(frozen=True, kw_only=True)
class ExtensionRefused(Fact):
    """Not taken over: with the coded reason, said to the clinic at once."""

    name = "extension.refused"
    category = "medical"
    asking: items.Asking
    reason: Annotated[str, Code("line-refusal")]
    words: str = ""

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if self.reason not in case.terms(Terms).refusals:
            yield "no-such-reason"


@dataclass(frozen=True, kw_only=True)
class WaitingChosen(Fact):
    """Nobody answered in time: what the insured chose at the desk (Y32)."""

    name = "waiting.chosen"
    category = "medical"
    once = False
    asking: items.Asking
    way: Literal["wait", "rebook", "pay-privately"]
    price: Money | None = None
    signed: str = ""  # the document in which the price was signed beforehand

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if self.way == "pay-privately" and not (self.price and self.signed):
            yield "price-not-signed"


def _reasons(decisions: Iterable[Decision], case: View) -> Iterator[str]:
    known = case.terms(Terms).refusals
    if any(one.says == "refused" and one.reason not in known for one in decisions):
        yield "no-such-reason"


def askable(case: View) -> frozenset[str]:
    """The services of the booking in sight, and those asked for on the spot."""
    extra = (line.service for asked in case.all(ExtensionAsked) for line in asked.lines)
    return frozenset((*(line.service for line in visit.booked(case)), *extra))


def standing(case: View, what: Literal["pended", "approved", "refused"]) -> frozenset[str]:
    """The services whose latest decision, as this view sees it, is that one."""
    found: dict[str, str] = {}
    for entry in case.live:
        if isinstance(entry.fact, Pended):
            found |= dict.fromkeys(entry.fact.services, "pended")
        elif isinstance(entry.fact, Answered | LinesRefused):
            found |= {one.service: one.says for one in entry.fact.decisions}
    return frozenset(service for service, says in found.items() if says == what)


def papers(case: View) -> tuple[tuple[Paper, Minted], ...]:
    """The live papers in sight, base and extensions, each with what was minted for it."""
    found = (entry for entry in case.live if isinstance(entry.fact, Issued | Extended))
    return tuple((entry.fact, entry.known) for entry in found if isinstance(entry.known, Minted))  # type: ignore[misc]


def numbers(case: View) -> tuple[str, ...]:
    """The numbers of the live papers in sight."""
    return tuple(known.number for _, known in papers(case))
