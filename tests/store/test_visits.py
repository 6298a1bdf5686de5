"""Visits through the store: what the registers say beside each fact, and what is kept of them for finding."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from clinics_world import (
    AGENT,
    BEGAN,
    CLEAR,
    CONSULTATION,
    FIELD,
    IMAGING,
    OTHER,
    PAYER,
    PROGRAMME,
    RECEPTION,
    ROME,
    World,
    built,
    carried,
    issued,
    table,
    time,
)  # fmt: skip
from konsil.core.engine import Refused
from konsil.core.fact import plain
from konsil.core.seal import key_of, read_number
from konsil.store.queries import slots, visits
from konsil.store.queries.reading import now
from konsil.store.registers import clinics, services
from two_houses import act_as

pytestmark = pytest.mark.django_db
NOTHING = json.dumps({"documents": [], "parties": [], "codes": []})


@pytest.fixture
def world(db: None) -> World:
    return built()


def test_a_booking_takes_its_people_rooms_and_devices_and_nobody_else_gets_them(world: World) -> None:
    case, slot = world.opened(IMAGING), world.slot(IMAGING)
    world.booked(case, slot, IMAGING)
    taken = table("SELECT r.label, lower(b.during), upper(b.during) FROM booked_time b JOIN resource r"
                  " ON r.id = b.resource_id ORDER BY r.label")  # fmt: skip
    assert [one[0] for one in taken] == ["doctor", "oct", "room-1"]
    assert {one[1:] for one in taken} == {(slot.starts, slot.starts + timedelta(minutes=15))}
    assert world.slot(IMAGING).starts > slot.starts
    with pytest.raises(Refused, match="slot-taken"):
        world.booked(world.opened(CONSULTATION), slot, CONSULTATION)


def test_evidence_of_a_booking_is_the_registers_word_not_the_callers(world: World) -> None:
    case, slot = world.opened(CONSULTATION, IMAGING), world.slot(CONSULTATION, IMAGING)
    done = carried(case, "visit.booked", clinic=CLEAR, services=[{"service": CONSULTATION}, {"service": IMAGING}],
                   **time(slot))  # fmt: skip
    told = plain(done.entry.known)
    assert told["day"] == slot.day.isoformat()
    assert (told["agreed"], told["offered"], told["open"], told["free"], told["insured"]) == (True,) * 5
    assert (told["needing"], told["age"]) == (
        [IMAGING],
        slot.day.year - 1980 - ((slot.day.month, slot.day.day) < (3, 1)),
    )
    assert slot.ends - slot.starts == timedelta(minutes=35)


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("clinic-not-listed", {"clinic": OTHER}),
        ("service-not-offered", {"resources": []}),
        ("closed-then", {"starts": "03:00"}),
        ("service-not-offered", {"services": [{"service": "DENT"}]}),
    ],
)
def test_a_time_that_cannot_be_taken_is_refused_with_its_reason(world: World, why: str, told: dict[str, Any]) -> None:
    case, slot = world.opened(), world.slot()
    fact = {"clinic": CLEAR, "services": [{"service": CONSULTATION}], **time(slot), **told}
    if told.get("starts"):
        fact["starts"] = (slot.starts.astimezone(ROME) + timedelta(days=1)).replace(hour=3).isoformat()
    with pytest.raises(Refused, match=why):
        carried(case, "visit.booked", **fact)


@pytest.mark.shows("O31")
def test_a_moved_visit_gives_its_time_back_and_its_paper_names_the_one_before(world: World) -> None:
    """old number shows `replaced by` at reception"""
    case, slot = world.opened(), world.slot()
    booking = world.booked(case, slot)
    first = issued(case, booking)
    later = slots.free(AGENT, {CONSULTATION: 1}, clinic=CLEAR, since=slot.starts + timedelta(minutes=40), most=1)[0]
    carried(case, "visit.moved", booking=booking, reason="cannot come", **time(later))
    assert world.slot().starts == slot.starts
    assert table("SELECT count(*), min(lower(during)) FROM booked_time") == [(2, later.starts)]
    second = issued(case, booking)
    papers = table("SELECT number, state, replaced_by FROM authorisation ORDER BY seq")
    assert papers == [(first, "moved", second), (second, "valid", "")]
    seen = visits.paper(RECEPTION, first)
    assert (seen.verdict, seen.replaced_by) == ("moved", second)


def test_a_visit_may_move_into_its_own_old_time(world: World) -> None:
    case, slot = world.opened(IMAGING), world.slot(IMAGING)
    booking = world.booked(case, slot, IMAGING)
    half = {**time(slot), "starts": (slot.starts + timedelta(minutes=10)).isoformat()}
    carried(case, "visit.moved", booking=booking, reason="ten minutes later", **half)
    assert table("SELECT DISTINCT lower(during) FROM booked_time") == [(slot.starts + timedelta(minutes=10),)]


@pytest.mark.parametrize(("name", "told"), [("visit.cancelled", {"reason": "ill"}),
                                            ("clinic.called-off", {"reason": "closed"})])  # fmt: skip
def test_a_visit_that_falls_away_frees_its_time_and_ends_its_paper(
    world: World, name: str, told: dict[str, str]
) -> None:
    case, slot = world.opened(), world.slot()
    booking = world.booked(case, slot)
    issued(case, booking)
    carried(case, name, booking=booking, **told)
    assert table("SELECT count(*) FROM booked_time") == [(0,)]
    assert table("SELECT state FROM authorisation") == [(name.partition(".")[2],)]
    assert world.slot().starts == slot.starts


def test_free_time_is_always_what_is_open_without_what_is_booked(world: World) -> None:
    booked = []
    for _ in range(6):
        case, slot = world.opened(), world.slot()
        booked.append((case, world.booked(case, slot)))
    for case, booking in booked[::2]:
        carried(case, "visit.cancelled", booking=booking, reason="other")
    office = RECEPTION
    clinics.tell_absence(office, world.resources[f"{CLEAR}/doctor"], "leave", now(), now() + timedelta(days=3))
    found = table(
        "SELECT count(*), bool_and(t.free = t.ranges - coalesce((SELECT range_agg(b.during) FROM booked_time b"
        " WHERE b.resource_id = t.resource_id), '{}')) FROM open_time t"
    )
    assert found[0][0] > 0
    assert found[0][1] is True


def test_a_paper_is_minted_with_its_day_and_the_rules_of_that_day(world: World) -> None:
    case, slot = world.opened(CONSULTATION, IMAGING), world.slot(CONSULTATION, IMAGING)
    booking = world.booked(case, slot, CONSULTATION, IMAGING)
    done = carried(case, "authorisation.issued", booking=booking, lines=[{"service": CONSULTATION}],
                   if_needed=[{"service": IMAGING}])  # fmt: skip
    told = plain(done.entry.known)
    assert (told["day"], told["replaces"], told["extends"]) == (slot.day.isoformat(), "", "")
    assert told["today"] == now().astimezone(ROME).date().isoformat()
    assert told["rules"][IMAGING] == {"covered": True, "needed": True, "name": "OFT-OCT ăâîșț"}
    assert read_number(told["number"]) == key_of(told["number"])
    with pytest.raises(Refused, match="already-authorised"):
        issued(case, booking)
    other = world.opened(FIELD)
    uncovered = world.booked(other, world.slot(FIELD), FIELD)
    with pytest.raises(Refused, match="service-not-covered"):
        issued(other, uncovered, FIELD)


def test_a_number_of_the_store_is_a_number_of_the_core(world: World) -> None:
    act_as(PAYER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT konsil.lay_sheet_v1(%s, %s, 300)", [PROGRAMME, now().date()])
        found = [row[0] for row in cursor.fetchall()]
    assert len(set(found)) == 300
    assert all(read_number(one) for one in found)
    assert {one[:3] for one in found} == {"AV-"}


@pytest.mark.shows("X39")
def test_whether_a_paper_is_needed_is_told_before_booking_as_it_is_decided_after(world: World) -> None:
    """the answer equals the later decision on 1,000 random cases"""
    from random import Random

    draw, today = Random(39), now().date()
    codes = [f"X-{n}" for n in range(1000)]
    services.describe_all(AGENT, [(code, {"en": code, "ro": code}, 10) for code in codes], BEGAN)
    for begins in range(-5, 6):
        of_day = [
            services.Rule(code, package, covered=draw.random() < 0.7, authorise=draw.random() < 0.5)
            for code in codes[begins + 5 :: 11]
            for package in draw.sample(["", "optima", "basic"], draw.randint(0, 3))
        ]
        services.cover_all(AGENT, PAYER, PROGRAMME, of_day, today + timedelta(days=begins))
    case, slot = world.opened(), world.slot()
    booking = world.booked(case, slot)
    before = slots.rules(AGENT, PROGRAMME, codes, slot.day, package="optima", language="ro")
    told = {"booking": booking, "lines": [{"service": code} for code in codes]}
    asked = (PAYER, AGENT.name, case, "authorisation.issued", json.dumps(told), None, NOTHING, "x39", b"", 0, b"")
    found = table(f"SELECT (konsil.open_case_v1({', '.join(['%s'] * len(asked))})).evidence", *asked)
    assert json.loads(found[0][0])["rules"] == {code: asdict(one) for code, one in before.items()}
    assert len({(one.covered, one.needed) for one in before.values()}) == 4
