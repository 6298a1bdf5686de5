"""The treating doctor's page: one link, a code, a list, and every way to say that something does not come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

import uploads
from konsil.core.facts.opinion import DoctorAnswered, TalkAsked
from konsil.core.facts.records import RefusedByDoctor, Waived
from konsil.store import record as store
from konsil.store.queries.cases import whole
from konsil.work.worker import KONSIL
from portal_world import CODE, came_in, form, made_link, send, text

pytestmark = pytest.mark.django_db(transaction=True)
Play = Callable[..., str]


def seen(case: str) -> Any:
    return whole(KONSIL, case).case.seen


def doctor_of(case: str) -> str:
    return str(seen(case).named["record.asked"][0].fact.doctor)


def came(database: Any, case: str) -> Client:
    return came_in(database, doctor_of(case), "doctor", "Dr Shembull")


def test_before_the_code_there_are_initials_and_a_year_and_no_more(play: Play, database: Any) -> None:
    case = play("ilir")
    link, client = made_link(database, doctor_of(case), "doctor", "Dr Shembull", f"/doctor/{case}"), Client()
    before = text(client.get(f"/enter/{link}"))
    assert "E. H., 1974" in before
    assert [word for word in ("Elira", "Hoxha", "Histology", "MSO-") if word in before] == []
    assert client.post(f"/enter/{link}", {"code": CODE})["Location"] == f"/doctor/{case}"


def test_the_list_is_worked_off_with_a_photograph_a_reason_and_a_thank_you(play: Play, database: Any) -> None:
    case = play("ilir")
    client = came(database, case)
    page = client.get(f"/doctor/{case}")
    assert ("Histology of the biopsy" in text(page), "4\u202f000\u00a0ALL" in page.content.decode()) == (True, True)

    refused = {**form(page, "record.refused"), "code": "away", "note": "Back on Monday"}
    assert client.post(f"/cases/{case}/facts/record.refused", refused).status_code == 302
    assert seen(case).the(RefusedByDoctor).code == "away"
    assert "Back on Monday" in text(client.get(f"/doctor/{case}"))

    from django.core.files.uploadedfile import SimpleUploadedFile

    record = refused["record"]
    photo = SimpleUploadedFile("page.jpg", uploads.picture("JPEG"))
    answer = client.post(f"/papers/to/{case}/{record}", {"file": photo}, follow=True)
    assert "Thank you. It is here." in text(answer)
    assert seen(case).about({"record": record}).has("record.received")


def test_a_record_that_does_not_exist_is_said_once_and_settles_what_was_asked(play: Play, database: Any) -> None:
    case = play("ilir")
    client = came(database, case)
    page = client.get(f"/doctor/{case}")
    record = form(page, "record.waived")["record"]
    assert send(client, page, "record.waived").status_code == 302

    waived = seen(case).about({"record": record}).the(Waived)
    assert (waived.why, waived.reason) == ("does-not-exist", "It does not exist.")
    assert "There is none" in text(client.get(f"/doctor/{case}"))


def test_a_reason_without_a_choice_is_asked_for_again(play: Play, database: Any) -> None:
    case = play("ilir")
    client = came(database, case)
    page = client.get(f"/doctor/{case}")
    answer = send(client, page, "record.refused", code="")
    assert (answer.status_code, b'role="alert"' in answer.content) == (422, True)


def test_a_doctor_of_another_case_gets_what_is_not_there(play: Play, database: Any) -> None:
    case = play("ilir")
    stranger = came_in(database, "dr-gjoni", "doctor", "Dr Gjoni")
    assert stranger.get(f"/doctor/{case}").status_code == 404


@pytest.mark.shows("A31")
def test_the_opinion_stands_on_one_page_and_the_doctors_answer_is_recorded(play: Play, database: Any) -> None:
    """two deliveries, each delivered or waived by the member in writing; the doctor's acceptance or refusal recorded; \
both settled before the outcome `delivered`"""
    case = play("besnik", "opinion.delivered")
    delivered = {one.fact.delivery for one in seen(case).named["opinion.delivered"]}
    for delivery in {"delivery-1", "delivery-2"} - delivered:
        told = {"delivery": delivery, "channel": "portal", "message": f"m-{delivery}"}
        store.record(KONSIL, case, "opinion.delivered", told, key=f"deliver-{delivery}")
    client = came(database, case)
    page = client.get(f"/doctor/{case}")
    assert "On one page" in text(page)
    assert "The plan is good as it is." in text(page)
    client.get(f"/doctor/{case}")
    doctors = [one for one in seen(case).named["opinion.opened"] if one.by.role == "doctor"]
    assert len(doctors) == 1  # the first look, and no other

    assert send(client, page, "doctor.answered", accepts="no", words="I stay with my plan.").status_code == 302
    found = seen(case).the(DoctorAnswered)
    assert (found.accepts, found.words) == (False, "I stay with my plan.")
    assert "You do not take it on" in text(client.get(f"/doctor/{case}"))


def test_a_doctor_may_ask_to_talk_to_the_specialist(play: Play, database: Any) -> None:
    case = play("besnik", "opinion.delivered")
    if "delivery-2" not in {one.fact.delivery for one in seen(case).named["opinion.delivered"]}:
        told = {"delivery": "delivery-2", "channel": "portal", "message": "m-2"}
        store.record(KONSIL, case, "opinion.delivered", told, key="deliver-2")
    client = came(database, case)
    assert send(client, client.get(f"/doctor/{case}"), "talk.asked", about="The margins").status_code == 302
    assert seen(case).the(TalkAsked).by_whom == "doctor"


def test_after_the_consent_is_withdrawn_nothing_is_asked(play: Play, database: Any, her: Client) -> None:
    case = play("ilir")
    client = came(database, case)
    send(her, her.get(f"/my/{case}/stop"), "consent.withdrawn")
    page = text(client.get(f"/doctor/{case}"))
    assert ("Please send nothing." in page, "Histology" in page) == (True, False)
