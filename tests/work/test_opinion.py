"""From the released file to the delivered opinion: what a centre is told, what member and doctor receive."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from konsil.core.disclosure import readable
from konsil.store import attempts
from konsil.store.registers.documents import Filing, documents, file_document
from konsil.work import gateways, telling
from konsil.work.worker import KONSIL
from work_lines import ARTA, MARKU, World
from work_steps import signed

pytestmark = pytest.mark.django_db(transaction=True)
AtWork = Callable[[], AbstractContextManager[None]]
CODED: dict[str, Any] = {
    "diagnosis": [{"of": "C50.4", "says": "refined", "words": "HER2 is low, not negative."}],
    "plan": [{"of": "Mastectomy", "says": "adapt", "words": "Breast-conserving surgery does as well."}],
    "recommendations": ["Surgery that keeps the breast.", "Radiotherapy after it."],
    "reviewers": [
        {"name": "Prof. Ingrid Lund", "speciality": "surgery", "part": "chair"},
        {"name": "Dr Mads Holm", "speciality": "oncology", "part": "oncologist"},
    ],
    "answers": [{"question": "Can the breast be kept?", "words": "Yes.", "answerable": True}],
}


def document(world: World, case: str, kind: str, pages: int = 1) -> str:
    """A document of the case that may be served."""
    out, known = BytesIO(), world.case(case)
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(out)
    stored = gateways.keep(case, out.getvalue())
    return file_document(ARTA, Filing(
        known.case_id, known.person_id, kind, "medical", "", f"{kind}.pdf", "en", bytes.fromhex(stored.sha256),
        stored.size, "application/pdf", stored.name,
    ))  # fmt: skip


def disclosed(world: World, at_work: AtWork) -> tuple[str, str]:
    """A case whose file went to its centre, and the record in it."""
    world.person("Elira", email="elira@example.al")
    case = signed(world, at_work, "Elira")
    world.record(case, "treatment.planned", items=["Mastectomy"], on="2026-12-15")
    world.record(case, "questions.put", questions=["Can the breast be kept?"])
    world.record(case, "record.asked", kind="imaging", what="MRI", doctor="dr-leka")
    record = document(world, case, "imaging")
    world.record(case, "record.received", record="record-1", document=record)
    world.record(case, "records.completed", checked=["record-1"])
    seq = world.record(case, "records.released", to="nordhaven")
    with at_work():
        telling.tell(case, seq, 0, "")
    return case, record


def released(world: World, at_work: AtWork, channel: str = "email") -> tuple[str, int]:
    """A case whose opinion was just let go to member and doctor."""
    case, _ = disclosed(world, at_work)
    original = document(world, case, "opinion", pages=9)
    world.record(case, "opinion.received", document=original, way="email")
    world.record(case, "opinion.coded", opinion="opinion-1", **CODED)
    world.record(case, "opinion.coding-confirmed", MARKU, opinion="opinion-1")
    world.record(case, "delivery.planned", opinion="opinion-1", to="member", channel=channel)
    world.record(case, "delivery.planned", opinion="opinion-1", to="doctor", channel="email")
    ticks = ("right_person", "right_side", "right_diagnosis", "every_question", "nobody_else")
    world.record(case, "opinion.checked", MARKU, opinion="opinion-1", **dict.fromkeys(ticks, True))
    world.record(case, "call.offered", opinion="opinion-1", answer="held")
    return case, world.record(case, "opinion.released", opinion="opinion-1")


def text_of(world: World, case: str, document: str) -> str:
    filed = documents(KONSIL, world.case(case).case_id, (document,))[0]
    pdf = PdfReader(BytesIO(gateways.kept(case, filed.stored)))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_the_centre_learns_of_the_file_by_a_link_and_the_log_says_what_it_may_read(
    world: World, at_work: AtWork
) -> None:
    case, record = disclosed(world, at_work)
    mail = world.sent()[-1]
    fact = world.case(case).case.entries[-1].fact
    assert (mail.to, mail.subject) == ("desk@nordhaven.example", "A case waits for your centre")
    assert (fact.name, fact.to, fact.documents, fact.consent) == (  # type: ignore[attr-defined]
        "records.disclosed", "nordhaven", (record,), "consent-1",
    )  # fmt: skip
    assert "medical" in readable(world.case(case).case.seen, "centre", "nordhaven")


@pytest.mark.shows("A31")
def test_member_and_doctor_each_receive_their_own_paper(world: World, at_work: AtWork) -> None:
    """Two deliveries, each delivered or waived by the member in writing; the doctor's acceptance or refusal recorded;
    both settled before the outcome `delivered`"""
    case, seq = released(world, at_work)
    with at_work():
        telling.tell(case, seq, 0, "delivery-1")
        assert "opinion.delivered" in world.facts(case)
        telling.tell(case, seq, 0, "delivery-2")
    known = world.case(case)
    papers = {one.role: one for one in attempts.of_entry(KONSIL, known.case_id, seq)}
    assert [(role, one.address, one.letter) for role, one in papers.items()] == [
        ("member", "elira@example.al", "opinion"),
        ("doctor", "leka@example.al", "opinion"),
    ]
    member, doctor = (text_of(world, case, papers[role].document) for role in ("member", "doctor"))
    for said in ("Prof. Ingrid Lund", "Can the breast be kept?", "Surgery that keeps the breast."):
        assert (said in member, said in doctor) == (True, True)
    assert ("9" in member, "Elira Shembull" in doctor) == (True, True)
    assert world.facts(case).count("opinion.delivered") == 2
    from konsil.core.outcome import ends

    assert ends(known.case) == ("delivered",)


def test_what_a_courier_carries_is_printed_and_its_hand_over_told_by_a_person(world: World, at_work: AtWork) -> None:
    case, seq = released(world, at_work, channel="courier")
    with at_work():
        telling.tell(case, seq, 0, "delivery-1")
    assert [one.channel for one in world.sent()][-1] == "post"
    assert "opinion.delivered" not in world.facts(case)
    assert ("letter-to-post", None) in world.notices(case)
    world.record(case, "opinion.delivered", delivery="delivery-1", channel="courier", message="DHL 0000")
    with at_work():
        telling.tell(case, seq, 0, "delivery-1")
    assert world.facts(case).count("opinion.delivered") == 1


def test_a_delivery_that_was_held_back_does_not_go(world: World, at_work: AtWork) -> None:
    case, seq = released(world, at_work)
    before = len(world.sent())
    world.record(case, "opinion.held", opinion="opinion-1")
    with at_work():
        telling.tell(case, seq, 0, "delivery-1")
    assert len(world.sent()) == before


def test_what_cannot_be_concluded_is_told_in_a_letter(world: World, at_work: AtWork) -> None:
    case, _ = disclosed(world, at_work)
    seq = world.record(case, "opinion.inconclusive", missing="Immunohistochemistry")
    with at_work():
        telling.tell(case, seq, 0, "")
    paper = attempts.of_entry(KONSIL, world.case(case).case_id, seq)[0].document
    assert "Immunohistochemistry" in text_of(world, case, paper)
    assert "Çfarë mungon për opinionin tuaj të dytë" in text_of(world, case, paper)


def test_after_a_withdrawal_the_centre_is_asked_for_what_it_was_sent(world: World, at_work: AtWork) -> None:
    case, record = disclosed(world, at_work)
    world.record(case, "consent.withdrawn", consent="consent-1")
    assert "medical" not in readable(world.case(case).case.seen, "centre", "nordhaven")
    seq = world.record(case, "recall.sent", to="Nordhaven Klinik", channel="email")
    with at_work():
        telling.tell(case, seq, 0, "")
    assert world.sent()[-1].to == "desk@nordhaven.example"
    known = world.case(case)
    text = text_of(world, case, attempts.of_entry(KONSIL, known.case_id, seq)[0].document)
    digest = documents(KONSIL, known.case_id, (record,))[0].sha256
    assert (known.number in text, digest[:12] in text.replace(" ", ""), "Elira" in text) == (True, True, False)


def test_a_message_and_a_request_for_haste_are_links_alone(world: World, at_work: AtWork) -> None:
    case, _ = disclosed(world, at_work)
    message = world.record(case, "message.written", words="The centre has begun.")
    haste = world.record(case, "haste.asked", centre="nordhaven", working_days=8)
    with at_work():
        telling.tell(case, message, 0, "")
        telling.tell(case, haste, 0, "")
    assert [(one.to, one.subject) for one in world.sent()][-2:] == [
        ("elira@example.al", "Keni një mesazh"),
        ("desk@nordhaven.example", "A case waits for your centre"),
    ]
    assert "begun" not in world.sent()[-2].text
