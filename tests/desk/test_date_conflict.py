"""A case whose answer would come too late does not rest: somebody says what is done about it, or why nothing is."""

from __future__ import annotations

import pytest

from desk_world import Desk, page, play, text
from konsil.store import record as store

pytestmark = pytest.mark.django_db


def card(desk: Desk, case: str) -> str:
    return text(page(desk, case).partition("data-next-step")[2].partition("</section>")[0])


@pytest.mark.shows("Y14")
def test_a_red_case_asks_what_is_done_before_it_waits_for_anybody(desk: Desk) -> None:
    """a red case asks for one of: speed up, ask the doctor about postponing, partial answer by phone, tell the member;
    nothing ever advises the member to postpone by itself"""
    case = play(desk, "ilir")
    assert "Decide about the date" not in card(desk, case)
    plan = {"items": ["Removal of the stomach"], "on": "2026-12-01"}
    store.record(desk.actor(), case, "treatment.planned", plan, key="a-day")
    assert "Decide about the date" in card(desk, case)

    answer = {"way": "nothing", "key": "no-reason", "next": f"/work/{case}"}
    refused = desk.client().post(f"/cases/{case}/facts/conflict.answered", answer)
    assert "Say why nothing is done about it." in refused.content.decode()
    answer |= {"note": "The surgeon has not fixed the day.", "key": "a-reason"}
    assert desk.client().post(f"/cases/{case}/facts/conflict.answered", answer).status_code == 302
    assert "Decide about the date" not in card(desk, case)

    store.record(desk.actor(), case, "treatment.planned", plan | {"on": "2026-11-30"}, key="another-day")
    assert "Decide about the date" in card(desk, case)
