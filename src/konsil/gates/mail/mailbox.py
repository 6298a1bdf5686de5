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
from hashlib import sha256
from pathlib import Path

LARGEST = 25 * 1024 * 1024  # bytes of a mail that is opened
LONGEST = 20_000  # characters of text that are kept
# What the library's parser raises on a mail that is broken, or was made to break it.
BROKEN = (AssertionError, AttributeError, LookupError, NameError, RecursionError, TypeError, ValueError)


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
        """Each unread mail with its key, the oldest first; one that is too large is put away unread. None is parsed
        here: what breaks a parser must not keep the next one from being read."""
        for path in sorted(one for one in (self.folder / "new").iterdir() if one.is_file()):
            if path.stat().st_size <= LARGEST:
                yield path.name, path.read_bytes()
            else:
                self.put_away(path.name)

    def put_away(self, key: str) -> None:
        """It was read: it moves to `cur`, marked as seen."""
        (self.folder / "new" / key).rename(self.folder / "cur" / f"{key.partition(':')[0]}:2,S")

    def deliver(self, raw: bytes) -> str:
        """Put a mail into the box, as a mail server does; its key."""
        return self._box.add(raw)


def read_mail(raw: bytes) -> Arrived:
    """What a mail says. What cannot be decoded becomes a mark in the text, never a fault; of a mail that no parser
    takes, its octets are the text and nobody is its sender."""
    try:
        return _read(raw)
    except BROKEN:
        return Arrived(f"<{sha256(raw).hexdigest()}>", "", (), "", clean(raw[:LONGEST].decode("utf8", "replace")))


def clean(text: str) -> str:
    """Without what a database cannot hold: zeros, and halves of characters."""
    return text.replace("\x00", "").encode("utf8", "replace").decode("utf8")


def _read(raw: bytes) -> Arrived:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    senders, everybody = _addresses(message, "From"), (*_addresses(message, "To"), *_addresses(message, "Cc"))
    return Arrived(
        clean(str(message.get("Message-ID", "")).strip()),
        senders[0] if len(senders) == 1 and clean(senders[0]) == senders[0] else "",  # two senders are none
        tuple(map(clean, everybody)),
        _line(message.get("Subject", "")),
        clean(_text(message))[:LONGEST],
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
    return " ".join(clean(str(told)).split())[:200]
