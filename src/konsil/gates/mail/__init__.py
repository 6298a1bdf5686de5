"""Mail by SMTP: one message, one recipient, a Message-ID given by the caller, and an honest answer.

The attempt is written down before and the outcome after; in doubt the same Message-ID goes again, so that
the other side can tell a double (last section of the house's rules).
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from konsil.gates.faults import GateDown, GateRefused
from konsil.gates.mail.bounces import Bounce, read_bounce
from konsil.gates.sending import Bounced, Instance, Outcome, Sent, Unsure, guard

__all__ = ["Bounce", "Gateway", "Mail", "read_bounce", "send"]

Security = Literal["plain", "starttls", "tls"]
SCHEMES: dict[str, Security] = {"smtp": "plain", "smtp+starttls": "starttls", "smtps": "tls"}
PORTS: dict[Security, int] = {"plain": 25, "starttls": 587, "tls": 465}

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
MESSAGE_ID = re.compile(r"<[A-Za-z0-9.+_-]{1,120}@[A-Za-z0-9.-]{1,120}>")
BREAK = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
ATTACHMENT = "document.pdf"  # its name says nothing
STATUS = re.compile(rb"\b([45]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True)
class Mail:
    """One message: plain text to one address. `body` is what `konsil.letters.messages` wrote, nothing more.

    `pdf` goes along to a mailbox that was verified, over an encrypted line alone.
    """

    message_id: str  # "<…@domain>", minted with the attempt
    sender: str
    sender_name: str
    to: str
    subject: str
    body: str
    at: datetime  # aware; the Date header
    language: str
    pdf: bytes = b""

    def __post_init__(self) -> None:
        """Refused: `mail-address`, `mail-message-id`, `header-injection`."""
        if any(BREAK.search(text) for text in (self.subject, self.sender_name, self.language)):
            raise GateRefused("header-injection")
        if not all(ADDRESS.fullmatch(address) for address in (self.sender, self.to)):
            raise GateRefused("mail-address")
        if not MESSAGE_ID.fullmatch(self.message_id):
            raise GateRefused("mail-message-id")

    def written(self) -> bytes:
        """The message as it goes over the line, the same bytes each time it is sent."""
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(self.sender_name, addr_spec=self.sender)
        message["To"] = Address(addr_spec=self.to)
        message["Subject"] = self.subject
        message["Date"] = format_datetime(self.at)
        message["Message-ID"] = self.message_id
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.body, cte="quoted-printable")
        message["Content-Language"] = self.language
        if self.pdf:
            message.add_attachment(self.pdf, maintype="application", subtype="pdf", filename=ATTACHMENT)
            message.set_boundary(f"{'=' * 8}{self.message_id.strip('<>').partition('@')[0][:24]}==")
        return message.as_bytes()


@dataclass(frozen=True)
class Gateway:
    """The mail server of an instance. Made for another host than the sink by a demo, it refuses."""

    host: str
    port: int
    instance: Instance
    sink: str = "127.0.0.1:1025"
    security: Security = "plain"
    user: str = ""
    password: str = ""
    timeout: float = 10.0

    def __post_init__(self) -> None:
        """Refused: `not-the-sink`."""
        guard(self.instance, self.name, self.sink)

    @classmethod
    def read(cls, url: str, instance: Instance, sink: str = "127.0.0.1:1025") -> Self:
        """From `smtp://`, `smtp+starttls://` or `smtps://user:password@host:port`. Refused: `mail-url`."""
        parts = urlsplit(url)
        security = SCHEMES.get(parts.scheme)
        if security is None or not parts.hostname:
            raise GateRefused("mail-url", parts.scheme)
        return cls(
            host=parts.hostname,
            port=parts.port or PORTS[security],
            instance=instance,
            sink=sink,
            security=security,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    @property
    def name(self) -> str:
        """host:port, as attempts are logged."""
        return f"{self.host}:{self.port}"


def send(mail: Mail, gateway: Gateway) -> Outcome:
    """Hand a message over. `Bounced` where the server says never, `Unsure` where it fell silent at the end.

    Refused: `mail-not-encrypted` (a document never goes over a plain line).
    Down: `mail-down` (no connection, no answer in time), `mail-later` (4xx: try again),
    `mail-sender-refused` (the server does not take mail from us at all).
    """
    if mail.pdf and gateway.instance == "live" and gateway.security == "plain":
        raise GateRefused("mail-not-encrypted", gateway.name)
    with _talking(gateway) as smtp:
        if _refused(smtp.mail(mail.sender), mail):
            raise GateDown("mail-sender-refused", gateway.name)
        for said in (smtp.rcpt(mail.to), smtp.docmd("DATA")):
            if refused := _refused(said, mail):
                return refused
        try:
            smtp.send(_stuffed(mail.written()))
            said = smtp.getreply()
        except (OSError, smtplib.SMTPException):
            return Unsure(mail.message_id, gateway.name)
        return _refused(said, mail) or Sent(mail.message_id, gateway.name)


@contextmanager
def _talking(gateway: Gateway) -> Iterator[smtplib.SMTP]:
    guard(gateway.instance, gateway.name, gateway.sink)
    try:
        smtp = _connected(gateway)
    except (OSError, smtplib.SMTPException) as fault:
        raise GateDown("mail-down", type(fault).__name__) from fault
    try:
        yield smtp
    except (OSError, smtplib.SMTPException) as fault:
        raise GateDown("mail-down", type(fault).__name__) from fault
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.putcmd("QUIT")
        smtp.close()


def _connected(gateway: Gateway) -> smtplib.SMTP:
    """A greeted, encrypted and signed-in connection; certificates are checked."""
    if gateway.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            gateway.host, gateway.port, timeout=gateway.timeout, context=ssl.create_default_context()
        )
    else:
        smtp = smtplib.SMTP(gateway.host, gateway.port, timeout=gateway.timeout)
    try:
        smtp.ehlo_or_helo_if_needed()
        if gateway.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if gateway.user:
            smtp.login(gateway.user, gateway.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _refused(said: tuple[int, bytes], mail: Mail) -> Bounced | None:
    code, words = said
    if code < 400:
        return None
    status = STATUS.search(words)
    told = status[1].decode() if status else str(code)
    if code < 500:
        raise GateDown("mail-later", told)
    return Bounced(mail.message_id, told)


def _stuffed(message: bytes) -> bytes:
    """Lines that begin with a dot get a second one, and a lone dot ends the message (RFC 5321, 4.5.2)."""
    return re.sub(rb"(?m)^\.", b"..", message.rstrip(b"\r\n")) + b"\r\n.\r\n"
