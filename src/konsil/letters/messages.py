"""What a mail or a text message says: that there is something to read, where, and whom to call.

Nothing else. A mail box is read by others, so no name, illness, centre or case number ever stands here; the
reader finds these behind the link and its code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from konsil.letters import texts
from konsil.letters.models import Line, Plain, Sender

Kind = Literal["message", "doctor", "centre", "clinic", "staff"]


@dataclass(frozen=True)
class Message:
    """Subject and plain-text body of a mail."""

    subject: str
    body: str


class Enquiry(Plain):
    """What a centre is asked before anybody has consented: no more than this, and no name (Y10)."""

    disease: Line  # the code, "C50.4"
    age_band: Line  # "50-59"
    languages: Line
    wanted_by: Line  # a day, written in the reader's language


def mail(kind: Kind, language: str, sender: Sender, link: str, over: Mapping[str, Any] | None = None) -> Message:
    """The mail that brings a link. `TextMissing` where the language has no words for it."""
    return _mail(kind, language, sender, over, link=link)


def code_mail(language: str, sender: Sender, code: str, minutes: int, over: Mapping[str, Any] | None = None) -> Message:
    """The mail that brings a sign-in code, good for so many minutes."""
    return _mail("code", language, sender, over, code=code, minutes=minutes)


def enquiry(language: str, sender: Sender, asked: Enquiry, link: str, over: Mapping[str, Any] | None = None) -> Message:
    """The question to a centre whether it is free, with a link to say yes, no or later (Y10)."""
    return _mail("enquiry", language, sender, over, link=link, **asked.model_dump())


def sms(language: str, sender: Sender, link: str, over: Mapping[str, Any] | None = None) -> str:
    """The text message that brings a link: one segment for any link of up to 80 characters."""
    words = texts.load(language, over)
    return texts.fill(words, "sms.message", language, link=link, phone=sender.phone)


def code_sms(language: str, code: str, minutes: int, over: Mapping[str, Any] | None = None) -> str:
    """The text message that brings a sign-in code."""
    words = texts.load(language, over)
    return texts.fill(words, "sms.code", language, code=code, minutes=minutes)


def _mail(kind: str, language: str, sender: Sender, over: Mapping[str, Any] | None, **values: object) -> Message:
    words = texts.load(language, over)
    contact = " · ".join((sender.phone, sender.mail, sender.web, sender.address))
    known = values | {"programme": sender.programme, "hours": sender.hours}
    body = texts.fill(words, f"mail.{kind}.body", language, **known)
    return Message(
        subject=texts.fill(words, f"mail.{kind}.subject", language, **known),
        body=f"{body.strip()}\n\n-- \n{sender.programme}\n{contact}\n",
    )
