"""Consent: an item; what is signed is the form that was sent, and it says what it covers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from konsil.core import items
from konsil.core.case import View
from konsil.core.fact import Document, Fact, Line


@dataclass(frozen=True)
class FormText:
    """Which text was sent: form, version, language, and the hash of its words (A13)."""

    form: str = ""
    version: str = ""
    language: str = ""
    text_hash: str = ""


@dataclass(frozen=True, kw_only=True)
class Released(Fact):
    """The coordinator lets the form go out: a decision (R6)."""

    name = "consent.released"
    evidence = FormText
    opens = "consent"
    covers: Annotated[tuple[str, ...], Field(min_length=1)]  # keys of [disclosure.…]

    def refuse(self, case: View, known: object) -> Iterator[str]:
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
    """The member signed the form that was sent: drawn, by a code, or on paper."""

    name = "consent.signed"
    consent: items.Consent
    way: Literal["drawn", "code", "paper"]
    document: Document


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
