"""Signing the consent: by name and code, by drawing; the paper, and evidence that a foreign tool can check."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from desk_world import Desk
from konsil.core.facts.consent import Signed
from konsil.store import record as store
from konsil.store.queries.cases import whole
from konsil.store.registers import entrances
from konsil.work.worker import KONSIL
from portal_world import CODE, form, text
from two_houses import working

Play = Callable[..., str]
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100" width="300" height="100">'
    '<path d="M 10.000,50.000 C 20.000,40.000 30.000,30.000 40.000,20.000" stroke="black"></path>'
    '<path d="M 40.000,20.000 C 60.000,30.000 80.000,60.000 90.000,70.000" stroke="black"></path>'
    '<path d="M 120.000,50.000 C 130.000,40.000 140.000,30.000 150.000,20.000" stroke="black"></path>'
    '<path d="M 150.000,20.000 C 170.000,30.000 200.000,60.000 290.000,70.000" stroke="black"></path></svg>'
)


def signed(case: str) -> Signed:
    found = whole(KONSIL, case).case.seen.the(Signed)
    assert found
    return found


def key_of(page: Any) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def minted(database: Any, owner: Any) -> None:
    """What the worker does with the code that was asked for."""
    ((args,),) = owner.execute(
        "SELECT args FROM procrastinate_jobs WHERE task_name = 'entrance-code' ORDER BY id DESC LIMIT 1"
    ).fetchall()
    with working(database):
        assert entrances.keep_code(args["entrance"], entrances.keyed(CODE))


@pytest.mark.django_db
def test_the_page_holds_the_very_words_of_the_form(play: Play, her: Client) -> None:
    from konsil.letters import forms

    case = play("elira")
    page, words = text(her.get(f"/my/{case}/consent")), forms.latest("AL", "sq")
    assert [one in page for one in (words.opening, words.what, *words.limits, *words.rights, words.agree)] == [True] * (
        3 + len(words.limits) + len(words.rights)
    )
    assert words.sha256[:16] in page


@pytest.mark.django_db(transaction=True)
def test_a_name_and_a_code_sign_and_the_code_is_good_once(play: Play, her: Client, database: Any, owner: Any) -> None:
    case = play("elira")
    asked = her.post(f"/my/{case}/consent/code", {"name": "Elira Hoxha"})
    assert "A code is on its way" in text(asked)
    minted(database, owner)
    wrong = her.post(f"/my/{case}/consent", {"name": "Elira Hoxha", "code": "000000", "key": key_of(asked)})
    assert (wrong.status_code, "This code is wrong or too old" in text(wrong)) == (422, True)

    told = {"name": "Elira Hoxha", "code": f"{CODE[:3]} {CODE[3:]}", "key": key_of(wrong)}
    assert her.post(f"/my/{case}/consent", told)["Location"] == f"/my/{case}?signed=1"
    assert signed(case).way == "code"
    assert her.post(f"/my/{case}/consent", told)["Location"] == f"/my/{case}"
    assert [entry.name for entry in whole(KONSIL, case).case.entries].count("consent.signed") == 1


@pytest.mark.django_db
def test_without_a_code_nothing_is_signed_and_what_was_typed_is_kept(play: Play, her: Client) -> None:
    case = play("elira")
    page = her.get(f"/my/{case}/consent")
    answer = her.post(f"/my/{case}/consent", {"name": "Elira H.", "code": "", "key": key_of(page)})
    assert answer.status_code == 422
    assert b'value="Elira H."' in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "drawn", ["scribble", '<svg viewBox="0 0 300 100"></svg>', '<svg viewBox="0 0 3 1"><path d="M 1 1"/></svg>']
)
def test_a_slip_of_the_finger_is_no_signature(play: Play, her: Client, drawn: str) -> None:
    case = play("elira")
    page = her.get(f"/my/{case}/consent")
    answer = her.post(f"/my/{case}/consent", {"signature_svg": drawn, "key": key_of(page)})
    assert (answer.status_code, "We could not see your signature" in text(answer)) == (422, True)


def drawn(play: Play, her: Client) -> str:
    case = play("elira")
    page = her.get(f"/my/{case}/consent")
    answer = her.post(f"/my/{case}/consent", {"signature_svg": SVG, "key": key_of(page)})
    assert answer["Location"] == f"/my/{case}?signed=1"
    return case


@pytest.mark.django_db
def test_a_drawing_signs_and_the_signed_paper_is_among_her_papers(play: Play, her: Client) -> None:
    case = drawn(play, her)
    assert signed(case).way == "drawn"
    pdf = her.get(f"/papers/{signed(case).document}")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.shows("X32")
def test_the_evidence_of_a_signature_is_verified_by_openssl(play: Play, her: Client, tmp_path: Path) -> None:
    """signature evidence verified by a second, foreign tool"""
    case = drawn(play, her)
    answer = her.get(f"/my/{case}/consent/proof")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        packed.extractall(tmp_path)
    told = json.loads((tmp_path / "evidence.json").read_text("utf8"))

    assert told["pdf_sha256"] == hashlib.sha256((tmp_path / "consent.pdf").read_bytes()).hexdigest()
    assert (told["way"], told["signed_by"], told["consent"], len(told["strokes"])) == (
        "drawn", "Elira Hoxha", "consent-1", 2,
    )  # fmt: skip
    assert told["form"]["language"] == "sq"
    assert told["form"]["sha256"]
    assert openssl(tmp_path) == 0

    altered = (tmp_path / "evidence.json").read_bytes().replace(b"Elira", b"Elisa")
    (tmp_path / "evidence.json").write_bytes(altered)
    assert openssl(tmp_path) == 1


def openssl(folder: Path) -> int:
    command = "openssl pkeyutl -verify -pubin -inkey seal.pem -rawin -in evidence.json -sigfile evidence.sig"
    return subprocess.run(command.split(), cwd=folder, capture_output=True).returncode


@pytest.mark.django_db
def test_she_may_say_no_and_nothing_is_held_against_her(play: Play, her: Client) -> None:
    case = play("elira")
    page = her.get(f"/my/{case}/consent")
    told = form(page, "consent.refused")
    assert her.post(f"/cases/{case}/facts/consent.refused", told).status_code == 302
    assert "your insurance and your treatment stay as they are" in text(her.get(f"/my/{case}"))


@pytest.mark.django_db
def test_nobody_else_signs(play: Play, desk: Desk) -> None:
    case = play("elira")
    assert desk.client().get(f"/my/{case}/consent").status_code == 404


# -- the opinion ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_contrary_opinion_is_opened_first_on_call_me_or_read_now(play: Play, desk: Desk, her: Client) -> None:
    case = play("liri")
    released(desk, case)
    before = her.get(f"/my/{case}/opinion")
    assert ("Call me first" in text(before), "Read it now" in text(before)) == (True, True)
    assert "The experts see another diagnosis." not in text(before)

    her.post(f"/cases/{case}/facts/message.received", form(before, "message.received"))
    assert "Please call me before I read it." in text(her.get(f"/my/{case}/messages"))
    again = her.get(f"/my/{case}/opinion")
    her.post(f"/cases/{case}/facts/opinion.opened", form(again, "opinion.opened"))
    assert "Three sentences for your doctor" in text(her.get(f"/my/{case}/opinion"))


def released(desk: Desk, case: str) -> None:
    """The last steps of an opinion: read by a second person, let go, handed over to the member."""
    marku, konsil = desk.actor("medical-officer", "marku"), KONSIL
    done = [entry.name for entry in whole(KONSIL, case).case.fold.live]
    ticks = dict.fromkeys(("right_person", "right_side", "right_diagnosis", "every_question", "nobody_else"), True)
    steps = (
        ("opinion.coding-confirmed", marku, {}),
        ("opinion.checked", marku, ticks),
        ("opinion.released", desk.actor(), {}),
    )  # fmt: skip
    for name, by, told in steps:
        if name not in done:
            store.record(by, case, name, {"opinion": "opinion-1", **told}, key=f"last-{name}")
    told = {"delivery": "delivery-1", "channel": "portal", "message": "m-1"}
    store.record(konsil, case, "opinion.delivered", told, key="last-delivered")


@pytest.mark.django_db
@pytest.mark.shows("A35")
def test_the_opinion_answers_her_questions_and_a_talk_can_be_asked(play: Play, her: Client) -> None:
    """request → appointment → minutes; answer appended as addendum"""
    case = play("besnik", "doctor.answered")
    page = her.get(f"/my/{case}/opinion")
    if b"/facts/opinion.opened" in page.content:
        told = form(page, "opinion.opened")
        her.post(f"/cases/{case}/facts/opinion.opened", told)
        page = her.get(f"/my/{case}/opinion")
    said = text(page)
    assert "The diagnosis is right." in said
    assert "Would radiotherapy do as well?" in said
    assert "Three sentences for your doctor" in said
    asked = her.post(f"/cases/{case}/facts/talk.asked", {**form(page, "talk.asked"), "about": "The nerves"})
    assert asked.status_code == 302
    assert "You asked on" in text(her.get(f"/my/{case}/opinion"))
