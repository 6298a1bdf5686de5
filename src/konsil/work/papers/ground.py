"""All that a letter may rest on, gathered before it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from konsil.core.case import Case, Entry, View
from konsil.letters import models, texts
from konsil.store.queries.people import PersonSeen
from konsil.store.queries.recipients import Doctor, Organisation


@dataclass(frozen=True)
class Place:
    """A place of a clinic, as a letter names it."""

    name: str
    address: str
    city: str
    zone: str


@dataclass(frozen=True)
class Ground:
    """All that a letter may rest on. `about` is the case as the letter's items see it."""

    case: Case
    entry: Entry
    item: str
    about: View
    now: datetime
    number: str
    person: PersonSeen
    language: str
    role: str
    sender: models.Sender
    coordinator: models.Coordinator
    recipient: models.Recipient
    organisations: Mapping[str, Organisation]
    doctors: Mapping[str, Doctor]
    over: Mapping[str, Any]
    language_name: Callable[[str], str]
    link: str = ""
    original_pages: int = 0
    left: tuple[models.Sent, ...] = ()  # what this recipient was sent and is asked to give back
    places: Mapping[str, Place] = field(default_factory=dict)  # by public id
    services: Mapping[str, str] = field(default_factory=dict)  # the names of services, by code
    reasons: Mapping[str, str] = field(default_factory=dict)  # coded reasons in words
    national: str = ""  # the person's own number, for the paper that has to hold it
    code: str = ""  # what the paper's QR says, signed

    @property
    def zone(self) -> ZoneInfo:
        return self.case.programme.zone

    def day(self, at: datetime) -> date:
        """The day it is where the programme lives."""
        return at.astimezone(self.zone).date()

    def say(self, key: str, **values: object) -> str:
        """Words of the letters in the recipient's language. `TextMissing` where there are none."""
        return texts.fill(texts.load(self.language, self.over), key, self.language, **values)

    @property
    def head(self) -> dict[str, Any]:
        """The part that every letter has."""
        return {
            "sender": self.sender,
            "recipient": self.recipient,
            "coordinator": self.coordinator,
            "reference": self.number,
            "written_on": self.day(self.now),
        }
