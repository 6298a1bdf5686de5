"""The member's case page: whose turn, until when, whether it comes before the operation, and the one act."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from desk_world import Desk
from konsil.core.case import Actor
from konsil.store import record as store
from konsil.store.queries.cases import whole
from konsil.work.worker import KONSIL
from portal_world import daughter, elira, send, signed_in, text

pytestmark = pytest.mark.django_db
Play = Callable[..., str]


def facts(case: str) -> list[str]:
    return [entry.name for entry in whole(KONSIL, case).case.fold.live]


def heading(response: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.S)
    return found[1].strip() if found else ""


@pytest.mark.parametrize(
    ("journey", "upto", "said"),
    [
        ("elira", "request.received", "We have your request"),
        ("elira", "request.accepted", "We are finding three centres"),
        ("elira", "", "It is your turn: sign the consent"),
        ("nora", "offer.sent", "It is your turn: choose a centre"),
        ("besnik", "record.asked", "Your papers are being collected"),
        ("besnik", "records.completed", "Your papers are complete"),
        ("besnik", "records.disclosed", "Reading now: Clairval"),
        ("besnik", "opinion.received", "The answer has come. We check it"),
        ("besnik", "", "Your second opinion is here"),
        ("gent", "", "Get help now. Do not wait"),
        ("vera", "", "We cannot begin yet"),
    ],
)
def test_the_page_says_whose_turn_it_is(play: Play, her: Client, journey: str, upto: str, said: str) -> None:
    case = play(journey, upto)
    assert heading(her.get(f"/my/{case}")) == said


def test_one_case_alone_is_opened_at_once(play: Play, her: Client) -> None:
    case = play("elira")
    assert her.get("/my")["Location"] == f"/my/{case}"


def test_several_cases_are_listed_in_the_languages_of_their_programmes(play: Play, her: Client) -> None:
    cases = {play("elira"), play("vera")}
    page = her.get("/my").content.decode()
    assert {case for case in cases if f"/my/{case}" in page} == cases
    assert [one for one in ("sq", "en", "ro") if f'value="{one}"' in page] == ["sq", "en"]


def test_a_stranger_gets_what_is_not_there(play: Play, desk: Desk) -> None:
    case = play("elira")
    other = signed_in(daughter(desk), "Mira Hoxha")
    assert other.get(f"/my/{case}").content == other.get("/my/c_nothing").content


def test_the_operation_stands_beside_the_answer_and_nothing_advises_to_postpone(play: Play, her: Client) -> None:
    case = play("elira")
    page = text(her.get(f"/my/{case}"))
    assert "Answer by Wednesday 16 December. The operation is planned for Tuesday 15 December" in page
    assert "postpone" not in page


@pytest.mark.shows("A20")
def test_the_member_chooses_one_of_the_three_and_nothing_is_chosen_for_her(play: Play, her: Client) -> None:
    """choice stored with time, channel, evidence; only an offered centre can be chosen"""
    case = play("nora", "offer.sent")
    page = her.get(f"/my/{case}")
    assert page.content.count(b'type="radio"') == 3
    assert b"checked" not in page.content
    assert "Invented List" in text(page)

    assert send(her, page, "centre.chosen", centre="st-nowhere").status_code == 409
    refused = send(her, page, "centre.chosen", centre="dr-leka")
    assert (refused.status_code, heading(refused)) == (409, "It is your turn: choose a centre")
    assert "centre.chosen" not in facts(case)

    assert send(her, page, "centre.chosen", centre="clairval").status_code == 302
    entry = whole(KONSIL, case).case.seen.entries_of(store.FACTS["centre.chosen"])[-1]
    assert (entry.fact.centre, entry.fact.channel, entry.by.role) == ("clairval", "portal", "member")  # type: ignore[attr-defined]
    assert entry.at == entry.recorded


def test_the_same_choice_sent_twice_is_one(play: Play, her: Client) -> None:
    case = play("nora", "offer.sent")
    page = her.get(f"/my/{case}")
    for _ in range(2):
        assert send(her, page, "centre.chosen", centre="nordhaven").status_code == 302
    assert facts(case).count("centre.chosen") == 1


def test_the_choice_can_be_changed_while_nothing_has_left(play: Play, her: Client) -> None:
    case = play("nora", "offer.sent")
    send(her, her.get(f"/my/{case}"), "centre.chosen", centre="nordhaven")
    assert send(her, her.get(f"/my/{case}/stop"), "choice.changed").status_code == 302
    assert heading(her.get(f"/my/{case}")) == "It is your turn: choose a centre"


def test_it_got_worse_shows_the_number_and_tells_us_in_one_press(play: Play, her: Client) -> None:
    case = play("besnik", "records.disclosed")
    page = her.get(f"/my/{case}/worse")
    assert b'href="tel:127"' in page.content
    assert send(her, page, "urgency.reported", what="It got worse.").status_code == 302
    assert heading(her.get(f"/my/{case}")) == "Get help now. Do not wait"


def test_consent_is_taken_back_and_the_page_lists_who_had_papers(play: Play, her: Client) -> None:
    case = play("besnik", "records.disclosed")
    page = her.get(f"/my/{case}/stop")
    assert "Papers have gone to: Clairval" in text(page)
    assert send(her, page, "consent.withdrawn").status_code == 302
    assert "Papers had gone to: Clairval" in text(her.get(f"/my/{case}/stop"))
    assert heading(her.get(f"/my/{case}")) == "You took your consent back"


def test_a_complaint_gets_a_term_and_stands_on_the_page(play: Play, her: Client) -> None:
    case = play("elira")
    page = her.get(f"/my/{case}/complaint")
    assert "within 10 working days" in text(page)
    send(her, page, "complaint.made", about="Nobody called me back.")
    assert "Nobody called me back. being looked into" in text(her.get(f"/my/{case}/complaint"))


def test_an_empty_message_keeps_the_page_and_says_what_is_missing(play: Play, her: Client) -> None:
    case = play("elira")
    page = her.get(f"/my/{case}/messages")
    again = send(her, page, "message.received", words="  ")
    assert (again.status_code, heading(again)) == (422, "Messages")
    assert b'role="alert"' in again.content


# -- what must never be seen ---------------------------------------------------------------------------------------

CANARY = "canary-of-the-team-7741"
PAGES = ("", "/messages", "/papers", "/data", "/people", "/stop", "/complaint", "/worse", "/opinion")


@pytest.mark.shows("X33")
@pytest.mark.parametrize("language", ["sq", "en"])
def test_a_note_of_the_team_is_on_no_page_of_the_member(play: Play, desk: Desk, language: str) -> None:
    """a canary note appears in no member-facing surface"""
    case = play("besnik")
    store.record(desk.actor(), case, "note.written", {"text": CANARY}, key="note-canary")
    store.record(desk.actor(), case, "message.written", {"words": "You may call me."}, key="message-1")
    client = elira(desk, language)
    pages = [client.get(f"/my/{case}{where}") for where in PAGES]
    assert [page.status_code for page in pages] == [200] * len(PAGES)
    assert [page.content.count(CANARY.encode()) for page in pages] == [0] * len(PAGES)
    assert b"You may call me." in pages[1].content


@pytest.mark.shows("X09")
def test_the_member_sees_who_read_it(play: Play, desk: Desk, her: Client) -> None:
    """each view of medical data"""
    case = play("elira")
    assert "Nobody but you so far." in text(her.get(f"/my/{case}/data"))
    desk.client().get(f"/work/{case}")
    page = text(her.get(f"/my/{case}/data"))
    assert "Arta Dervishi Coordinator, Hoxha mediguide the case" in page
    assert "You yourself looked 2 times." in page


# -- somebody who follows ------------------------------------------------------------------------------------------


def follows(desk: Desk, case: str) -> Client:
    person = daughter(desk)
    told = {"person": person, "relation": "child", "scope": "read", "proof": "Spoken to the mother"}
    store.record(desk.actor(), case, "authority.granted", told, key="grant")
    return signed_in(person, "Mira Hoxha")


@pytest.mark.shows("X31")
def test_a_relative_sees_where_it_stands_and_nothing_medical(play: Play, desk: Desk) -> None:
    """as Y03: authority has person, relation, scope, from-to and proof, and ends by itself at majority"""
    case = play("besnik")
    mira = follows(desk, case)
    pages = [mira.get(f"/my/{case}{where}") for where in ("", "/papers", "/messages")]
    assert heading(pages[0]) == "The second opinion is here"
    for page in pages:
        for word in (b"prostat", b"Clairval", b"Besnik"):
            assert word not in page.content
    hers = ("/data", "/stop", "/opinion", "/consent")
    assert [mira.get(f"/my/{case}{where}").status_code for where in hers] == [404] * 4


def test_what_a_relative_does_carries_both_names(play: Play, desk: Desk, her: Client) -> None:
    case = play("elira")
    mira = follows(desk, case)
    send(mira, mira.get(f"/my/{case}/messages"), "message.received", words="May we come on Thursday?")
    entry = whole(KONSIL, case).case.entries[-1]
    assert entry.by == Actor("Mira Hoxha", "relative", entry.by.party, desk.members["elira"])
    assert "Mira Hoxha for: Elira" in text(her.get(f"/my/{case}/messages"))
    assert "May we come on Thursday?" in text(mira.get(f"/my/{case}/messages"))


def test_the_member_sees_exactly_what_they_see_and_stops_it(play: Play, desk: Desk, her: Client) -> None:
    case = play("elira")
    mira = follows(desk, case)
    mira.get(f"/my/{case}")
    page = her.get(f"/my/{case}/people")
    assert "Not the illness, not the papers, not the opinion." in text(page)
    assert send(her, page, "authority.ended").status_code == 302
    assert mira.get(f"/my/{case}").status_code == 404


def test_the_language_is_switched_and_kept(play: Play, her: Client) -> None:
    case = play("nora", "offer.sent")
    her.post("/language", {"language": "sq", "next": f"/my/{case}"})
    assert heading(her.get(f"/my/{case}")) == "Është radha juaj: zgjidhni një qendër"
