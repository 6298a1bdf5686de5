"""The case page: one line of time, one next step, the exceptions of that step, and what happened."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from desk_world import MORNING, Desk, page, play, text
from konsil.core import promises
from konsil.store.models import Organisation
from konsil.store.queries.cases import whole

pytestmark = pytest.mark.django_db


@pytest.mark.shows("A17")
def test_each_offered_centre_is_shown_with_its_rank_and_who_ranked_it_when(desk: Desk) -> None:
    """each offered centre shows rank, ranking source and its date for this condition"""
    said = text(page(desk, play(desk, "elira")))

    for rank, name in ((1, "Nordhaven Klinik"), (2, "Clairval"), (3, "Kaltenbrunn"), (4, "St-Brigid")):
        assert re.search(
            rf"{rank} {name} Shembull Invented List, 15 June 2026|{rank} {name} Invented List, 15 June 2026", said
        )


@pytest.mark.shows("Y14")
def test_the_expected_answer_stands_beside_the_operation_and_a_late_one_asks_what_to_do(desk: Desk) -> None:
    """planned treatment and its date are asked at intake and whenever they change; each case shows expected delivery
    beside it, with holidays; a red case asks for one of: speed up, ask the doctor about postponing, partial answer by
    phone, tell the member; nothing ever advises the member to postpone by itself"""
    case = play(desk, "elira")
    said = text(page(desk, case))

    assert (
        "The answer is expected on Wednesday 16 December, the operation is planned for Tuesday 15 December: too late."
        in said
    )
    assert "Ask for 8 working days" in said
    for way in (
        "Ask the treating doctor about the date",
        "First findings by telephone",
        "Tell the member what to expect",
    ):
        assert way in said
    assert "postpone" not in said.lower()

    ask = {"centre": "nordhaven", "working_days": "8", "key": "ask-eight-days", "next": f"/work/{case}"}
    assert desk.client().post(f"/cases/{case}/facts/haste.asked", ask).status_code == 302
    agree = {
        "centre": "nordhaven",
        "working_days": "8",
        "who": "Ida Sample",
        "key": "agree-eight-days",
        "next": f"/work/{case}",
    }
    desk.client().post(f"/cases/{case}/facts/haste.agreed", agree)
    assert "too late" not in text(page(desk, case))


@pytest.mark.shows("A19")
def test_the_two_promises_of_the_first_day_run_side_by_side(desk: Desk) -> None:
    """clock starts at request; runs in parallel with A12"""
    case = play(desk, "elira", upto="request.accepted")
    said = text(page(desk, case))

    assert "Centres offered" in said
    assert "Consent form sent" in said
    why = text(desk.client().get(f"/work/{case}/why/three-centres").content.decode())
    assert "Due by the end of Wednesday 25 November 2026." in why
    assert "konsil clock --explain" in why
    assert re.search(r"Mon 23 November not counted ?: ?[A-Z]", why)


def test_the_sentence_behind_a_due_day_is_said_in_both_languages(desk: Desk) -> None:
    html = desk.client().get(f"/work/{play(desk, 'elira')}/why/three-centres").content.decode()

    assert '<blockquote lang="sq">' in html
    assert '<blockquote lang="en">Three leading centres' in html


def test_what_is_sent_is_told_before_it_is_sent(desk: Desk) -> None:
    said = text(page(desk, play(desk, "elira")))

    assert "Offer of centres → Member in Albanian" in said


@pytest.mark.parametrize(
    "name", ["dritan", "ilir", "liri", "gent", "mira", "besnik", "fatmir", "nora", "agron", "vera"]
)
def test_every_state_of_a_case_is_drawn_in_both_languages(desk: Desk, name: str) -> None:
    case = play(desk, name)
    for language in ("en", "sq"):
        html = page(desk, case, language=language)
        assert html.count("data-next-step") == 1
        assert html.count('class="btn primary"') <= 2  # the card's, and the note's in its dialog
        assert " style=" not in html


def test_a_withdrawn_consent_lists_what_had_left(desk: Desk) -> None:
    said = text(page(desk, play(desk, "mira")))

    assert "The consent was withdrawn" in said
    assert "Ask for it back" in said


def test_a_decision_can_be_taken_back_for_ten_seconds(desk: Desk) -> None:
    case, client = play(desk, "elira"), desk.client()
    offer = {"centres": ["nordhaven", "clairval", "st-brigid"], "key": "an-offer-of-three", "next": f"/work/{case}"}
    sent = client.post(f"/cases/{case}/facts/centre.offered", offer)
    shown = client.get(sent["Location"]).content.decode()
    undo = re.search(r'action="(/cases/[^"]+/undo/\d+)"', shown)
    assert undo is not None

    client.post(undo[1])

    assert "Offer held back" in text(page(desk, case))


def test_after_ten_seconds_nothing_is_taken_back(desk: Desk) -> None:
    case, client = play(desk, "elira"), desk.client()
    offer = {"centres": ["nordhaven", "clairval", "st-brigid"], "key": "an-offer-of-three", "next": f"/work/{case}"}
    seq = client.post(f"/cases/{case}/facts/centre.offered", offer)["Location"].rpartition("=")[2]
    desk.stand(MORNING + timedelta(seconds=11))

    client.post(f"/cases/{case}/undo/{seq}")

    assert "Offer held back" not in text(page(desk, case))


@pytest.mark.shows("A16")
def test_an_offer_of_two_or_four_is_refused_where_it_stands(desk: Desk) -> None:
    """offer with 2 or 4 is rejected; exception needs reason + approval"""
    case, client = play(desk, "elira"), desk.client()
    for centres in (["nordhaven", "clairval"], ["nordhaven", "clairval", "st-brigid", "kaltenbrunn"]):
        told = {"centres": centres, "key": f"an-offer-of-{len(centres)}", "next": f"/work/{case}"}
        got = client.post(f"/cases/{case}/facts/centre.offered", told)
        assert got.status_code == 409
        assert "The number of centres is not the one the programme promises" in got.content.decode()

    two = {"centres": ["nordhaven", "clairval"], "override": "wrong-number-of-centres"}
    assert client.post(f"/work/{case}/propose/centre.offered", two | {"reason_to_override": ""}).status_code == 422
    client.post(
        f"/work/{case}/propose/centre.offered", two | {"reason_to_override": "A rare tumour: there are only two."}
    )
    waiting = page(desk, case, who="eva")
    proposal = re.search(r'action="(/work/[^"]+/proposals/[^"]+)"', waiting)
    assert proposal is not None
    assert "A rare tumour: there are only two." in waiting

    desk.client("eva").post(proposal[1], {"agree": "yes"})

    said = text(page(desk, case))
    assert "rule set aside: A rare tumour: there are only two." in said


@pytest.mark.shows("A18")
def test_only_a_confirmed_centre_can_be_offered(desk: Desk) -> None:
    """asked anonymously before consent (Y10); centre's confirmed availability with who, when and expiry stored; an
    unconfirmed or expired centre cannot be offered"""
    case = play(desk, "elira")
    html = page(desk, case)
    assert set(re.findall(r'<input type="checkbox" name="centres" value="([^"]+)" aria-label', html)) == {
        "nordhaven", "clairval", "st-brigid",
    }  # fmt: skip
    assert "Ida Sample" in html
    told = {"centres": ["nordhaven", "clairval", "kaltenbrunn"], "key": "one-unconfirmed", "next": f"/work/{case}"}
    got = desk.client().post(f"/cases/{case}/facts/centre.offered", told)
    assert "One of these centres has no valid confirmation" in got.content.decode()

    desk.stand(MORNING + timedelta(days=8))
    later = desk.client().post(
        f"/cases/{case}/facts/centre.offered",
        told | {"centres": ["nordhaven", "clairval", "st-brigid"], "key": "all-have-run-out"},
    )
    assert "One of these centres has no valid confirmation" in later.content.decode()


def test_what_goes_to_a_centre_holds_no_name(desk: Desk) -> None:
    html = page(desk, play(desk, "elira"), "?do=centre.asked")
    figure = html[html.index('<figure class="enquiry">') : html.index("</figure>", html.index('class="enquiry"'))]

    assert "C50.4" in figure
    assert "50-54" in figure
    assert "Elira" not in figure
    assert "Hoxha" not in figure


def test_a_case_of_others_is_not_there(desk: Desk) -> None:
    assert desk.client().get("/work/c_nobodys").status_code == 404


@pytest.mark.shows("A29")
def test_the_centres_own_holidays_stand_beside_its_term_and_the_contract_decides(desk: Desk) -> None:
    """clock from A26; centre's own holiday calendar is shown but the contract calendar decides"""
    Organisation.objects.filter(party_id="clairval").update(country="FR")
    case = play(desk, "besnik", upto="records.disclosed")
    why = text(desk.client().get(f"/work/{case}/why/centre-opines").content.decode())

    assert "Holidays of Clairval on the way" in why
    assert "11 November Armistice Day" in why
    assert "The contract’s calendar decides" in why


@pytest.mark.shows("Y10")
def test_a_silent_centre_is_chased_at_half_of_its_time_and_plan_b_is_asked_for_at_four_fifths(desk: Desk) -> None:
    """a centre with no sign of life at 50 % of its time is chased, at 80 % the coordinator must record plan B or why
    not"""
    case = play(desk, "nora", upto="records.disclosed")
    due = next(one.due for one in promises.cycles(whole(desk.actor(), case).case) if one.promise == "centre-opines")
    assert due is not None

    def card() -> str:
        return text(page(desk, case).partition("data-next-step")[2].partition("</section>")[0])

    desk.stand(due - timedelta(days=5))
    assert "ask how far it is" in card()
    told = {"plan": "They answer on Monday.", "key": "chased-once", "next": f"/work/{case}"}
    assert desk.client().post(f"/cases/{case}/facts/centre.chased", told).status_code == 302
    assert "ask how far it is" not in card()

    desk.stand(due - timedelta(days=1))
    assert "say what plan B is, or why there is none" in card()


@pytest.mark.shows("Y18")
def test_an_opinion_that_came_as_a_letter_is_entered_on_the_page_that_was_made_for_it(desk: Desk) -> None:
    """it *arrives* as a document and is *coded* by the centre's expert or by a coordinator"""
    case = play(desk, "liri", "records.acknowledged")
    html = desk.client().get(f"/work/{case}").content.decode()
    assert f'href="/opinions/{case}"' in html
    assert "?do=opinion.received" not in html

    case = play(desk, "besnik", "opinion.received")
    html = desk.client().get(f"/work/{case}?do=opinion.coded").content.decode()
    assert html.count(f'href="/opinions/{case}"') > 1
    assert f'action="/cases/{case}/facts/opinion.coded"' not in html
    assert desk.client().get(f"/opinions/{case}").status_code == 200
