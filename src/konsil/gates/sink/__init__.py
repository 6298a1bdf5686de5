"""The sink: where everything goes that a demo, a rehearsal or a test sends, and nothing goes further.

A folder keeps each message once, by its Message-ID: a .json that says what it is, and beside it the mail as
it came (.eml) or the printed letter (.pdf). `serving` is the mail server in front of the folder.
"""

import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal

from konsil.gates.faults import GateRefused

Channel = Literal["mail", "sms", "post"]


@dataclass(frozen=True)
class Kept:
    """A message in the sink. `key` names it in an address; `at` is when its sender says it went."""

    key: str
    message_id: str
    channel: Channel
    sender: str
    to: str
    subject: str
    text: str
    language: str
    at: datetime
    order: int  # nanoseconds of its arrival: tells apart what went at the same frozen hour


class Sink:
    """The folder. Any number of processes may write to it and read it at the same time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put_mail(self, raw: bytes) -> bool:
        """Keep a mail as it came over the line. False: it is there already. Refused: `no-message-id`."""
        mail = message_from_bytes(raw, policy=default)
        assert isinstance(mail, EmailMessage)
        message_id = str(mail["Message-ID"] or "").strip()
        if not message_id:
            raise GateRefused("no-message-id")
        text = mail.get_body(("plain",))
        kept = _kept(
            message_id,
            "mail",
            sender=str(mail["From"]),
            to=str(mail["To"]),
            subject=str(mail["Subject"]),
            text=text.get_content().replace("\r\n", "\n") if text else "",
            language=str(mail["Content-Language"] or ""),
            at=parsedate_to_datetime(str(mail["Date"])),
        )
        return self._keep(kept, ".eml", raw)

    def put_sms(self, message_id: str, to: str, text: str, at: datetime) -> bool:
        """Keep a text message. False: it is there already."""
        kept = _kept(message_id, "sms", sender="", to=to, subject="", text=text, language="", at=at)
        return self._keep(kept, ".txt", text.encode())

    def put_post(self, message_id: str, to: str, subject: str, language: str, pdf: bytes, at: datetime) -> bool:
        """Keep a letter that would have been printed and posted. False: it is there already."""
        kept = _kept(message_id, "post", sender="", to=to, subject=subject, text="", language=language, at=at)
        return self._keep(kept, ".pdf", pdf)

    def messages(self) -> tuple[Kept, ...]:
        """All that was sent, the newest first."""
        found = [_read(path) for path in self.folder.glob("*.json")]
        return tuple(sorted(found, key=lambda kept: (kept.at, kept.order), reverse=True))

    def message(self, key: str) -> Kept:
        """One message by its key or its Message-ID. Refused: `no-such-message`."""
        for name in (key if key.isalnum() else "", _key(key)):
            path = self.folder / f"{name}.json"
            if name and path.exists():
                return _read(path)
        raise GateRefused("no-such-message")

    def original(self, key: str) -> bytes:
        """What came over the line: the whole mail, the text message, the letter's PDF."""
        kept = self.message(key)
        return next(self.folder.glob(f"{kept.key}.[!j]*")).read_bytes()

    def clear(self) -> None:
        """Empty the sink: the demo starts again."""
        for path in self.folder.iterdir():
            path.unlink(missing_ok=True)

    def _keep(self, kept: Kept, suffix: str, original: bytes) -> bool:
        """The original first, then the .json under its final name in one step: a reader sees all or nothing."""
        final = self.folder / f"{kept.key}.json"
        if final.exists():
            return False
        told = asdict(replace(kept, order=time.time_ns())) | {"at": kept.at.isoformat()}
        (self.folder / f"{kept.key}{suffix}").write_bytes(original)
        draft = self.folder / f".{kept.key}.{os.getpid()}.{time.monotonic_ns()}.part"
        draft.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        try:
            os.link(draft, final)
        except FileExistsError:
            return False
        finally:
            draft.unlink()
        return True


def _key(message_id: str) -> str:
    return hashlib.sha256(message_id.encode()).hexdigest()[:24]


def _kept(
    message_id: str, channel: Channel, *, sender: str, to: str, subject: str, text: str, language: str, at: datetime
) -> Kept:
    return Kept(_key(message_id), message_id, channel, sender, to, subject, text, language, at, order=0)


def _read(path: Path) -> Kept:
    told = json.loads(path.read_text(encoding="utf-8"))
    return Kept(**told | {"at": datetime.fromisoformat(told["at"])})
