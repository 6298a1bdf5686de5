"""Cases that begin before they are opened, and cases with a past."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from carried import carried
from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.store import programmes
from konsil.store import record as store
from konsil.store.queries import cases
from konsil.store.queries.reading import now
from konsil.store.queries.traffic import arrivals, draft, save_draft
from konsil.store.refusals import NotThere
from konsil.store.registers.arrivals import arrive, dismiss, take
from konsil.store.tidying import tidy
from two_houses import Houses, built, opened, working

pytestmark = pytest.mark.django_db


@pytest.fixture
def houses(db: None) -> Houses:
    return built()


def test_the_promise_runs_from_the_arrival_and_not_from_the_opening(houses: Houses) -> None:
    who, came = houses.ours.actor(), now() - timedelta(hours=5)
    arrival = arrive(Actor("konsil", "konsil", "konsil"), houses.ours.operator, "email", {"from": "elira"}, came)
    take(who, arrival)
    assert [(one.arrived_at, one.owner, one.said) for one in arrivals(who)] == [(came, "Arta Kola", {"from": "elira"})]
    assert arrivals(houses.theirs.actor()) == ()

    done = store.open(who, "albsig-mso", {"member": houses.ours.member}, key="k1", arrival=arrival)
    assert (done.entry.at, done.entry.recorded > came) == (came, True)
    began = {one.key: one.cycle.began for one in cases.case(who, done.answer["case"]).promises}
    assert began["consent-form"] == came
    assert arrivals(who) == ()
    with pytest.raises(NotThere):
        dismiss(who, arrival, "twice")


def test_an_arrival_that_leads_nowhere_is_dismissed_with_its_reason(houses: Houses) -> None:
    who = houses.ours.actor()
    arrival = arrive(who, who.party, "phone", {"words": "wrong number"})
    with pytest.raises(NotThere):
        take(houses.theirs.actor(), arrival)
    dismiss(who, arrival, "wrong-number")
    assert arrivals(who) == ()


def test_an_act_is_dated_when_it_happened_and_never_ahead(houses: Houses) -> None:
    opened(houses.ours)
    who, case = houses.ours.actor(), houses.ours.case
    late = now() - timedelta(days=3)
    done = store.record(who, case, "urgency.reported", {"what": "Fever"}, key="k1", at=late)
    assert (done.entry.at, done.entry.recorded > late) == (late, True)
    for at, key in ((timedelta(minutes=1), "not-yet-happened"), (-timedelta(days=400), "told-too-late")):
        with pytest.raises(Refused, match=key):
            store.record(who, case, "urgency.reported", {"what": "Fever"}, key=key, at=now() + at)


def test_a_case_keeps_the_version_it_was_opened_under(houses: Houses) -> None:
    from konsil import library

    case = opened(houses.ours)
    folder = dict(library.folder("albsig-mso"))
    text = folder["2024-01-01.toml"]
    folder["2026-01-01.toml"] = text.replace('languages = ["sq", "en"]', 'languages = ["en", "sq"]')
    found = programmes.install(folder, by="a test")
    assert [one.since.isoformat() for one in found] == ["2024-01-01", "2026-01-01"]
    newest = programmes.in_force("albsig-mso", now().date())
    assert newest is not None
    assert newest.since.isoformat() == "2026-01-01"
    seen = cases.case(houses.ours.actor(), case)
    assert seen.programme.languages == ("sq", "en")
    later = store.open(houses.ours.actor(), "albsig-mso", {"member": houses.ours.member}, key="later")
    assert later.case.programme.languages == ("en", "sq")
    assert programmes.install(folder, by="a test") == found


def test_a_case_under_no_programme_or_for_nobody_is_not_there(houses: Houses) -> None:
    for programme, member in (("no-such", houses.ours.member), ("albsig-mso", "p_nobody")):
        with pytest.raises((NotThere, Refused)):
            store.open(houses.ours.actor(), programme, {"member": member}, key="k1")
    with pytest.raises(NotThere):
        store.open(houses.theirs.actor(), "tjeter-mso", {"member": houses.ours.member}, key="k1")


def test_a_case_is_found_by_its_number_however_it_is_said(houses: Houses) -> None:
    case, who = opened(houses.ours), houses.ours.actor()
    number = cases.case(who, case).number
    assert number.startswith("MSO-")
    assert cases.by_number(who, number.lower().replace("-", " ")) == case
    for said in (number[:-1], "", number[:-1] + ("0" if number[-1] != "0" else "1")):
        with pytest.raises(NotThere):
            cases.by_number(who, said)
    with pytest.raises(NotThere):
        cases.by_number(houses.theirs.actor(), number)


def test_a_half_written_form_is_its_writers_own(houses: Houses) -> None:
    case, who = opened(houses.ours), houses.ours.actor()
    save_draft(who, "note.written", {"text": "She sa"}, case)
    save_draft(who, "note.written", {"text": "She said"}, case)
    assert draft(who, "note.written", case) == {"text": "She said"}
    assert draft(who, "note.written") == {}
    assert draft(Actor("Besa", "coordinator", who.party), "note.written", case) == {}
    save_draft(who, "note.written", {}, case)
    assert draft(who, "note.written", case) == {}


@pytest.mark.django_db(transaction=True)
def test_waiting_for_a_case_ends_as_busy(transactional_db: None, owner: psycopg.Connection[tuple[Any, ...]]) -> None:
    ours = built().ours
    opened(ours)
    with owner.transaction():
        owner.execute("SELECT FROM cases FOR UPDATE")
        with pytest.raises(store.Busy):
            carried(ours, "note.written", text="Waits.")
    assert carried(ours, "note.written", text="Goes.").answer["seq"] == 2


@pytest.mark.django_db(transaction=True)
def test_each_night_old_answers_go_and_the_next_month_has_its_place(
    transactional_db: None, owner: psycopg.Connection[tuple[Any, ...]], database: Any
) -> None:
    ours = built().ours
    opened(ours)
    carried(ours, "note.written", text="Answered today.")
    owner.execute("UPDATE answered SET at = at - interval '31 days' WHERE key LIKE 'open%'")
    with working(database):
        tidy()
    kept = owner.execute("SELECT key FROM answered").fetchall()
    assert [key.startswith("carried") for (key,) in kept] == [True]
    month = f"{now().date() + timedelta(days=31):%Y_%m}"
    found = owner.execute("SELECT to_regclass(%s) IS NOT NULL", (f"read_audit_{month}",)).fetchone()
    assert found == (True,)
