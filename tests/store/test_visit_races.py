"""Races of visits between two processes of the operating system: one slot, one paper, numbers of papers (R18)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from clinics_world import (
    AGENT,
    CLEAR,
    CONSULTATION,
    ELSEWHERE,
    PROGRAMME,
    RECEPTION,
    ROME,
    World,
    built,
    carried,
    issued,
    key,
    table,
    time,
)  # fmt: skip
from konsil.core.case import Actor
from konsil.core.seal import read_number
from konsil.store.queries import slots
from konsil.store.registers import clinics, sheets
from racers import Racers

pytestmark = pytest.mark.django_db(transaction=True)
LONG = bool(os.environ.get("KONSIL_CASES"))
ROUNDS = 1000 if LONG else 20
CROWD = 32 if LONG else 4  # connections of each of the two processes
SHEET = 2000 if LONG else 50  # numbers that each of them draws
WEEK = timedelta(days=7)
MORNING = datetime(2026, 11, 25, 7, 45, tzinfo=ROME)
OTHER_DESK = Actor("Ana Lupu", "clinic", CLEAR)


@pytest.fixture
def world(transactional_db: None, owner: Any) -> World:
    """As of one morning; the database goes with the test, and its clock with it."""
    owner.execute("UPDATE instance SET kind = 'demo', stands_at = %s", [MORNING])
    return built()


@pytest.fixture
def racers(database: Any, world: World) -> Iterator[Racers]:
    made = Racers(database)
    yield made
    made.end()


def act(by: Actor, case: str, name: str, **told: Any) -> dict[str, Any]:
    who = [by.name, by.role, by.party]
    return {"actor": who, "do": "record", "case": case, "name": name, "told": told, "key": key()}


def outcomes(answers: list[Any]) -> list[str]:
    return sorted(one.get("refused", "") for one in answers)


def authorised(world: World) -> tuple[str, str]:
    """A case with a visit of that morning and its paper; the visit's time is given up by the next."""
    case, slot = world.opened(), world.slot()
    booking = world.booked(case, slot)
    issued(case, booking)
    return case, booking


@pytest.mark.shows("O05")
def test_two_receptions_and_one_slot_have_one_winner(world: World, racers: Racers) -> None:
    """no double booking of room/doctor/device; capacity per service"""
    for _ in range(ROUNDS):
        slot = world.slot()
        told = {"clinic": CLEAR, "services": [{"service": CONSULTATION}], **time(slot)}
        both = [act(AGENT, world.opened(), "visit.booked", **told) for _ in range(2)]
        assert outcomes(racers.race(*both)) == ["", "slot-taken"]
    taken = table("SELECT count(*), count(DISTINCT case_id) FROM booked_time")
    assert taken == [(2 * ROUNDS, ROUNDS)]


@pytest.mark.shows("O23")
def test_two_receptions_and_one_paper_have_one_winner(world: World, racers: Racers) -> None:
    """second check-in refused; race test with two receptionists; the same-day reversal of a wrong scan is the only way
    back (Y29)"""
    for number in range(ROUNDS):
        if number % 50 == 0:
            case, booking = authorised(world)
        told = {"booking": booking, "documents": ["identity-document"]}
        both = [act(by, case, "visit.checked-in", **told) for by in (RECEPTION, OTHER_DESK)]
        assert outcomes(racers.race(*both)) == ["", "authorisation-used"]
        carried(case, "check-in.reversed", RECEPTION, booking=booking, reason="the next round")
    assert table("SELECT count(*), count(reversed_at) FROM redemption") == [(ROUNDS, ROUNDS)]


def test_two_agents_and_one_booking_issue_one_paper(world: World, racers: Racers) -> None:
    for _ in range(ROUNDS):
        case = world.opened()
        booking = world.booked(case, world.slot())
        told = {"booking": booking, "lines": [{"service": CONSULTATION}]}
        both = [act(AGENT, case, "authorisation.issued", **told) for _ in range(2)]
        assert outcomes(racers.race(*both)) == ["", "already-authorised"]
    assert table("SELECT count(*), count(DISTINCT number_key) FROM authorisation") == [(ROUNDS, ROUNDS)]


def test_of_all_who_use_a_paper_at_once_at_one_clinic_or_two_one_is_let(world: World, racers: Racers) -> None:
    """Half of them stand at a clinic that the paper is not for."""
    for number in range(ROUNDS):
        if number % 50 == 0:
            case, booking = authorised(world)
        told = {"booking": booking, "documents": ["passport"]}
        sides = [act(by, case, "visit.checked-in", **told) for by in (RECEPTION, (RECEPTION, ELSEWHERE)[number % 2])]
        answers = [one for side in racers.race(*[{**side, "crowd": CROWD} for side in sides]) for one in side]
        let = [one["answer"]["seq"] for one in answers if "answer" in one]
        assert len(let) == 1
        assert set(outcomes(answers)) <= {"", "authorisation-used", "busy", "not-there"}
        carried(case, "check-in.reversed", RECEPTION, booking=booking, reason="the next round")


def test_numbers_drawn_by_everybody_at_once_are_all_different(world: World, racers: Racers) -> None:
    """64 connections with 2,000 numbers each in the long run."""
    who = [AGENT.name, AGENT.role, AGENT.party]
    day = MORNING.date().isoformat()
    told = {"actor": who, "do": "lay", "programme": PROGRAMME, "day": day, "count": SHEET, "crowd": CROWD, "key": key()}
    found = [number for side in racers.race(told, told) for one in side for number in one["numbers"]]
    assert len(found) == len(set(found)) == 2 * CROWD * SHEET
    assert all(map(read_number, found))


@pytest.mark.shows("O17")
def test_papers_issued_at_once_have_numbers_of_their_own(world: World, racers: Racers) -> None:
    """unique under concurrency (1000 parallel issues), never reused, check digit"""
    for _ in range(ROUNDS):
        both = []
        for _ in range(2):
            case = world.opened()
            booking = world.booked(case, world.slot())
            both.append(act(AGENT, case, "authorisation.issued", booking=booking, lines=[{"service": CONSULTATION}]))
        assert outcomes(racers.race(*both)) == ["", ""]
    found = [number for (number,) in table("SELECT number FROM authorisation")]
    assert len(set(found)) == 2 * ROUNDS
    assert all(map(read_number, found))


def test_a_number_that_was_drawn_before_is_drawn_again(world: World, owner: Any) -> None:
    """Fifty bits do not meet in a test's life: here the first three draws are the same."""
    owner.execute("CREATE SEQUENCE konsil.draws")
    owner.execute(
        "CREATE OR REPLACE FUNCTION konsil.drawn() RETURNS text LANGUAGE sql VOLATILE AS"
        " $$ SELECT lpad(greatest(nextval('konsil.draws') - 2, 1)::text, 10, '0') $$"
    )
    found = sheets.lay(AGENT, PROGRAMME, MORNING.date(), 3)
    assert [one[3:14] for one in found] == ["00000-00001", "00000-00002", "00000-00003"]


def test_one_reserved_number_entered_twice_at_once_is_one_paper(world: World, racers: Racers) -> None:
    for lent in sheets.lay(AGENT, PROGRAMME, MORNING.date(), ROUNDS):
        both = []
        for _ in range(2):
            case = world.opened()
            told = {"booking": world.booked(case, world.slot()), "lines": [{"service": CONSULTATION}], "reserved": lent}
            both.append(act(AGENT, case, "authorisation.issued", **told))
        assert outcomes(racers.race(*both)) == ["", "number-not-reserved"]


def test_a_reception_that_dies_with_the_paper_in_its_hand_leaves_it_unused(world: World, racers: Racers) -> None:
    case, booking = authorised(world)
    told = {"booking": booking, "documents": ["identity-document"]}
    racers.stall(act(RECEPTION, case, "visit.checked-in", **told))
    racers.kill()
    assert racers.alone(act(OTHER_DESK, case, "visit.checked-in", **told))["answer"]["fact"] == "visit.checked-in"
    assert table("SELECT count(*) FROM redemption") == [(1,)]


def test_a_booking_and_new_hours_at_once_leave_free_time_that_adds_up(world: World, racers: Racers) -> None:
    office = Actor("the clinic's office", "clinic", CLEAR)
    doctor, day = world.resources[f"{CLEAR}/doctor"], MORNING.date() + timedelta(days=1)
    for number in range(min(ROUNDS, 20)):
        slot = slots.free(AGENT, {CONSULTATION: 1}, clinic=CLEAR, since=MORNING + timedelta(days=1), most=1)[0]
        told = {"clinic": CLEAR, "services": [{"service": CONSULTATION}], **time(slot)}
        hours = {"mon-fri": [f"08:00-{15 + number % 2}:00"]}
        booking = act(AGENT, world.opened(), "visit.booked", **told)
        answer = racers.beside(booking, partial(clinics.plan, office, doctor, hours, day + WEEK * number))
        assert "answer" in answer
    found = table(
        "SELECT bool_and(t.free = t.ranges - coalesce((SELECT range_agg(b.during) FROM booked_time b"
        " WHERE b.resource_id = t.resource_id), '{}')) FROM open_time t"
    )
    assert found == [(True,)]
