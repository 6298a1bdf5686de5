"""The call centre's pages, each opened by whoever sits there; and nobody else."""

from __future__ import annotations

import pytest

from callcentre_world import Calls, text
from clinics_world import AGENT
from konsil.store.queries.traffic import who_read

pytestmark = pytest.mark.django_db


def test_every_page_opens_for_an_agent_and_says_what_it_is_for(calls: Calls) -> None:
    case, _ = calls.waiting()
    said = {
        "/calls/lanes/waiting": "The patient is waiting", f"/calls/{case}/number": "Read the number",
        "/calls/duty": "On duty", "/calls/ended-covers": "Cover ends", "/calls/caller": "Who is calling?",
        f"/calls/caller/{calls.insured}": "Two of these must match", f"/work/{case}": "Authorise what was asked",
        f"/work/{case}?do=visit.booked": "Book the visit", f"/work/{case}?do=visit.cancelled": "Cancel the visit",
    }  # fmt: skip
    assert {where: words in text(calls.page(where)) for where, words in said.items()} == dict.fromkeys(said, True)


def test_the_reviewer_has_a_page_of_questions_and_no_callers(calls: Calls) -> None:
    assert "Questions to you" in text(calls.page("/review", "vlad"))
    assert calls.client("vlad").get("/calls")["Location"] == "/review"
    assert calls.client("vlad").get("/calls/caller").status_code == 404


def test_a_clinic_has_no_way_to_these_pages(calls: Calls) -> None:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(email="maria@ochiul.example"))
    assert client.get("/calls").status_code == 404
    assert client.get(f"/calls/caller/{calls.insured}").status_code == 404


def test_who_read_the_board_stands_among_the_looks_once_for_ten_minutes(calls: Calls) -> None:
    calls.waiting()
    for _ in range(3):
        calls.page("/calls")
    seen = [(one.account, one.what) for one in who_read(AGENT, calls.insured) if one.what == "list"]
    assert seen == [("Ioana Pop", "list")]
    calls.later(minutes=11)
    calls.page("/calls")
    assert len([one for one in who_read(AGENT, calls.insured) if one.what == "list"]) == 2
