"""A signature as a paper and as evidence that others can check: the signed form, and beside it a record of who signed
what, how and when, under the seal of this installation (Ed25519).

`proof` packs both with the seal's public key: `openssl pkeyutl -verify` says whether a word of it was changed.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from konsil.core import seal
from konsil.core.case import Actor, Entry
from konsil.core.facts import centre, consent, request
from konsil.core.programme import Programme
from konsil.gates import GateRefused, typst
from konsil.gates.keys import keyring
from konsil.letters import forms, models
from konsil.letters.models import Letter, Recipient, Signed, Strokes
from konsil.store.queries import recipients
from konsil.store.queries.cases import Whole
from konsil.store.queries.papers import Paper, papers
from konsil.store.queries.people import PersonSeen
from konsil.store.registers.documents import Filing, file_document
from konsil.work import addressing, gateways, making, sending_as, wording
from konsil.work.worker import KONSIL

Way = Literal["drawn", "code", "mark"]
Lines = tuple[tuple[tuple[float, float], ...], ...]
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
FEWEST = 6  # points: a slip of the finger is no signature
LARGEST = 400_000  # characters of a drawing


@dataclass(frozen=True)
class Hand:
    """How somebody signed. `typed` is the name as they wrote it, `sent_to` where their code went, masked."""

    actor: Actor
    way: Way
    typed: str
    at: datetime
    sent_to: str = ""
    lines: Lines = ()


def form_of(programme: Programme, released: Entry) -> forms.Form:
    """The very form that was released (A13); where its name is not one of a form, the one in force in its language."""
    known = released.known
    assert isinstance(known, consent.FormText)
    try:
        return forms.form(known.form, known.language, int(known.version))
    except (forms.FormMissing, ValueError):
        return forms.latest(programme.country, known.language or programme.languages[0])


def strokes(svg: str) -> Lines:
    """A drawing as lines of points in a field three times as wide as high. Refused: `signature-empty`."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg[:2000])
    if not box or len(svg) > LARGEST:
        raise GateRefused("signature-empty")
    scale = max(float(box[1]) / 3, float(box[2]), 1.0)
    lines = tuple(_joined(_moves(svg, scale)))
    if sum(map(len, lines)) < FEWEST:
        raise GateRefused("signature-empty")
    return lines


def _moves(svg: str, scale: float) -> Iterator[list[tuple[float, float]]]:
    """Each path's beginning and the ends of its curves."""
    for path in re.findall(r'<path[^>]*? d="([^"]+)"', svg):
        told = [min(max(float(one) / scale, 0.0), 3.0) for one in NUMBER.findall(path)]
        points = list(zip(told[::2], told[1::2], strict=False))
        found = points[:1] + points[3::3]
        yield [(round(x / 3, 4), round(min(y, 1.0), 4)) for x, y in found]


def _joined(moves: Iterator[list[tuple[float, float]]]) -> Iterator[tuple[tuple[float, float], ...]]:
    """Curves that go on where the last one ended are one line."""
    line: list[tuple[float, float]] = []
    for move in moves:
        if line and move and move[0] == line[-1]:
            line += move[1:]
            continue
        if len(line) > 1:
            yield tuple(line)
        line = move
    if len(line) > 1:
        yield tuple(line)


def sign(whole: Whole, person: PersonSeen, released: Entry, hand: Hand) -> str:
    """Make the signed form, file it with its evidence: the public id of the paper that `consent.signed` names."""
    form = form_of(whole.case.programme, released)
    letter, over = _letter(whole, person, released, hand), wording.over(whole.case, form.language)
    pdf = typst.paper(letter, form.language, over=over)
    document = filed(whole, hand.actor, "consent", f"{form.title}.pdf", form.language, "application/pdf", pdf)
    told = _evidence(whole, released, hand, form, pdf)
    name = f"{document}.json"
    filed(whole, hand.actor, "consent-evidence", name, form.language, "application/json", sealed(told, hand))
    return document


def _letter(whole: Whole, person: PersonSeen, released: Entry, hand: Hand) -> Letter:
    programme, form = whole.case.programme, form_of(whole.case.programme, released)
    told, chosen = request.told(whole.case.seen), whole.case.seen.the(centre.Chosen)
    organisation = recipients.organisation(KONSIL, chosen.centre) if chosen else None
    here = recipients.here(KONSIL)
    return models.Consent(
        sender=sending_as.sender(programme, whole.texts, form.language, here),
        recipient=Recipient(name=person.name, called=person.called or person.given),
        coordinator=making.coordinator(whole.case), reference=whole.number,
        written_on=hand.at.astimezone(programme.zone).date(), country=form.country, version=form.version,
        member=person.name, born=person.born_on,
        doctor=(told.last_seen_by or told.diagnosed_by if told else "") or "—",
        centre=organisation.name if organisation else "", covers=_covers(released),
        signed=Signed(by=hand.typed, on_behalf_of=person.name if hand.actor.on_behalf_of else "", at=hand.at,
                      how="drawn" if hand.way == "drawn" else "code", strokes=Strokes(lines=hand.lines)),
    )  # fmt: skip


def _covers(released: Entry) -> tuple[str, ...]:
    return released.fact.covers if isinstance(released.fact, consent.Released) else ()


def _evidence(whole: Whole, released: Entry, hand: Hand, form: forms.Form, pdf: bytes) -> dict[str, Any]:
    return {
        "at": seal.instant(hand.at),
        "case": whole.number,
        "code_sent_to": hand.sent_to,
        "consent": released.items["consent"],
        "covers": list(_covers(released)),
        "form": {"country": form.country, "language": form.language, "version": form.version, "sha256": form.sha256},
        "on_behalf_of": hand.actor.on_behalf_of,
        "pdf_sha256": sha256(pdf).hexdigest(),
        "signed_by": hand.typed,
        "signed_in_as": hand.actor.name,
        "strokes": hand.lines,
        "what": "consent",
        "way": hand.way,
    }


def sealed(told: dict[str, Any], hand: Hand) -> bytes:
    """The evidence as the text that was signed, with the signature and the key it was made by."""
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    signature = keyring().sign(text.encode())
    sealed = {"evidence": text, "key": signature[:4].hex(), "signature": signature[4:].hex()}
    return json.dumps(sealed, ensure_ascii=False).encode()


def filed(whole: Whole, actor: Actor, kind: str, name: str, language: str, mime: str, content: bytes) -> str:
    """File a paper of our own with the case: its public id."""
    stored = gateways.keep(whole.public, content)
    return file_document(actor, Filing(
        whole.case_id, whole.person_id, kind, "medical", "", name, language, bytes.fromhex(stored.sha256), stored.size,
        mime, stored.name,
    ))  # fmt: skip


def waive(whole: Whole, person: PersonSeen, language: str, subject: str, words: str, hand: Hand) -> str:
    """A waiver in writing, as a paper of the case: its public id."""
    programme = whole.case.programme
    letter = models.Note(
        sender=sending_as.sender(programme, whole.texts, language, recipients.here(KONSIL)),
        recipient=Recipient(name=person.name), coordinator=making.coordinator(whole.case), reference=whole.number,
        written_on=hand.at.astimezone(programme.zone).date(), subject=subject, paragraphs=(words, hand.typed),
    )  # fmt: skip
    pdf = typst.paper(letter, language, over=wording.over(whole.case, language))
    return filed(whole, hand.actor, "waiver", f"{subject}.pdf", language, "application/pdf", pdf)


# -- the proof -----------------------------------------------------------------------------------------------------

HOW = """openssl pkeyutl -verify -pubin -inkey seal.pem -rawin -in evidence.json -sigfile evidence.sig
sha256sum consent.pdf      (pdf_sha256 in evidence.json)
"""


def evidence_of(actor: Actor, case: str, document: str) -> Paper | None:
    """The evidence that was filed with a signed paper."""
    found = (one for one in papers(actor, case) if one.kind.endswith("-evidence") and one.name == f"{document}.json")
    return next(found, None)


def proof(paper: Paper, evidence: Paper, named: str = "consent.pdf") -> bytes:
    """A zip: the paper under this name, the evidence, its signature, the seal's public key, and how to check it."""
    told = json.loads(gateways.kept(evidence.case, evidence.stored))
    public = Ed25519PublicKey.from_public_bytes(keyring().public_keys()[told["key"]])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(named, gateways.kept(paper.case, paper.stored))
        packed.writestr("evidence.json", told["evidence"])
        packed.writestr("evidence.sig", bytes.fromhex(told["signature"]))
        packed.writestr("seal.pem", public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        packed.writestr("HOW-TO-CHECK.txt", HOW.replace("consent.pdf", named))
    return out.getvalue()


def code_address(person: PersonSeen) -> tuple[str, str]:
    """Where a code for this person goes, and how that is told: the end of a number, the beginning of an address."""
    address = addressing.of_person("member", person).code
    name, at, host = address.partition("@")
    return address, f"{name[:2]}…@{host}" if at else f"… {address[-2:]}"
