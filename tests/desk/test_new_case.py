"""A case by telephone: found first, one form, an owner at once; an acute call stops in the call."""

from __future__ import annotations

import re
from datetime import date

import pytest

from desk_world import Desk, member, page, text
from konsil.store.queries.cases import cases_of, whole

pytestmark = pytest.mark.django_db

CALL = {
    "channel": "phone", "told": "yes", "diagnosis": "C50.4", "diagnosis_words": "Carcinoma of the left breast",
    "diagnosed_by": "Dr Leka", "diagnosed_on": "2026-11-12", "last_seen": "2026-11-12", "last_seen_by": "Dr Leka",
    "caller": "Her daughter Mira", "identified": "card number and birth date", "items": "Mastectomy",
    "on": "2026-12-15", "questions": "Can the breast be kept?",
}  # fmt: skip


def form(desk: Desk, person: str) -> tuple[str, str]:
    """The form of a person, and the key it was drawn with."""
    html = desk.client().get(f"/new?person={person}").content.decode()
    found = re.search(r'name="key" value="([^"]+)"', html)
    return html, found[1] if found else ""


@pytest.mark.shows("A09")
def test_a_request_is_taken_in_one_form_and_has_its_owner_at_once(desk: Desk) -> None:
    """request taken by phone in ≤1 form; coordinator assigned at once; hand-over keeps one accountable owner"""
    person = desk.members["elira"]
    html, key = form(desk, person)
    assert html.count("call-form") == 1

    sent = desk.client().post("/new", CALL | {"person": person, "key": key})
    case = sent["Location"].removeprefix("/work/")

    names = [entry.name for entry in whole(desk.actor(), case).case.entries]
    assert names == ["request.received", "case.assigned", "contact.logged", "treatment.planned", "questions.put"]
    assert cases_of(desk.actor(), person)[0].owner == "Arta Dervishi"
    hand = {"owner": "Besa Hoti", "line": "She calls back at five.", "key": "handed-over", "next": f"/work/{case}"}
    desk.client().post(f"/cases/{case}/facts/case.assigned", hand)
    assert cases_of(desk.actor(), person)[0].owner == "Besa Hoti"
    assert "She calls back at five." in text(page(desk, case))


@pytest.mark.shows("A06")
def test_an_acute_call_stops_at_once_and_leaves_its_entry(desk: Desk) -> None:
    """red flag at intake or reported by anyone at any later stage → recorded, urgent-care advice shown and logged
    within the same call, waiting stops, the case can resume (Y15)"""
    person = desk.members["elira"]
    html, key = form(desk, person)
    assert "Please call 127 now" in html
    sent = desk.client().post("/new", CALL | {"person": person, "key": key, "acute_stop": "yes"})
    case = sent["Location"].removeprefix("/work/")
    found = whole(desk.actor(), case).case
    assert [entry.name for entry in found.entries][-2:] == ["urgency.advised", "request.declined"]

    passed = {"by_whom": "Dr Leka", "key": "it-has-passed", "next": f"/work/{case}"}
    desk.client().post(f"/cases/{case}/facts/urgency.passed", passed)

    assert not whole(desk.actor(), case).case.seen.has("request.declined")


def test_worsening_at_a_later_stage_stands_above_all_and_can_pass(desk: Desk) -> None:
    from desk_world import play

    case, client = play(desk, "elira"), desk.client()
    worse = {"what": "Cannot breathe", "by_whom": "relative", "key": "it-got-worse", "next": f"/work/{case}"}
    client.post(f"/cases/{case}/facts/urgency.reported", worse)

    said = text(page(desk, case))
    assert "Please call 127 now" in said
    assert text(client.get("/work").content.decode()).index("Needs help now") >= 0
    client.post(f"/cases/{case}/facts/urgency.advised", {"line": "127", "key": "advice-given", "next": f"/work/{case}"})
    client.post(
        f"/cases/{case}/facts/urgency.passed", {"by_whom": "Dr Leka", "key": "it-passed", "next": f"/work/{case}"}
    )
    assert "Offer the centres" in text(page(desk, case))


@pytest.mark.shows("A66")
def test_a_card_finds_its_member_and_one_that_has_ended_opens_nothing(desk: Desk) -> None:
    """card number (or QR) finds the member; lapsed card refused with reason"""
    person = member(desk, "Drita", card="MSO0000042", until=date(2026, 10, 31))
    from konsil.store.queries.people import find_people

    assert [one.public for one in find_people(desk.actor(), "MSO0000042")] == [person]
    found = desk.client().post("/new", {"q": "MSO0000042"}, follow=True).content.decode()
    assert "Drita Hoxha" in found
    assert "card has ended" in found
    got = desk.client().post("/new", CALL | {"person": person, "key": "on-a-lapsed-card"})
    assert got.status_code == 409
    assert "The card MSO0000042 ended on 31 October 2026. Nothing can be opened on it." in got.content.decode()
    assert cases_of(desk.actor(), person) == ()


@pytest.mark.shows("A01")
def test_each_of_a_family_opens_a_case_of_his_own_and_a_stranger_none(desk: Desk) -> None:
    """one family policy, 4 persons; each opens an own case; a stranger to the family cannot; … removed by date"""
    family = [desk.members["elira"], *(member(desk, name) for name in ("Arben", "Mira", "Jon"))]
    cases = set()
    for number, person in enumerate(family):
        sent = desk.client().post("/new", CALL | {"person": person, "key": f"one-of-the-family-{number}"})
        cases.add(sent["Location"])
    assert len(cases) == 4
    assert all(len(cases_of(desk.actor(), person)) == 1 for person in family)

    gone = member(desk, "Former", until=date(2026, 11, 24))
    assert desk.client().post("/new", CALL | {"person": gone, "key": "no-longer-family"}).status_code == 409
    assert desk.client().get(f"/new?person={desk.houses.theirs.member}").content.decode().count("call-form") == 0


def test_open_cases_stand_before_the_form(desk: Desk) -> None:
    from desk_world import play

    case = play(desk, "elira")
    html, _ = form(desk, desk.members["elira"])

    assert html.index(f'href="/work/{case}"') < html.index("call-form")


def test_a_wrong_day_is_said_and_nothing_is_opened(desk: Desk) -> None:
    person = desk.members["elira"]
    got = desk.client().post("/new", CALL | {"person": person, "key": "with-a-wrong-day", "diagnosed_on": "soon"})

    assert got.status_code == 422
    assert "This is no date" in got.content.decode()
    assert 'value="Her daughter Mira"' in got.content.decode()
    assert cases_of(desk.actor(), person) == ()
