"""Mail that comes back: delivery reports as RFC 3464 writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import Any

from konsil.gates.mail.mailbox import BROKEN, clean

FAILED = re.compile(r"\s*(5\.\d{1,3}\.\d{1,3})")


@dataclass(frozen=True)
class Bounce:
    """A message of ours that did not arrive: its Message-ID and the enhanced status code."""

    message_id: str
    code: str


def read_bounce(raw: bytes) -> Bounce | None:
    """The bounce a mail reports, or None: an answer of a person, a delay, a report on no message of ours.

    Only the report's machine-readable parts are believed, never the words of its text. What no parser takes is none.
    """
    try:
        return _read(raw)
    except BROKEN:
        return None


def _read(raw: bytes) -> Bounce | None:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    if message.get_content_type() != "multipart/report":
        return None
    code = next(_failures(message), None)
    original = next(_originals(message), None)
    return Bounce(original, code) if code and original and clean(original) == original else None


def _failures(message: Message[Any, Any]) -> Iterator[str]:
    """The status of each recipient the report calls failed; one that is delayed is not."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.walk():
            status = FAILED.match(str(block.get("Status", "")))
            if status and str(block.get("Action", "")).strip().lower() == "failed":
                yield status[1]


def _originals(message: Message[Any, Any]) -> Iterator[str]:
    """The Message-ID of what came back, whole or as headers only."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload(0)
            if isinstance(inner, Message) and inner["Message-ID"]:
                yield str(inner["Message-ID"]).strip()
        elif kind == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and (found := message_from_bytes(payload)["Message-ID"]):
                yield str(found).strip()
