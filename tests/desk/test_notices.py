"""Notices: what a letter met and which term runs out, with owner and age, until somebody has seen to it."""

from __future__ import annotations

from typing import Any

import pytest

from desk_world import Desk, play, text
from konsil.store import notices
from konsil.store import record as store
from konsil.store.queries.cases import whole
from konsil.store.queries.notices import notices as standing
from konsil.work.worker import KONSIL

pytestmark = pytest.mark.django_db


def told(case: str, key: str, to: str = "mediguide", **about: Any) -> None:
    notices.tell(KONSIL, whole(KONSIL, case).case_id, to, key, about)


def shown(desk: Desk, path: str = "/notices?tab=all") -> str:
    return text(desk.client().get(path).content.decode())


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("letter-stopped", "“Offer of centres” to Elira Hoxha was not sent"),
        ("letter-waits", "“Offer of centres” to Elira Hoxha waits: the way out does not answer."),
        ("letter-to-post", "“Offer of centres” to Elira Hoxha is printed and waits for the post."),
        ("letter-came-back", "“Offer of centres” to Elira Hoxha came back: the address is dead."),
        ("sent-not-recorded", "“Offer of centres” went to Elira Hoxha"),
        ("bounce-not-recorded", "“Offer of centres” to Elira Hoxha came back, and the case did not allow"),
    ],
)
def test_what_a_letter_met_is_said_in_words_with_its_case(desk: Desk, key: str, said: str) -> None:
    case = play(desk, "elira")
    told(case, key, letter="offer", party=desk.members["elira"], seq=3)
    page = desk.client().get("/notices?tab=all").content.decode()
    assert said in text(page)
    assert f'href="/work/{case}"' in page
    assert "just now" in text(page)


def test_a_letter_to_a_centre_names_the_centre(desk: Desk) -> None:
    told(play(desk, "elira"), "letter-waits", letter="records", party="nordhaven")
    assert "“Records for the centre” to Nordhaven Klinik waits" in shown(desk)


def test_a_warning_stands_as_long_as_its_promise_runs_and_the_latest_one_alone(desk: Desk) -> None:
    case = play(desk, "elira")
    about = {"promise": "three-centres", "item": "", "number": 1}
    told(case, "promise-80", **about)
    told(case, "promise-due", **about)
    told(case, "promise-due", promise="consent-form", item="", number=1)  # kept already
    assert [(one.key, one.about["promise"]) for one in standing(desk.actor())] == [("promise-due", "three-centres")]
    assert "Past its promise: " in shown(desk)


def test_the_worklist_leads_to_them_and_the_case_shows_its_own(desk: Desk) -> None:
    case, other = play(desk, "elira"), play(desk, "dritan")
    told(case, "letter-waits", letter="offer", party=desk.members["elira"])
    told(other, "letter-came-back", letter="offer", why="5.1.1")
    assert "2 notices wait to be seen" in shown(desk, "/work")
    assert "came back" not in shown(desk, f"/work/{case}")
    assert "waits: the way out" in shown(desk, f"/work/{case}")


def test_taken_care_of_takes_it_away_for_everybody_and_keeps_who_it_was(desk: Desk, owner: Any) -> None:
    case = play(desk, "elira")
    told(case, "letter-waits", letter="offer", party=desk.members["elira"])
    (one,) = standing(desk.actor())
    answer = desk.client().post(f"/notices/{one.id}/taken", {"next": f"/work/{case}"})
    assert (answer.status_code, answer["Location"]) == (302, f"/work/{case}")
    assert (
        desk.client().post(f"/notices/{one.id}/taken", {"next": "https://elsewhere.example"})["Location"] == "/notices"
    )
    assert standing(desk.actor()) == ()
    assert "All is seen to" in shown(desk)


def test_nobody_takes_care_of_another_partys_notice(desk: Desk) -> None:
    case = play(desk, "elira")
    told(case, "policy-ended", to="albsig-jete", last="2026-12-31")
    assert standing(desk.actor()) == ()
    assert desk.client().post("/notices/1/taken").status_code == 404


def test_ones_own_cases_come_first(desk: Desk) -> None:
    mine, besas = play(desk, "elira"), play(desk, "dritan")
    for case, owner in ((mine, "Arta Dervishi"), (besas, "Besa Hoti")):
        store.record(desk.actor(), case, "case.assigned", {"owner": owner}, key=f"to {owner}")
        told(case, "cover-ended", last="2026-12-31")
    first, all_of_them = (desk.client().get(f"/notices{tab}").content.decode() for tab in ("", "?tab=all"))
    assert [f'href="/work/{case}"' in first for case in (mine, besas)] == [True, False]
    assert [f'href="/work/{case}"' in all_of_them for case in (mine, besas)] == [True, True]
    assert ("The membership ends on 31 December 2026." in text(first), "Besa Hoti" in text(all_of_them)) == (True, True)
