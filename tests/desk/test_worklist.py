"""The worklist: by working time left, whoever waits for help above everything, in five statements."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk_world import Desk, member, play, text
from konsil.store import record as store

pytestmark = pytest.mark.django_db

BARE = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def statements(desk: Desk, path: str) -> list[str]:
    """What a page asks the database, once it is warm."""
    client = desk.client()
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return [one["sql"] for one in caught.captured_queries if not one["sql"].startswith(BARE)]


@pytest.mark.shows("X01")
def test_a_page_of_the_worklist_asks_five_things_whatever_its_length(desk: Desk) -> None:
    """one query, 100,000 open cases; a waiting patient above everything"""
    play(desk, "elira")
    few = statements(desk, "/work?tab=ours")
    for number in range(12):
        person = member(desk, f"Member{number}")
        told = {"member": person, "diagnosis_words": "Something"}
        case = store.open(desk.actor(), "albsig-mso", told, key=f"opened-{number}").answer["case"]
    assert statements(desk, "/work?tab=ours") != []
    many = statements(desk, "/work?tab=ours")
    assert len(few) == len(many) <= 5

    store.record(desk.actor(), case, "urgency.reported", {"what": "Chest pain"}, key="somebody-waits")
    html = desk.client().get("/work?tab=ours").content.decode()
    assert re.findall(r'href="/work/(c_[a-z0-9]+)\?', html)[0] == case
    assert "Needs help now" in html


def test_the_time_left_is_working_time(desk: Desk) -> None:
    play(desk, "elira")
    said = text(desk.client().get("/work").content.decode())

    assert "5 h 40 by end of day Offer the centres Elira Hoxha, 52" in said


def test_what_is_past_its_promise_stands_under_its_own_heading(desk: Desk) -> None:
    play(desk, "dritan")
    said = text(desk.client().get("/work").content.decode())

    assert "Past its promise" in said
    assert "1 h 20 over" in said


def test_the_medical_officer_begins_with_what_is_to_be_checked(desk: Desk) -> None:
    said = text(desk.client("marku").get("/work").content.decode())

    assert said.index("Opinions to check") < said.index("Mine")


def test_a_listed_condition_waits_for_the_medical_officer(desk: Desk) -> None:
    told = {"member": desk.members["elira"], "diagnosis": "F32.2", "diagnosis_words": "Severe depression"}
    case = store.open(desk.actor(), "albsig-mso", told, key="a-listed-condition").answer["case"]
    listed = desk.client("marku").get("/work?tab=conditions").content.decode()
    assert f'href="/work/{case}?' in listed

    admit = {"reason": "It can be judged from the letters.", "key": "admitted-now", "next": f"/work/{case}"}
    assert desk.client("marku").post(f"/cases/{case}/facts/condition.admitted", admit).status_code == 302
    assert f'href="/work/{case}?' not in desk.client("marku").get("/work?tab=conditions").content.decode()


def test_nothing_of_another_operator_is_listed(desk: Desk) -> None:
    from two_houses import opened

    opened(desk.houses.theirs)
    assert desk.houses.theirs.canary not in desk.client("eva").get("/work?tab=ours").content.decode()


def test_the_palette_finds_cases_and_people(desk: Desk) -> None:
    case = play(desk, "elira")
    found = desk.client().post("/find", {"q": "Elira"}, HTTP_ACCEPT="application/json").json()

    assert [group["group"] for group in found] == ["Cases", "People"]
    assert found[0]["items"][0]["url"] == f"/work/{case}"


@pytest.mark.parametrize("path", ["/work", "/new", "/find?found=1", "/centres?q=C50", "/calendar"])
@pytest.mark.parametrize("language", ["en", "sq"])
def test_every_page_of_the_desk_is_drawn_in_both_languages(desk: Desk, path: str, language: str) -> None:
    got = desk.client(language=language).get(path)

    assert got.status_code == 200
    assert f'<html lang="{language}"' in got.content.decode()
