"""The wait-list: a time that is given up goes to the first who fits, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from clinics_world import AGENT, CLEAR, CONSULTATION, World, built, carried
from konsil.core.case import Case
from konsil.core.facts.visit import PlaceOffered
from konsil.store.queries.cases import whole
from konsil.work import waitlist

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # Wednesday, ten o'clock in Bucharest


@pytest.fixture
def clock(db: None, owner: Any) -> Iterator[Any]:
    """Sets the clock of this database."""

    def stand(at: datetime) -> None:
        owner.execute("UPDATE instance SET kind = 'demo', stands_at = %s", [at])

    stand(MORNING)
    yield stand
    owner.execute("UPDATE instance SET kind = 'production', stands_at = NULL")


@pytest.fixture
def world(clock: Any) -> World:
    return built()


def waiting(world: World, latest: date = date(2026, 12, 1), clinic: str = CLEAR) -> str:
    """A case whose insured waits for a consultation."""
    case = world.opened(CONSULTATION)
    carried(
        case, "place.wanted", services=[{"service": CONSULTATION}], at_clinic=clinic, earliest="2026-11-25",
        latest=latest.isoformat(),
    )  # fmt: skip
    return case


def seen(public: str) -> Case:
    return whole(AGENT, public).case


def offers(public: str) -> tuple[PlaceOffered, ...]:
    return seen(public).seen.all(PlaceOffered)


@pytest.mark.shows("X19")
def test_a_freed_time_is_offered_to_the_first_who_fits_once(world: World) -> None:
    """The freed slot is offered to the first on the wait-list that fits, once."""
    first, second = waiting(world), waiting(world)
    waitlist.sweep()
    waitlist.sweep()
    (one,), (other,) = offers(first), offers(second)
    assert one.starts < other.starts  # held for the first, so the second gets the next
    assert one.until == MORNING + waitlist.ANSWER_IN


def test_who_let_it_pass_is_asked_for_another_time_and_not_for_the_same(world: World, clock: Any) -> None:
    case = waiting(world)
    waitlist.sweep()
    (before,) = offers(case)
    clock(MORNING + timedelta(hours=2, minutes=1))
    waitlist.sweep()
    (after,) = offers(case)
    assert after.starts != before.starts
    assert [e.name for e in seen(case).entries][-2:] == ["place.declined", "place.offered"]


def test_nobody_is_asked_at_night(world: World, clock: Any) -> None:
    clock(datetime(2026, 11, 25, 22, 0, tzinfo=UTC))
    case = waiting(world)
    waitlist.sweep()
    assert offers(case) == ()


def test_no_time_is_offered_that_lies_beyond_what_was_wished(world: World) -> None:
    case = waiting(world, latest=date(2026, 11, 25))
    for _ in range(3):
        waitlist.sweep()
    found = offers(case)
    assert [one.starts.date() for one in found] in ([], [date(2026, 11, 25)])


def test_a_time_that_was_taken_is_booked_for_the_one_who_waited(world: World) -> None:
    case = waiting(world)
    waitlist.sweep()
    (one,) = offers(case)
    carried(case, "place.taken", wish="wish-1")
    told = {"location": one.location, "starts": one.starts.isoformat(), "resources": list(one.resources)}
    booked = carried(case, "visit.booked", clinic=CLEAR, services=[{"service": CONSULTATION}], **told)
    assert booked.answer["items"] == {"booking": "booking-1"}
