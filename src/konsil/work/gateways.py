"""The ways out of this instance: made from the configuration and from what the database says it is (Y40)."""

from datetime import datetime
from functools import cache
from pathlib import Path

from konsil.config import Config
from konsil.gates import GateDown, GateRefused, mail, sms
from konsil.gates.antivirus import Scanner
from konsil.gates.antivirus.clamd import Clamd
from konsil.gates.antivirus.signatures import Signatures
from konsil.gates.keys import keyring
from konsil.gates.sending import Instance, Outcome
from konsil.gates.sink import Sink
from konsil.gates.storage import Folder, Stored
from konsil.gates.uploads import Area
from konsil.letters.messages import Message
from konsil.store.queries.recipients import Here

LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))


@cache
def config() -> Config:
    """The configuration of this process."""
    return Config.read()


@cache
def storage() -> Folder:
    """Where documents lie."""
    return Folder(config().home / "documents")


@cache
def sink() -> Sink:
    """Where a demo's letters go, and, in every instance, what waits to be printed."""
    return Sink(config().home / "sink")


@cache
def uploads() -> Area:
    """Where uploads lie that are under way."""
    return Area(config().home / "uploads")


class NoScanner:
    """Stands where a live instance names none: whatever comes is held."""

    def scan(self, path: Path) -> str | None:
        """Down: `scanner-down`, always."""
        raise GateDown("scanner-down", "none is named")


def scanner(here: Here) -> Scanner:
    """The scanner of this instance; only what is not live does with a handful of signatures."""
    if config().scanner:
        return Clamd(config().scanner)
    return NoScanner() if here.kind == "production" else Signatures()


def instance(here: Here) -> Instance:
    """The kind of this instance as the gates name it."""
    kinds: dict[str, Instance] = {"production": "live", "demo": "demo", "rehearsal": "rehearsal"}
    return kinds.get(here.kind, "restored")


def mail_gateway(here: Here) -> mail.Gateway:
    """The mail server. Whatever is no live instance reaches a sink of this machine and nothing else."""
    first = mail.Gateway.read(config().mail, "live")
    own = first.name if first.host in LOOPBACK else "127.0.0.1:1025"
    return mail.Gateway.read(config().mail, instance(here), sink=own)


def hand_over_mail(
    here: Here, message_id: str, to: str, said: Message, language: str, name: str, pdf: bytes = b""
) -> Outcome:
    """Give a mail to the server, with a document where one may go along."""
    written = mail.Mail(
        message_id=message_id, sender=config().sender, sender_name=name, to=to, subject=said.subject, body=said.body,
        at=here.now, language=language, pdf=pdf,
    )  # fmt: skip
    return mail.send(written, mail_gateway(here))


def hand_over_text(here: Here, message_id: str, number: str, said: str) -> Outcome:
    """Give a text message to the network. Refused: `sms-no-driver` where a live instance has none."""
    kind = instance(here)
    if kind == "live":
        raise GateRefused("sms-no-driver")
    return sms.send(sms.Text(message_id, number, said, here.now), sms.SinkDriver(sink()), kind)


def print_out(message_id: str, to: str, subject: str, language: str, pdf: bytes, at: datetime) -> None:
    """Keep a letter for printing; who carries it records its hand-over (R6)."""
    sink().put_post(message_id, to, subject, language, pdf, at)


def keep(case: str, content: bytes) -> Stored:
    """Put a document of a case into the storage, under the case's own key."""
    from io import BytesIO

    return storage().put(BytesIO(content), keyring().file_key(case))


def kept(case: str, name: str) -> bytes:
    """The content of a document of a case."""
    return b"".join(storage().get(name, keyring().file_key(case)))
