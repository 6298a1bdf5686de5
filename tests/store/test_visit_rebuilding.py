"""What is kept of visits is nothing but what the facts say: thrown away, it comes back the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from clinics_world import (
    CLEAR,
    CONSULTATION,
    DOCTOR,
    IMAGING,
    KONSIL,
    RECEPTION,
    ROME,
    World,
    built,
    carried,
    issued,
    table,
    time,
)  # fmt: skip
from konsil.store.rebuilding import rebuild
from two_houses import working

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = datetime(2026, 11, 25, 7, 45, tzinfo=ROME)
KEPT = {  # each with the columns of its own rows that are derived
    "booked_time": "case_id, item, resource_id, during",
    "visit": "*",
    "authorisation": "*",
    "redemption": "*",
    "service_line": "*",
    "wish": "*",
    "open_time": "*",
}


@pytest.fixture
def world(transactional_db: None, owner: Any) -> World:
    owner.execute("UPDATE instance SET kind = 'demo', stands_at = %s", [MORNING])
    return built()


def kept(owner: Any) -> dict[str, list[Any]]:
    asked = {one: f"SELECT {columns} FROM {one} ORDER BY 1, 2, 3, 4" for one, columns in KEPT.items()}
    return {one: owner.execute(statement).fetchall() for one, statement in asked.items()}


def lived(world: World) -> None:
    """Three cases: one done and reversed and done again, one moved and authorised anew, one that waits."""
    case, slot = world.opened(CONSULTATION, IMAGING), world.slot(CONSULTATION, IMAGING)
    booking = world.booked(case, slot, CONSULTATION, IMAGING)
    issued(case, booking, CONSULTATION, IMAGING)
    for reason in ("the wrong paper", ""):
        carried(case, "visit.checked-in", RECEPTION, booking=booking, documents=["passport"])
        if reason:
            carried(case, "check-in.reversed", RECEPTION, booking=booking, reason=reason)
    carried(case, "visit.performed", DOCTOR, booking=booking, lines=[{"service": CONSULTATION}])
    moved, first = world.opened(), world.slot()
    booking = world.booked(moved, first)
    issued(moved, booking)
    later = world.slot(since=first.starts + timedelta(hours=1))
    carried(moved, "visit.moved", booking=booking, reason="later", **time(later))
    issued(moved, booking)
    patient = world.opened()
    wanted = {"services": [{"service": CONSULTATION}], "earliest": "2026-11-25", "latest": "2026-12-24"}
    wish = carried(patient, "place.wanted", **wanted).answer["items"]["wish"]
    until = (MORNING + timedelta(minutes=30)).isoformat()
    carried(patient, "place.offered", wish=wish, until=until, **time(world.slot(clinic=CLEAR)))


def test_what_was_thrown_away_comes_back_from_the_facts(world: World, owner: Any, database: Any) -> None:
    lived(world)
    before = kept(owner)
    assert all(before.values())
    for one in ("booked_time", "redemption", "authorisation", "visit", "service_line", "wish"):
        owner.execute(f"DELETE FROM {one}")
    assert kept(owner) != before
    with working(database):
        done = rebuild(KONSIL)
    assert done is not None
    assert (done.done, done.moved) == (3, ())
    assert kept(owner) == before


def test_rebuilding_what_stands_changes_nothing(world: World, owner: Any, database: Any) -> None:
    lived(world)
    before, written = kept(owner), table("SELECT xmin::text FROM authorisation ORDER BY number_key")
    with working(database):
        rebuild(KONSIL)
    assert kept(owner) == before
    assert table("SELECT xmin::text FROM authorisation ORDER BY number_key") == written
