"""Four eyes: what one proposes another confirms; an entry recorded in error is struck with what rests on it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from desk_world import MORNING, Desk, page, play, text

pytestmark = pytest.mark.django_db


def proposed(desk: Desk, case: str, who: str = "arta", **told: str) -> str:
    """A proposal to strike; the address at which it is answered."""
    desk.client(who).post(f"/work/{case}/propose/entry.struck", told)
    found = re.search(r'action="(/work/[^"]+/proposals/[^"]+)"', page(desk, case, who=who))
    assert found is not None
    return found[1]


def seq_of(desk: Desk, case: str, name: str) -> int:
    from konsil.store.queries.cases import whole

    return next(entry.seq for entry in whole(desk.actor(), case).case.entries if entry.name == name)


@pytest.mark.shows("X34")
def test_nobody_is_his_own_second_person(desk: Desk) -> None:
    """the same person refused as second; both names shown; absent approver escalates"""
    case = play(desk, "elira")
    seq = str(seq_of(desk, case, "questions.put"))
    where = proposed(desk, case, strikes=seq, reason="Another member's questions")

    assert "You did an earlier step yourself" in desk.client("arta").post(where, {"agree": "yes"}).content.decode()
    assert desk.client("marku").post(where, {"agree": "yes"}).status_code == 409
    assert "nobody has answered" not in page(desk, case, who="eva")
    desk.stand(MORNING + timedelta(hours=5))
    assert "nobody has answered: any Supervisor may" in text(page(desk, case, who="eva"))

    desk.client("eva").post(where, {"agree": "yes"})

    said = text(page(desk, case))
    assert re.search(r"Eva Toska · with Arta Dervishi", said)


@pytest.mark.shows("Y26")
def test_ones_own_entry_of_today_is_taken_back_alone(desk: Desk) -> None:
    """any fact may be voided as `recorded in error` by its author within the day or by a supervisor later, with reason;
    derived state, promises and projections equal those of a history without it; the line stays struck through"""
    case = play(desk, "elira")
    desk.client().post(f"/cases/{case}/facts/note.written", {"text": "Of another member", "key": "slip-note"})
    seq = seq_of(desk, case, "note.written")
    ours = desk.client().get(f"/work/{case}/strike?entry={seq}").content.decode()
    assert "you take it back alone" in ours
    assert "A second person confirms" in desk.client("eva").get(f"/work/{case}/strike?entry={seq}").content.decode()

    told = {"strikes": str(seq), "reason": "Wrong case", "key": "slip-back"}
    refused = desk.client("eva").post(f"/work/{case}/strike", told)
    assert (refused.status_code, "Somebody else made this entry" in refused.content.decode()) == (409, True)
    assert desk.client().post(f"/work/{case}/strike", told).status_code == 302
    assert "recorded in error" in text(page(desk, case))


@pytest.mark.shows("Y26")
def test_an_entry_is_struck_with_what_rests_on_it(desk: Desk) -> None:
    """any fact may be voided as `recorded in error` by a supervisor, with reason; the line stays struck through"""
    case = play(desk, "elira")
    seq = seq_of(desk, case, "request.accepted")
    html = desk.client("eva").get(f"/work/{case}/strike?entry={seq}").content.decode()
    dependents = set(re.findall(r'name="dependent-(\d+)"', html))
    assert dependents
    unnamed = desk.client("eva").post(
        f"/work/{case}/propose/entry.struck", {"strikes": str(seq), "reason": "Wrong case"}
    )
    assert unnamed.status_code == 302  # what rests on it is judged when it is recorded
    where = proposed(
        desk,
        case,
        "eva",
        strikes=str(seq),
        reason="Wrong person",
        **{f"dependent-{one}": "stays" for one in dependents},
    )
    answers = re.findall(r'action="(/work/[^"]+/proposals/[^"]+)"', page(desk, case, who="arta"))
    assert len(answers) == 2
    assert "Other entries rest on these" in desk.client("arta").post(answers[0], {"agree": "yes"}).content.decode()
    desk.client("arta").post(answers[1], {"agree": "yes"})

    after = page(desk, case)
    assert "recorded in error" in after
    assert '<li class="voided">' in after
    assert where


def test_what_is_declined_is_not_recorded(desk: Desk) -> None:
    case = play(desk, "elira")
    where = proposed(desk, case, strikes=str(seq_of(desk, case, "questions.put")), reason="A mistake")

    desk.client("eva").post(where, {"decline": "yes"})

    assert "recorded in error" not in page(desk, case)
    assert desk.client("eva").post(where, {"agree": "yes"}).status_code == 404
