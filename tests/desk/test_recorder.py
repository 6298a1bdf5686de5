"""Recording from pages: nothing typed is lost, nothing is recorded twice, what is newer is shown."""

from __future__ import annotations

import re

import pytest

from desk_world import Desk, page, play, text
from konsil.store import record as store

pytestmark = pytest.mark.django_db


def test_a_fault_is_said_at_its_field_and_what_was_typed_stays(desk: Desk) -> None:
    case = play(desk, "elira")
    told = {
        "channel": "phone",
        "direction": "out",
        "note": "Called twice.",
        "key": "no-outcome",
        "next": f"/work/{case}",
    }
    got = desk.client().post(f"/cases/{case}/facts/contact.logged", told)

    html = got.content.decode()
    assert got.status_code == 422
    assert 'value="Called twice."' in html
    assert 'href="#f-outcome"' in html
    assert "This is needed." in html


def test_a_refusal_keeps_what_was_typed(desk: Desk) -> None:
    case = play(desk, "elira")
    told = {"covers": ["request-to-doctor"], "key": "a-second-form", "next": f"/work/{case}"}
    got = desk.client().post(f"/cases/{case}/facts/records.completed", {**told, "checked": "record-1"})

    assert got.status_code == 409
    assert "Something has to happen first" in got.content.decode()


def test_a_form_sent_twice_is_recorded_once(desk: Desk) -> None:
    case, client = play(desk, "elira"), desk.client()
    note = {"text": "She would rather be called after five.", "key": "one-note-only", "next": f"/work/{case}"}

    first, again = (client.post(f"/cases/{case}/facts/note.written", note)["Location"] for _ in range(2))

    assert first == again
    assert text(page(desk, case)).count("She would rather be called after five.") == 1


def test_what_was_recorded_meanwhile_is_shown_before_anything_is(desk: Desk) -> None:
    case = play(desk, "elira")
    html = page(desk, case)
    seq = re.search(r'name="seq" value="(\d+)"', html)
    assert seq is not None
    store.record(
        desk.actor(who="besa"),
        case,
        "centre.unavailable",
        {"enquiry": "enquiry-1", "reason": "Full after all"},
        key="meanwhile",
    )
    offer = {
        "centres": ["nordhaven", "clairval", "st-brigid"],
        "seq": seq[1],
        "key": "a-stale-offer",
        "next": f"/work/{case}",
    }
    got = desk.client().post(f"/cases/{case}/facts/centre.offered", offer)

    assert got.status_code == 409
    said = text(got.content.decode())
    assert "Recorded meanwhile:" in said
    assert "Centre not free" in said


def test_a_fact_has_a_page_of_its_own_without_a_script(desk: Desk) -> None:
    case = play(desk, "elira")
    got = desk.client().get(f"/cases/{case}/facts/callback.promised?next=/work/{case}")

    assert got.status_code == 200
    assert f'action="/cases/{case}/facts/callback.promised"' in got.content.decode()


def test_what_was_sent_never_leads_elsewhere(desk: Desk) -> None:
    case = play(desk, "elira")
    note = {"text": "A note.", "key": "leads-elsewhere", "next": "https://elsewhere.example/"}

    assert desk.client().post(f"/cases/{case}/facts/note.written", note)["Location"].startswith("/?")


@pytest.mark.shows("X33")
def test_a_note_is_read_by_the_operator_alone(desk: Desk) -> None:
    """a canary note appears in no member-facing surface"""
    from konsil.core.case import Actor
    from konsil.store.queries import cases

    case = play(desk, "elira")
    note = {"text": "Kanarina 7781", "key": "a-canary-note", "next": f"/work/{case}"}
    desk.client().post(f"/cases/{case}/facts/note.written", note)
    member = desk.members["elira"]

    assert "Kanarina 7781" in page(desk, case)
    theirs = cases.case(Actor("Elira Hoxha", "member", member), case)
    assert "note.written" not in {entry.name for entry in theirs.entries}
