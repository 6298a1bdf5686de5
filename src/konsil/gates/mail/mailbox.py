"""A mailbox as mail servers keep it on disk (Maildir): what is new is read, what was read is put away, nothing is lost.

Whatever fetches or delivers mail (Postfix, Dovecot, getmail) writes such folders; a message is a file, so that a
process that dies leaves it where it lies.
"""

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from pathlib import Path

LARGEST = 25 * 1024 * 1024  # bytes of a mail that is opened
LONGEST = 20_000  # characters of text that are kept


@dataclass(frozen=True)
class Arrived:
    """A mail as its reader sees it. Addresses are small letters; `text` is its plain words."""

    message_id: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    attachments: tuple[str, ...] = ()


class Box:
    """A Maildir. `new` are the keys of what nobody has read yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._box = mailbox.Maildir(folder, create=True)

    def new(self) -> Iterator[tuple[str, bytes]]:
        """Each unread mail with its key, the oldest first; one that is too large is put away unread."""
        for key in sorted(self._box.keys()):
            message = self._box.get_message(key)
            if message.get_subdir() != "new":
                continue
            raw = self._box.get_bytes(key)
            if len(raw) <= LARGEST:
                yield key, raw
            else:
                self.put_away(key)

    def put_away(self, key: str) -> None:
        """It was read: it moves to `cur`, marked as seen."""
        message = self._box.get_message(key)
        message.set_subdir("cur")
        message.add_flag("S")
        self._box[key] = message

    def deliver(self, raw: bytes) -> str:
        """Put a mail into the box, as a mail server does; its key."""
        return self._box.add(raw)


def read_mail(raw: bytes) -> Arrived:
    """What a mail says. What cannot be decoded becomes a mark in the text, never a fault."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    senders, everybody = _addresses(message, "From"), (*_addresses(message, "To"), *_addresses(message, "Cc"))
    return Arrived(
        str(message.get("Message-ID", "")).strip(),
        senders[0] if len(senders) == 1 else "",  # two senders are none
        everybody,
        _line(message.get("Subject", "")),
        _text(message)[:LONGEST],
        tuple(_line(part.get_filename() or "") for part in message.iter_attachments()),
    )


def _addresses(message: EmailMessage, header: str) -> tuple[str, ...]:
    try:
        told = [str(one) for one in message.get_all(header, [])]
    except (ValueError, IndexError, AttributeError):  # headers that the parser of the library cannot take
        return ()
    return tuple(address.lower() for _, address in getaddresses(told) if "@" in address)


def _text(message: EmailMessage) -> str:
    try:
        part = message.get_body(("plain",))
        return str(part.get_content()).replace("\x00", "") if part else ""
    except (LookupError, ValueError, AttributeError):
        payload = message.get_payload(decode=True)
        return payload.decode("utf8", "replace") if isinstance(payload, bytes) else ""


def _line(told: object) -> str:
    return " ".join(str(told).replace("\x00", "").split())[:200]
