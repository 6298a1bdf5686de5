"""What a letter says on its way, and handing it over: a mail, a text message, a print-out."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from konsil.core.facts import centre
from konsil.gates.sending import Outcome
from konsil.letters import dates, messages
from konsil.letters.messages import Enquiry, Kind, Message
from konsil.letters.models import Sender
from konsil.store.queries import recipients
from konsil.store.queries.recipients import Here
from konsil.work import gateways, links, sending_as, wording
from konsil.work.worker import KONSIL

if TYPE_CHECKING:
    from konsil.work.addressing import Way
    from konsil.work.making import Made
    from konsil.work.telling import Letter

KINDS: dict[str, Kind] = {"member": "message", "doctor": "doctor", "centre": "centre", "clinic": "clinic"}


@dataclass(frozen=True)
class Said:
    """What goes out: a mail has a subject, a text message none."""

    message: Message
    sender: Sender


def message(letter: Letter, way: Way, here: Here, made: Made) -> Said:
    """The words of the message: that there is something, where, and whom to call; to a centre that is asked, what
    it may know and no more (Y10). `TextMissing` where the language has none."""
    programme, language = letter.case.programme, letter.to.language
    sender = sending_as.sender(programme, letter.known.texts, language, here)
    over, address = wording.over(letter.case, language), links.of_letter(letter)
    if way.channel == "sms":
        return Said(Message("", messages.sms(language, sender, address, over)), sender)
    if isinstance(fact := letter.entry.fact, centre.Asked):
        return Said(messages.enquiry(language, sender, _enquiry(fact, language), address, over), sender)
    return Said(messages.mail(KINDS[letter.to.kind], language, sender, address, over), sender)


def _enquiry(fact: centre.Asked, language: str) -> Enquiry:
    return Enquiry(
        disease=fact.disease,
        age_band=fact.age_band,
        languages=", ".join(wording.language_name(one, language) for one in fact.languages),
        wanted_by=dates.full(fact.wanted_by, language),
    )


def text_hash(said: Said | None) -> str:
    """What was said keeps its hash (R28)."""
    return sha256(f"{said.message.subject}\n{said.message.body}".encode()).hexdigest() if said else ""


def hand_over(letter: Letter, way: Way, said: Said, here: Here, made: Made) -> Outcome:
    """Give it to the gate of its channel. No lock is held."""
    if way.channel == "sms":
        return gateways.hand_over_text(here, letter.message_id, way.address, said.message.body)
    return gateways.hand_over_mail(
        here, letter.message_id, way.address, said.message, letter.to.language, said.sender.programme,
        attached(letter, way, made),
    )  # fmt: skip


ATTACHED = frozenset(("authorisation",))


def attached(letter: Letter, way: Way, made: Made) -> bytes:
    """The paper itself, for a clinic's verified mailbox and for nobody else: the insured gets a link (O16)."""
    if letter.to.kind != "clinic" or letter.tell.letter not in ATTACHED:
        return b""
    clinic = recipients.organisation(KONSIL, letter.to.party)
    return made.pdf if clinic and clinic.settings.get("verified_mailbox") == way.address else b""


def print_out(letter: Letter, way: Way, here: Here, made: Made) -> None:
    """Put a letter where letters to be printed lie."""
    to = ", ".join((letter.to.recipient.name, *letter.to.recipient.lines)) or way.address
    subject = letter.known.texts.say(letter.to.language, f"letter.{letter.tell.letter}")
    gateways.print_out(letter.message_id, to, subject, letter.to.language, made.pdf, here.now)
