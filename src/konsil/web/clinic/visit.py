"""A booking as its clinic sees it: where it stands, what its papers list and allow, what was done of it. Pure.

A case may hold bookings at several clinics. Everything here is read from the case *as one booking sees it*, so that
nothing of another clinic's visit comes into sight.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal

from konsil.core import parties
from konsil.core.case import Case, Entry, View
from konsil.core.facts import attendance, authorisation, visit
from konsil.core.facts.visit import Ordered

State = Literal["held", "coming", "waiting", "inside", "to-sign", "unsigned", "done", "not-done", "missed", "off"]
STATES: tuple[tuple[str, State], ...] = (  # the fact that decides, the surest first
    ("visit.cancelled", "off"),
    ("clinic.called-off", "off"),
    ("visit.signed", "done"),
    ("visit.left-unsigned", "unsigned"),
    ("visit.performed", "to-sign"),
    ("service.performed-beyond", "to-sign"),
    ("visit.not-performed", "not-done"),
    ("extension.asked", "inside"),
    ("service.recommended", "inside"),
    ("visit.checked-in", "waiting"),
    ("visit.missed", "missed"),
    ("visit.suspended", "held"),
)
SOON = timedelta(hours=2)
MOVES = ("visit.moved", "clinic.moved")
HERE: frozenset[State] = frozenset(("waiting", "inside", "to-sign"))
OVER: frozenset[State] = frozenset(("done", "not-done", "missed", "off", "unsigned"))


@dataclass(frozen=True)
class Asked:
    """An extra service asked for while the patient waits, and what became of it.

    `says`: waits, granted (`number` is the further paper's), refused (`reason` is its code). `way`: what the insured
    chose when nobody answered in time.
    """

    item: str
    at: datetime
    lines: tuple[Ordered, ...]
    why: str
    says: Literal["waits", "granted", "refused"]
    answered_at: datetime | None = None
    number: str = ""
    reason: str = ""
    words: str = ""
    way: str = ""


@dataclass(frozen=True)
class Question:
    """A question about a document at the desk, and the call centre's word."""

    why: str
    at: datetime
    allowed: attendance.IdentityAllowed | None


@dataclass(frozen=True)
class Advice:
    """A service recommended beyond the paper."""

    item: str
    words: str
    service: str
    here: bool
    informed: bool


@dataclass(frozen=True)
class Visit:
    """One booking: `case` is the public id of its case, `number` the case's own number."""

    case: str
    number: str
    booking: str
    view: View

    @property
    def first(self) -> visit.Booked:
        """The booking as it was made."""
        found = self.view.the(visit.Booked)
        assert found is not None  # a visit is made from its booking
        return found

    @property
    def clinic(self) -> str:
        return self.first.clinic

    @property
    def time(self) -> visit.Time:
        """Place, time, people, rooms and devices, as they were last set."""
        return visit.slot(self.view) or self.first

    @property
    def starts(self) -> datetime:
        return self.time.starts

    def soon(self, now: datetime) -> bool:
        """Whether it is due so soon that somebody rings before anything else (Y31)."""
        return self.starts - now < SOON

    @property
    def day(self) -> date | None:
        """The local day of the clinic."""
        return visit.day(self.view)

    @property
    def services(self) -> tuple[Ordered, ...]:
        return self.first.services

    @cached_property
    def state(self) -> State:
        """Where it stands."""
        return next((state for name, state in STATES if self.view.has(name)), "coming")

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of its live papers, the base first."""
        return authorisation.numbers(self.view)

    @property
    def listed(self) -> Counter[str]:
        """What the papers list."""
        return attendance.counted(line for paper, _ in authorisation.papers(self.view) for line in paper.lines)

    @property
    def if_needed(self) -> Counter[str]:
        """What the papers allow during the consultation, without a call."""
        return attendance.counted(line for paper, _ in authorisation.papers(self.view) for line in paper.if_needed)

    @property
    def done(self) -> Counter[str]:
        """What was done, with or without a paper."""
        return attendance.performed(self.view)

    @property
    def left(self) -> Counter[str]:
        """What of the papers was not done yet."""
        return attendance.allowed(self.view) - self.done

    @property
    def beyond(self) -> Counter[str]:
        """What was done without a paper."""
        return attendance.counted(line for one in self.view.all(attendance.PerformedBeyond) for line in one.lines)

    @property
    def fingerprint(self) -> str:
        """What a signature for the list performed is bound to."""
        return attendance.fingerprint(self.done)

    @property
    def came(self) -> Entry | None:
        """The check-in that stands."""
        return self._last("visit.checked-in")

    @property
    def signed(self) -> Entry | None:
        return self._last("visit.signed")

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The extra services asked for, the oldest first."""
        return tuple(_asked(self.view, entry) for entry in self.view.entries_of(authorisation.ExtensionAsked))

    @property
    def question(self) -> Question | None:
        """The latest question about a document; a check-in closes it, and so does another time."""
        entry = self._last("identity.questioned")
        if entry is None or not isinstance(entry.fact, attendance.IdentityQuestioned) or self.came:
            return None
        if any(moved.seq > entry.seq for name in MOVES for moved in self.view.named.get(name, ())):
            return None
        return Question(entry.fact.why, entry.at, self.view.the(attendance.IdentityAllowed))

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What the doctor recommended."""
        return tuple(_advice(self.view, entry) for entry in self.view.entries_of(attendance.Recommended))

    @property
    def change(self) -> Entry | None:
        """What the other side changed and this clinic has not seen yet."""
        found = [entry for name in ("visit.moved", "visit.cancelled") for entry in self.view.named.get(name, ())]
        newest = max(found, key=lambda entry: entry.seq, default=None)
        seen = self._last("clinic.acknowledged")
        return newest if newest and not (seen and seen.seq > newest.seq) else None

    @property
    def held(self) -> Entry | None:
        """Why it is on hold, if it is."""
        return self._last("visit.suspended")

    def _last(self, name: str) -> Entry | None:
        found = self.view.named.get(name, ())
        return found[-1] if found else None


def visits(case: Case, public: str, number: str, clinic: str) -> tuple[Visit, ...]:
    """The bookings of a case that are this clinic's, in their order."""
    return tuple(one for one in _all(case, public, number) if one.clinic == clinic)


def visit_of(case: Case, public: str, number: str, booking: str) -> Visit | None:
    """One booking by its item."""
    return next((one for one in _all(case, public, number) if one.booking == booking), None)


def insured(case: Case) -> str:
    """Whose visit it is, by public id."""
    return next(iter(parties.holders(case.seen, "insured")), "")


def _all(case: Case, public: str, number: str) -> Iterator[Visit]:
    for entry in case.seen.entries_of(visit.Booked):
        item = entry.items["booking"]
        yield Visit(public, number, item, case.seen.about({"booking": item}))


def _asked(view: View, entry: Entry) -> Asked:
    fact, item = entry.fact, entry.items["asking"]
    assert isinstance(fact, authorisation.ExtensionAsked)
    seen = view.about({"asking": item})
    chosen = seen.the(authorisation.WaitingChosen)
    way = chosen.way if chosen else ""
    if granted := seen.entries_of(authorisation.Extended):
        known = granted[-1].known
        number = known.number if isinstance(known, authorisation.Minted) else ""
        return Asked(item, entry.at, fact.lines, fact.why, "granted", granted[-1].at, number, way=way)
    if refused := seen.entries_of(authorisation.ExtensionRefused):
        no = refused[-1].fact
        assert isinstance(no, authorisation.ExtensionRefused)
        return Asked(
            item, entry.at, fact.lines, fact.why, "refused", refused[-1].at, reason=no.reason, words=no.words, way=way
        )
    return Asked(item, entry.at, fact.lines, fact.why, "waits", way=way)


def _advice(view: View, entry: Entry) -> Advice:
    fact, item = entry.fact, entry.items["recommendation"]
    assert isinstance(fact, attendance.Recommended)
    informed = view.about({"recommendation": item}).has(attendance.Informed.name)
    return Advice(item, fact.words, fact.service, fact.here, informed)
