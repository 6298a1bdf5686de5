"""At the clinic: who came, what was done, what was signed, what was recommended (O13 to O15, O24 to O30, Y29, Y30)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field

from konsil.core import items
from konsil.core.case import View
from konsil.core.fact import Fact, Filed, Line, Money, Text
from konsil.core.facts import authorisation
from konsil.core.facts.visit import Ordered, Service, Suspended
from konsil.core.programme import Terms as Base
from konsil.core.seal import canonical

Proof = Literal[
    "identity-document", "passport", "own-card", "birth-certificate", "parent-identity-document",
    "guardian-proof", "authority-proof", "other-proof",
]  # fmt: skip
Companion = Literal["none", "parent", "guardian", "authorised-relative"]


class Terms(Base):
    """What reception asks to see, and who may come with a child."""

    of_age: int = 18
    own_card_from: int = 14  # the age from which a child's own identity card may stand in
    companions: tuple[Companion, ...] = ("parent",)
    honours_revoked_offline: bool = False  # Y33: a paper revoked after the last contact


@dataclass(frozen=True)
class Arrival:
    """Who comes, on which local day, to which paper: the registers' and the clock's answer."""

    age: int = 0  # on the service date
    today: date | None = None  # where the clinic is
    day: date | None = None  # of the paper


@dataclass(frozen=True, kw_only=True)
class CheckedIn(Fact):
    """Reception saw who came and took the paper: its one use (O13, O14, O23)."""

    name = "visit.checked-in"
    evidence = Arrival
    once = False  # a second one has a refusal of its own
    booking: items.Booking
    documents: tuple[Proof, ...] = ()
    match: Literal["same", "differs"] = "same"
    companion: Companion = "none"
    scanned: Literal["camera", "scanner", "typed", "offline"] = "typed"
    rule: str = ""  # offline: the programme's rule it was honoured by

    def refuse(self, case: View, known: Arrival) -> Iterator[str]:
        if case.has(self.name):
            yield "authorisation-used"
        if known.today != known.day:
            yield "authorisation-for-another-day"
        if case.has(Suspended.name):
            yield "visit-suspended"
        if self.match == "differs" or not self._proved(case, known):
            yield "identity-not-proved"

    def _proved(self, case: View, known: Arrival) -> bool:
        """The proofs the age demands, or the call centre's word for another proof (Y30)."""
        terms, seen = case.terms(Terms), set[str](self.documents)
        if case.has(IdentityAllowed.name):
            return bool(seen)
        if known.age >= terms.of_age:
            return bool(seen & {"identity-document", "passport"})
        if known.age >= terms.own_card_from and "own-card" in seen:
            return True
        return self._accompanied(terms, seen) and "birth-certificate" in seen

    def _accompanied(self, terms: Terms, seen: set[str]) -> bool:
        wanted = {
            "parent": "parent-identity-document",
            "guardian": "guardian-proof",
            "authorised-relative": "authority-proof",
        }
        return self.companion in terms.companions and wanted.get(self.companion) in seen


@dataclass(frozen=True, kw_only=True)
class CheckInReversed(Fact):
    """The wrong paper was scanned: on the same day, before any service, its number works once more (Y29)."""

    name = "check-in.reversed"
    evidence = Arrival
    once = False
    booking: items.Booking
    reason: Line

    def refuse(self, case: View, known: Arrival) -> Iterator[str]:
        if known.today != known.day:
            yield "reversal-too-late"


@dataclass(frozen=True, kw_only=True)
class IdentityQuestioned(Fact):
    """Something is amiss with the document at the desk; the call centre decides (Y30)."""

    name = "identity.questioned"
    once = False
    booking: items.Booking
    why: Literal["no-document", "expired", "damaged", "name-changed", "not-the-parent"]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class IdentityAllowed(Fact):
    """The call centre lets the visit go on with another proof, and says why (Y30)."""

    name = "identity.allowed"
    booking: items.Booking
    why: Text
    proof: Line


@dataclass(frozen=True)
class Tariffs:
    """The agreed price of each service on the service date, frozen (X38)."""

    day: date | None = None
    prices: Mapping[str, Money] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Performed(Fact):
    """What the doctor did of what the papers list or allow, without a call (O24). It cannot be taken back."""

    name = "visit.performed"
    category = "medical"
    evidence = Tariffs
    once = False
    undone_by = ()
    booking: items.Booking
    lines: Annotated[tuple[Ordered, ...], Field(min_length=1, max_length=20)]

    def refuse(self, case: View, known: Tariffs) -> Iterator[str]:
        if beyond(case, self.lines):
            yield "service-not-authorised"
        if _over_the_cap(case, self.lines, known):
            yield "over-the-cap"


@dataclass(frozen=True, kw_only=True)
class PerformedBeyond(Fact):
    """Done without an authorisation: recorded as such, charged to nobody until somebody decides (Y32)."""

    name = "service.performed-beyond"
    category = "medical"
    evidence = Tariffs
    once = False
    undone_by = ()
    booking: items.Booking
    lines: Annotated[tuple[Ordered, ...], Field(min_length=1, max_length=20)]
    why: Text

    def refuse(self, case: View, known: Tariffs) -> Iterator[str]:
        if not beyond(case, self.lines):
            yield "authorised-already"


@dataclass(frozen=True, kw_only=True)
class BeyondApproved(Fact):
    """Taken over afterwards, by two people, with a reason (Y32)."""

    name = "beyond.approved"
    category = "medical"
    once = False
    booking: items.Booking
    services: Annotated[tuple[Service, ...], Field(min_length=1)]
    reason: Text

    def refuse(self, case: View, known: object) -> Iterator[str]:
        done = {line.service for one in case.all(PerformedBeyond) for line in one.lines}
        if set(self.services) - done:
            yield "not-what-was-performed"


@dataclass(frozen=True, kw_only=True)
class Signed(Fact):
    """The insured confirms the list performed; the signature is bound to its fingerprint (O26, X32)."""

    name = "visit.signed"
    booking: items.Booking
    way: Literal["drawn", "code", "mark", "paper"]
    list_hash: Line  # of the list that was shown or read aloud
    document: Annotated[str, Filed()] = ""  # the signed list; what proves the way lies beside it
    read_aloud: bool = False
    witness: str = ""  # by name, where the insured makes a mark

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if self.list_hash != fingerprint(performed(case)):
            yield "not-what-was-performed"
        if self.way == "mark" and not (self.witness and self.read_aloud):
            yield "witness-missing"
        if not self.document:
            yield "signature-missing"


@dataclass(frozen=True, kw_only=True)
class LeftUnsigned(Fact):
    """The insured left without signing: a link on the same day, then a held line with the reason (Y30)."""

    name = "visit.left-unsigned"
    booking: items.Booking
    reason: Literal["in-a-hurry", "refused", "unwell", "could-not", "other"]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Recommended(Fact):
    """What else the doctor recommends: written into the visit, authorised by nobody yet (O25)."""

    name = "service.recommended"
    category = "medical"
    opens = "recommendation"
    after_end = True
    booking: items.Booking
    service: str = ""  # its code, where there is one
    words: Text
    here: bool = False  # could be done at this clinic


@dataclass(frozen=True, kw_only=True)
class Informed(Fact):
    """Not here and not now: the clinic told the insured, and what to do next (O29)."""

    name = "insured.informed"
    once = False
    after_end = True
    recommendation: items.Recommendation
    how: Literal["in-person", "phone", "paper"] = "in-person"


@dataclass(frozen=True, kw_only=True)
class TakenUp(Fact):
    """The recommendation became a request of its own (O30)."""

    name = "recommendation.taken-up"
    after_end = True
    recommendation: items.Recommendation
    to: Line  # the public id of the new case


@dataclass(frozen=True, kw_only=True)
class OutcomeReturned(Fact):
    """What came of a recommendation, told back to the doctor who made it (X18)."""

    name = "outcome.returned"
    category = "medical"
    after_end = True
    recommendation: items.Recommendation
    outcome: Literal["done", "declined", "not-needed", "unknown"]
    words: str = ""


def counted(lines: Iterable[Ordered]) -> Counter[str]:
    """How many of each service."""
    found: Counter[str] = Counter()
    for line in lines:
        found[line.service] += line.quantity
    return found


def allowed(case: View) -> Counter[str]:
    """How many of each service the live papers in sight list or allow."""
    return counted(line for paper, _ in authorisation.papers(case) for line in (*paper.lines, *paper.if_needed))


def performed(case: View) -> Counter[str]:
    """Everything done at the booking in sight, with or without a paper."""
    listed = (line for fact in case.all(Performed) for line in fact.lines)
    return counted(listed) + counted(line for fact in case.all(PerformedBeyond) for line in fact.lines)


def beyond(case: View, lines: Iterable[Ordered]) -> Counter[str]:
    """What of these lines no paper covers, counting what was done before."""
    done = counted(line for fact in case.all(Performed) for line in fact.lines)
    return (counted(lines) + done) - allowed(case)


def fingerprint(done: Mapping[str, int]) -> str:
    """The hash of a list of services and their numbers: what a signature is bound to."""
    return sha256(canonical(sorted(done.items())).encode()).hexdigest()


def _over_the_cap(case: View, lines: Iterable[Ordered], known: Tariffs) -> bool:
    """Whether what is done "if needed" costs more than the papers allow, at the prices of the day."""
    caps = [paper.cap for paper, _ in authorisation.papers(case) if paper.cap]
    if not caps:
        return False
    listed = counted(line for paper, _ in authorisation.papers(case) for line in paper.lines)
    done = counted(line for fact in case.all(Performed) for line in fact.lines)
    extra = (counted(lines) + done) - listed
    cost = sum(known.prices[service].amount * count for service, count in extra.items() if service in known.prices)
    return cost > sum(cap.amount for cap in caps)
