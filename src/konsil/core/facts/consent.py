"""Consent: an item; what is signed is the form that was sent, and it says what it covers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated, Literal

from pydantic import Field, field_validator

from konsil.core import items
from konsil.core.case import Entry, View
from konsil.core.fact import Document, Fact, Line
from konsil.core.facts.authority import ComingOfAge
from konsil.core.programme import Terms as Base
from konsil.core.worktime import Span


class Terms(Base):
    """How long a signature holds; then it must be given anew (X05)."""

    lasts: str = "12 months"

    @field_validator("lasts")
    @classmethod
    def _reads(cls, told: str) -> str:
        Span.read(told)
        return told


@dataclass(frozen=True)
class FormText:
    """Which text was sent: form, version, language, and the hash of its words (A13). `missing` where the register of
    forms has none in the member's language."""

    form: str = ""
    version: str = ""
    language: str = ""
    text_hash: str = ""
    missing: bool = False


@dataclass(frozen=True, kw_only=True)
class Released(Fact):
    """The coordinator lets the form go out: a decision (R6)."""

    name = "consent.released"
    evidence = FormText
    opens = "consent"
    covers: Annotated[tuple[str, ...], Field(min_length=1)]  # keys of [disclosure.…]

    def refuse(self, case: View, known: FormText) -> Iterator[str]:
        if known.missing:
            yield "form-missing"
        if set(self.covers) - set(case.programme.disclosures):
            yield "no-such-disclosure"


@dataclass(frozen=True, kw_only=True)
class Held(Fact):
    """Taken back before it went out."""

    name = "consent.held"
    once = False
    consent: items.Consent


@dataclass(frozen=True, kw_only=True)
class Sent(Fact):
    """The form was handed over to the member's channel."""

    name = "consent.sent"
    consent: items.Consent
    channel: Line
    message: Line  # message id, tracking number, or who handed it over


@dataclass(frozen=True, kw_only=True)
class Bounced(Fact):
    """The form did not arrive: it counts as unsent, and the promise runs again."""

    name = "consent.bounced"
    once = False
    sending = True
    consent: items.Consent
    why: Line


@dataclass(frozen=True, kw_only=True)
class Signed(Fact):
    """The form that was sent was signed: drawn, by a code, or on paper; for a child by whoever acts for it by law."""

    name = "consent.signed"
    evidence = ComingOfAge
    consent: items.Consent
    way: Literal["drawn", "code", "paper"]
    document: Document
    by_whom: Literal["member", "guardian"] = "member"


@dataclass(frozen=True, kw_only=True)
class Refused(Fact):
    """The member does not consent."""

    name = "consent.refused"
    consent: items.Consent


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Fact):
    """The member takes the consent back; access closes in the same instant (R12)."""

    name = "consent.withdrawn"
    after_end = True
    consent: items.Consent


def holds_until(case: View, signed: Entry) -> datetime | None:
    """The instant from which a signature covers nothing more: its term is over, or the child came of age."""
    own = case.programme.calendars["operator"].add(signed.at, Span.read(case.terms(Terms).lasts))
    return min(filter(None, (own, _of_age(case, signed))), default=None)


def outgrown(case: View) -> bool:
    """Whether nobody but a guardian signed, and the child has come of age since: then it waits for its own (X31)."""
    ends = [_of_age(case, entry) for entry in case.entries_of(Signed)]
    return bool(ends) and case.at is not None and all(end is not None and end <= case.at for end in ends)


def _of_age(case: View, signed: Entry) -> datetime | None:
    """When the member may sign alone, where somebody else signed before that."""
    fact, known, zone = signed.fact, signed.known, case.programme.zone
    own = isinstance(fact, Signed) and fact.by_whom == "member" and not signed.by.on_behalf_of
    if own or not isinstance(known, ComingOfAge):
        return None
    day = known.ahead(signed.at.astimezone(zone).date())
    return datetime.combine(day, time(), zone) if day else None
