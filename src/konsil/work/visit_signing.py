"""The signature for the services of a visit: a paper of the list performed, and the evidence beside it, sealed as that
of a consent is; `konsil.work.signing.proof` packs both for whoever wants to check them without us (O26, X32)."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from konsil.core import seal
from konsil.gates import typst
from konsil.letters import models
from konsil.letters.models import Recipient
from konsil.store.queries import recipients
from konsil.store.queries.cases import Whole
from konsil.store.queries.people import PersonSeen
from konsil.work import making, sending_as, wording
from konsil.work.signing import Hand, filed, sealed
from konsil.work.worker import KONSIL


@dataclass(frozen=True)
class Listed:
    """What is signed for: the booking, the fingerprint of the list performed, and its lines in words."""

    booking: str
    fingerprint: str
    lines: tuple[tuple[str, str, int], ...]  # code, in words, how many
    read_aloud: bool = False
    witness: str = ""


def sign(whole: Whole, person: PersonSeen, listed: Listed, hand: Hand, language: str, subject: str) -> str:
    """File the paper and its evidence: the public id that `visit.signed` names."""
    programme = whole.case.programme
    letter = models.Note(
        sender=sending_as.sender(programme, whole.texts, language, recipients.here(KONSIL)),
        recipient=Recipient(name=person.name, called=person.called or person.given),
        coordinator=making.coordinator(whole.case), reference=whole.number,
        written_on=hand.at.astimezone(programme.zone).date(), subject=subject,
        paragraphs=(*(f"{count} × {words} ({code})" for code, words, count in listed.lines), hand.typed),
    )  # fmt: skip
    pdf = typst.paper(letter, language, over=wording.over(whole.case, language))
    document = filed(whole, hand.actor, "visit-signature", f"{subject}.pdf", language, "application/pdf", pdf)
    told = _evidence(whole, listed, hand, pdf)
    filed(whole, hand.actor, "visit-evidence", f"{document}.json", language, "application/json", sealed(told, hand))
    return document


def _evidence(whole: Whole, listed: Listed, hand: Hand, pdf: bytes) -> dict[str, Any]:
    return {
        "at": seal.instant(hand.at),
        "booking": listed.booking,
        "case": whole.number,
        "code_sent_to": hand.sent_to,
        "list": [[code, count] for code, _, count in listed.lines],
        "list_sha256": listed.fingerprint,
        "on_behalf_of": hand.actor.on_behalf_of,
        "pdf_sha256": sha256(pdf).hexdigest(),
        "read_aloud": listed.read_aloud,
        "signed_by": hand.typed,
        "signed_in_as": hand.actor.name,
        "strokes": hand.lines,
        "way": hand.way,
        "what": "visit",
        "witness": listed.witness,
    }
