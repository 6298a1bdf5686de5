"""Contact: every attempt, by every channel, is a fact; notes stay inside, messages go out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from konsil.core.case import View
from konsil.core.fact import Fact, Line, Text

Way = Literal[
    "phone", "skype", "zoom", "fax", "email", "portal", "sms", "post",
    "fedex", "ups", "dhl", "other-courier", "in-person",
]  # fmt: skip
COURIERS = frozenset(("post", "fedex", "ups", "dhl", "other-courier"))


@dataclass(frozen=True)
class Preference:
    """The member's declared way of contact, as the register had it."""

    preferred: str = ""


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
