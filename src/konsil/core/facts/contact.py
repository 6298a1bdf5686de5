"""Contact: every attempt, by every channel, is a fact; notes stay inside, messages go out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from konsil.core.case import Entry, View
from konsil.core.fact import Fact, Line, Text
from konsil.core.programme import Terms as Base
from konsil.core.worktime import Span

Way = Literal[
    "phone", "skype", "zoom", "fax", "email", "portal", "sms", "post",
    "fedex", "ups", "dhl", "other-courier", "in-person",
]  # fmt: skip
COURIERS = frozenset(("post", "fedex", "ups", "dhl", "other-courier"))
IN_VAIN = frozenset(("voicemail", "third-party", "no-answer", "wrong-person"))


class Terms(Base):
    """The ladder that must be climbed before anybody counts as silent, and how long the last letter waits (Y01)."""

    attempts: Annotated[int, Field(ge=1)] = 3
    days: Annotated[int, Field(ge=1)] = 2  # on so many days …
    channels: Annotated[int, Field(ge=1)] = 2  # … and by so many channels
    letter_waits: Annotated[int, Field(ge=1)] = 5  # working days after the registered letter


@dataclass(frozen=True)
class Preference:
    """The member's declared way of contact, as the register had it, and the numbers and addresses that are dead."""

    preferred: str = ""
    dead: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Logged(Fact):
    """One contact or attempt: by which channel, which way, with what outcome (A10, A11, Y01)."""

    name = "contact.logged"
    category = "personal"
    evidence = Preference
    once = False
    after_end = True
    channel: Way
    direction: Literal["in", "out"]
    outcome: Literal["answered", "voicemail", "third-party", "no-answer", "wrong-person", "sent", "received"]
    address: str = ""  # which number or address, if more than one is known
    reason: str = ""  # why not by the member's declared way
    tracking: str = ""
    picked_up: datetime | None = None
    delivered: datetime | None = None
    note: str = ""

    def refuse(self, case: View, known: Preference) -> Iterator[str]:
        if self.direction == "out" and known.preferred and self.channel != known.preferred and not self.reason:
            yield "other-channel-needs-reason"
        if self.channel in COURIERS and self.direction == "out" and not self.tracking:
            yield "tracking-missing"
        if self.direction == "out" and _bare(self.address) in map(_bare, known.dead):
            yield "dead-number"


def _bare(address: str) -> str:
    """A number or address as it is compared: however it was spaced."""
    return "".join(address.split()).casefold()


@dataclass(frozen=True, kw_only=True)
class MessageWritten(Fact):
    """A message to the member, read on the portal; the e-mail says only that there is one."""

    name = "message.written"
    category = "personal"
    once = False
    after_end = True
    words: Text


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Fact):
    """A message from the member, or from a relative with authority."""

    name = "message.received"
    category = "personal"
    once = False
    after_end = True
    words: Text


@dataclass(frozen=True, kw_only=True)
class NoteWritten(Fact):
    """An internal note: seen by the operator only (X33)."""

    name = "note.written"
    category = "internal"
    once = False
    after_end = True
    text: Text


@dataclass(frozen=True, kw_only=True)
class CallbackPromised(Fact):
    """A call promised at an instant, by a named person (Y05)."""

    name = "callback.promised"
    category = "personal"
    once = False
    when: datetime
    who: Line


@dataclass(frozen=True, kw_only=True)
class SilenceNoted(Fact):
    """The ladder was climbed and nobody answered: what waits for the member pauses, though not for ever (Y01)."""

    name = "silence.noted"
    category = "personal"

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if not ladder(case).climbed:
            yield "ladder-not-climbed"


@dataclass(frozen=True, kw_only=True)
class SilenceBroken(Fact):
    """A sign of life: the case goes on where it stood."""

    name = "silence.broken"
    category = "personal"
    once = False
    channel: Way


@dataclass(frozen=True)
class Ladder:
    """How far it was climbed since the last sign of life: attempts in vain, their days, hours and channels."""

    attempts: int
    days: int
    hours: int
    channels: int
    climbed: bool


def ladder(case: View) -> Ladder:
    """The attempts in vain since the member was last heard: on several days, at different hours, by several ways."""
    tried, terms, zone = _in_vain(case), case.terms(Terms), case.programme.zone
    days = {entry.at.astimezone(zone).date() for entry in tried}
    hours = {entry.at.astimezone(zone).hour for entry in tried}
    channels = {entry.fact.channel for entry in tried if isinstance(entry.fact, Logged)}
    climbed = (
        len(tried) >= terms.attempts
        and len(days) >= terms.days
        and len(hours) >= min(2, terms.attempts)
        and len(channels) >= terms.channels
    )
    return Ladder(len(tried), len(days), len(hours), len(channels), climbed)


def _in_vain(case: View) -> list[Entry]:
    heard = max((entry.seq for entry in case.live if _is_a_sign(entry)), default=0)
    logged = (entry for entry in case.entries_of(Logged) if entry.seq > heard)
    return [e for e in logged if isinstance(e.fact, Logged) and e.fact.direction == "out" and e.fact.outcome in IN_VAIN]


def _is_a_sign(entry: Entry) -> bool:
    """The member did something, or somebody spoke with the member."""
    fact = entry.fact
    spoke = isinstance(fact, Logged) and (fact.direction == "in" or fact.outcome == "answered")
    return spoke or entry.name in (SilenceBroken.name, MessageReceived.name) or entry.by.role in ("member", "insured")


def silence_over(case: View) -> bool:
    """Whether the silence has come to its end: a registered letter went, and its days passed without an answer."""
    noted = next(iter(case.entries_of(SilenceNoted)), None)
    sent = [
        entry.at
        for entry in case.entries_of(Logged)
        if noted and entry.seq > noted.seq and isinstance(entry.fact, Logged)
        and entry.fact.direction == "out" and entry.fact.channel in COURIERS and entry.fact.tracking
    ]  # fmt: skip
    if not sent:
        return False
    waits = Span(case.terms(Terms).letter_waits, "day", True)
    until = case.programme.calendars["operator"].add(sent[0], waits)
    return case.at is None or (until is not None and case.at >= until)
