"""The papers of the planted cases: what facts name `d_elira_mri` is a real document.

Records are files that nobody here wrote, an International Patient Summary of HL7's examples and images of pydicom's
test files, as a clinic would send them; forms and opinions are letters of our own making, marked as a demo's.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydicom.data import get_testdata_file

from konsil.core.case import Actor, Case
from konsil.core.facts.attendance import performed
from konsil.core.facts.opinion import Coded
from konsil.core.facts.request import told
from konsil.core.journey import Step
from konsil.gates import typst
from konsil.letters.models import Coordinator, Note, Recipient
from konsil.library import Version
from konsil.store.models.fields import public_id
from konsil.store.queries import recipients
from konsil.store.queries.people import person_of
from konsil.store.queries.reading import reading, rows
from konsil.store.registers.documents import Filing, file_document
from konsil.work import gateways, sending_as

KONSIL = Actor("konsil", "konsil", "konsil")
IMAGES = {"mri": "MR_small.dcm", "pet": "CT_small.dcm"}
SUMMARIES = ("Bundle-IPS-examples-Bundle-01.json", "Bundle-bundle-ips-all-sections.json")
PDF = "application/pdf"


@dataclass(frozen=True)
class Paper:
    """Bytes to be filed: what they are, and how the page calls them."""

    kind: str
    name: str
    mime: str
    content: bytes


def named(told: Any) -> Iterator[str]:
    """The words for documents in a step's data."""
    if isinstance(told, str) and told.startswith("d_"):
        yield told
    elif isinstance(told, Mapping):
        for value in told.values():
            yield from named(value)
    elif isinstance(told, list | tuple):
        for value in told:
            yield from named(value)


def drawn(steps: Iterable[Step]) -> dict[str, str]:
    """A public id for each word that the steps have for a document."""
    return {word: public_id("d") for word in sorted({word for step in steps for word in named(step.told)})}


def file(version: Version, case: Case, public: str, words: Mapping[str, str]) -> None:
    """File the papers of a planted case under the ids its facts name."""
    with reading(KONSIL):
        case_id, person_id, number = rows("SELECT id, person_id, number FROM cases WHERE public = %s", public)[0]
    for word, document in words.items():
        paper = _paper(version, case, person_id, number, word.rpartition("_")[2])
        stored = gateways.keep(public, paper.content)
        filing = Filing(
            case_id, person_id, paper.kind, "medical", "", paper.name, "en", sha256(paper.content).digest(),
            len(paper.content), paper.mime, stored.name,
        )  # fmt: skip
        file_document(KONSIL, filing, public=document)


def _paper(version: Version, case: Case, person_id: int, number: str, what: str) -> Paper:
    if what in IMAGES:
        found = get_testdata_file(IMAGES[what], download=False)
        assert isinstance(found, str)
        return Paper("imaging", f"{what}.dcm", "application/dicom", Path(found).read_bytes())
    if what in ("consent", "opinion"):
        title, paragraphs = (_consent if what == "consent" else _opinion)(case)
        return Paper(what, f"{what}.pdf", PDF, _letter(version, person_id, number, title, paragraphs))
    if what == "signature":
        return Paper(
            "visit-signature", "services-signed.pdf", PDF, _letter(version, person_id, number, *_services(case))
        )
    bundle = files("konsil.demo") / "data" / "vendor" / SUMMARIES[len(what) % 2]
    content = json.dumps(json.loads(bundle.read_text("utf8"))).encode()
    return Paper(
        "histology" if what in ("histology", "biopsy") else "summary", f"{what}.json", "application/fhir+json", content
    )


def _consent(case: Case) -> tuple[str, tuple[str, ...]]:
    return "Use of medical data: the signed form", (
        "I agree that my treating doctor gives my records to the operator of this service, and that the operator passes"
        " them to the centre I choose, for a second opinion and for nothing else.",
        "I can take this back at any time. From that moment nothing more leaves.",
        "Signed on the portal with a code. This paper belongs to a demo: the person and the signature are invented.",
    )  # fmt: skip


def _services(case: Case) -> tuple[str, tuple[str, ...]]:
    lines = tuple(f"{count} × {code}" for code, count in performed(case.seen).items())
    return "Services received, signed", (*lines, "Signed with a code. This paper and the signature are invented.")


def _opinion(case: Case) -> tuple[str, tuple[str, ...]]:
    coded, request = case.seen.the(Coded), told(case.seen)
    if coded is None:
        return "Second opinion", (f"Our review of {request.diagnosis_words if request else 'the case'}.",)
    verdicts = tuple(f"{one.of}: {one.says}. {one.words}" for one in (*coded.diagnosis, *coded.plan))
    answers = tuple(f"Question: {one.question} Answer: {one.words}" for one in coded.answers)
    board = "; ".join(f"{one.name}, {one.speciality}" for one in coded.reviewers)
    return "Second opinion", (*verdicts, *coded.recommendations, *answers, f"Reviewed by: {board}.")


def _letter(version: Version, person_id: int, number: str, title: str, paragraphs: tuple[str, ...]) -> bytes:
    here = recipients.here(KONSIL)
    with reading(KONSIL):
        person = person_of(person_id)
    assert person
    sender = sending_as.sender(version.programme, version.texts, "en", here)
    note = Note(
        sender=sender, recipient=Recipient(name=person.name), coordinator=Coordinator(name="Arta Dervishi"),
        reference=number, written_on=date(2026, 11, 20), subject=title, paragraphs=paragraphs,
    )  # fmt: skip
    return typst.paper(note, "en")
