"""The paper of a letter: its ground gathered, its PDF made, filed as a document of the case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from konsil.core.case import Case
from konsil.core.facts import authorisation, opinion, records, visit
from konsil.core.facts.authorisation import Paper
from konsil.gates import typst
from konsil.letters import models
from konsil.letters.models import Coordinator
from konsil.store.projections import owner
from konsil.store.queries import clinic, recipients
from konsil.store.queries.people import PersonSeen, person_of
from konsil.store.queries.reading import reading
from konsil.store.queries.recipients import Here
from konsil.store.registers import people
from konsil.store.registers.documents import Filing, documents, file_document
from konsil.work import gateways, links, sending_as, slips, wording
from konsil.work.papers import Ground, Place, text_language
from konsil.work.papers import paper as paper_of
from konsil.work.worker import KONSIL

if TYPE_CHECKING:
    from konsil.work.addressing import Way
    from konsil.work.telling import Letter


@dataclass(frozen=True)
class Made:
    """The document filed and its bytes; both empty where a message is all there is."""

    document: str = ""
    pdf: bytes = b""
    link: str = ""


def paper(letter: Letter, way: Way, here: Here, known: str = "") -> Made:
    """Make and file the paper; one that an earlier try filed is taken as it lies there."""
    if known:
        found = documents(KONSIL, letter.known.case_id, (known,))
        return Made(known, gateways.kept(letter.known.public, found[0].stored))
    link = links.of_letter(letter) if way.channel == "post" else ""
    gathered = ground(letter, here, link)
    value = paper_of(letter.tell.letter, gathered)
    if value is None:
        return Made(link=link)
    language = text_language(letter.tell.letter, gathered)
    pdf = typst.paper(value, language, over=gathered.over)
    return Made(_filed(letter, language, pdf), pdf, link)


def _filed(letter: Letter, language: str, pdf: bytes) -> str:
    stored = gateways.keep(letter.known.public, pdf)
    category = "personal" if letter.to.kind == "member" else "medical"
    return file_document(KONSIL, Filing(
        letter.known.case_id, letter.known.person_id, letter.tell.letter, category, f"letter.{letter.tell.letter}",
        f"{letter.tell.letter}-{letter.known.number}.pdf", language, bytes.fromhex(stored.sha256), stored.size,
        "application/pdf", stored.name,
    ))  # fmt: skip


def ground(letter: Letter, here: Here, link: str = "") -> Ground:
    """Everything a letter rests on, looked up."""
    known, language = letter.known, letter.to.language
    with reading(KONSIL):
        person = person_of(known.person_id)
        assert person
        named = _parties(known.case)
        organisations = {key: found for key in named if (found := recipients.organisation(KONSIL, key))}
        doctors = {key: one for key in named if (one := recipients.doctor(KONSIL, key))}
    return Ground(
        case=known.case, entry=letter.entry, item=letter.item, about=letter.about, now=here.now, number=known.number,
        person=person, language=language, role=letter.to.role,
        sender=sending_as.sender(known.case.programme, known.texts, language, here),
        coordinator=coordinator(known.case), recipient=letter.to.recipient, organisations=organisations,
        doctors=doctors, over=wording.over(known.case, language), link=link,
        original_pages=_pages(letter), left=_left(letter), **_visit(letter, person),
        language_name=partial(wording.language_name, language=language),
    )  # fmt: skip


def _visit(letter: Letter, person: PersonSeen) -> dict[str, Any]:
    """What only a letter about a visit rests on: its place, the names of its services, what its paper has to hold."""
    known, language = letter.known, letter.to.language
    if not known.case.seen.entries_of(visit.Requested):
        return {}
    names = clinic.names(KONSIL)
    refusals = known.case.programme.terms(authorisation.Terms).refusals
    return {
        "places": {key: Place(one.name, one.address, one.city, one.zone) for key, one in names.places.items()},
        "services": {code: names.service(code, language) for code in names.services},
        "reasons": {key: known.texts.say(language, f"line-refusal.{key}") for key in refusals},
        "national": people.number_of(KONSIL, person.public) if isinstance(letter.entry.fact, Paper) else "",
        "code": slips.code(known.case, letter.entry) if isinstance(letter.entry.fact, Paper) else "",
    }


def _parties(case: Case) -> set[str]:
    """The centres and doctors a letter may name."""
    found: set[str] = set()
    for entry in case.seen.live:
        for field in ("centre", "clinic", "doctor", "to"):
            value = getattr(entry.fact, field, "")
            found |= {value} if isinstance(value, str) and value else set()
        found |= set(getattr(entry.fact, "centres", ()))
    return found


def coordinator(case: Case) -> Coordinator:
    """Who signs: the case's owner, or the operator where nobody owns it yet."""
    named, operator = owner(case.seen), recipients.organisation(KONSIL, case.programme.operator)
    people = recipients.colleagues(KONSIL, case.programme.operator)
    found = next((one.name for one in people if named in (one.name, one.account)), named)
    return Coordinator(name=found or (operator.name if operator else case.programme.operator),
                       phone=case.programme.contact.phone)  # fmt: skip


def _left(letter: Letter) -> tuple[models.Sent, ...]:
    """What the recipient was sent of the file, each document with its fingerprint; for a recall alone."""
    if letter.tell.letter != "recall":
        return ()
    found: list[models.Sent] = []
    for entry in letter.case.seen.entries_of(records.Disclosed):
        if isinstance(entry.fact, records.Disclosed) and entry.fact.to == letter.to.party:
            every = documents(KONSIL, letter.known.case_id, entry.fact.documents)
            found += (models.Sent(title=one.name or one.kind, sent_at=entry.at, digest=one.sha256) for one in every)
    return tuple(found)


def _pages(letter: Letter) -> int:
    """The pages of the opinion as it arrived."""
    received = letter.about.the(opinion.Received)
    found = documents(KONSIL, letter.known.case_id, (received.document,)) if received else ()
    if not found or found[0].mime != "application/pdf" or not found[0].stored:
        return 1
    import pikepdf

    with pikepdf.open(BytesIO(gateways.kept(letter.known.public, found[0].stored))) as pdf:
        return len(pdf.pages)
