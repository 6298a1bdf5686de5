"""A calendar changes with promises open: what is open moves, what is over keeps its day (clocks, 5.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest

from konsil.core.case import Actor
from konsil.core.promises import cycles
from konsil.store import programmes, recounting
from konsil.store.registers.calendars import revise
from konsil.work import promises, telling
from konsil.work.worker import KONSIL
from work_lines import World

pytestmark = pytest.mark.django_db(transaction=True)
AtWork = Callable[[], AbstractContextManager[None]]
ADMIN = Actor("Admin", "admin", "mediguide")
THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)
CLOSED = {"hours": [], "reason": "Day off by decree", "source": "Council of Ministers"}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """What a process remembers of calendars is of one database; each of these tests has its own."""
    programmes.programme.cache_clear()
    yield
    programmes.programme.cache_clear()


def due(world: World, case: str, promise: str = "consent-form") -> str:
    found = next(one for one in cycles(world.case(case).case) if one.promise == promise)
    assert found.due
    return f"{found.due:%a %d %H:%M}"


def kept(owner: Any, promise: str = "consent-form") -> tuple[str, str]:
    """As the projection and the worklist have it."""
    row = owner.execute(
        "SELECT y.due_at AT TIME ZONE 'Europe/Tirane', w.due_at AT TIME ZONE 'Europe/Tirane' FROM promise_cycle y"
        " JOIN work_row w USING (case_id) WHERE y.promise = %s AND w.party = 'mediguide'",
        [promise],
    ).fetchone()
    return f"{row[0]:%a %d %H:%M}", f"{row[1]:%a %d %H:%M}"


def test_a_day_off_by_decree_moves_what_is_open(world: World, at_work: AtWork, owner: Any) -> None:
    world.person("Elira", email="elira@example.al")
    case = world.opened("Elira")
    world.record(case, "request.accepted")
    assert due(world, case) == "Thu 26 14:20"
    revision = revise(ADMIN, "AL", special_days={THURSDAY: CLOSED})
    assert due(world, case) == "Fri 27 14:20"
    assert kept(owner) == ("Thu 26 14:20", "Thu 26 14:20")
    with at_work():
        promises.recount(revision)
        promises.recount(revision)
    assert kept(owner) == ("Fri 27 14:20", "Fri 27 14:20")
    assert owner.execute("SELECT next_at > '2026-11-27' FROM promise_cycle WHERE promise = 'consent-form'").fetchone()
    jobs = owner.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'calendar-revised'")
    assert jobs.fetchone() == (1,)


def test_what_was_met_before_keeps_its_day(world: World, at_work: AtWork) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    with at_work():
        telling.tell(case, seq, 0, "")
    revise(ADMIN, "AL", special_days={THURSDAY: CLOSED})
    assert (due(world, case), due(world, case, "three-centres")) == ("Thu 26 14:20", "Fri 04 00:00")


def test_what_was_late_before_stays_as_late_as_it_was(world: World, clock: Callable[[str], None]) -> None:
    world.person("Elira", email="elira@example.al")
    case = world.opened("Elira")
    clock("2026-11-26T15:00:00+01:00")
    revise(ADMIN, "AL", special_days={THURSDAY: CLOSED})
    assert due(world, case) == "Thu 26 14:20"


def test_a_change_makes_nothing_late_at_a_stroke(world: World, clock: Callable[[str], None]) -> None:
    """A holiday becomes a working day after it began: there is one working hour at least."""
    world.person("Elira", email="elira@example.al")
    clock("2026-11-27T10:00:00+01:00")
    case = world.opened("Elira")
    assert due(world, case) == "Wed 02 14:00"  # Saturday to Tuesday are days off
    clock("2026-12-01T15:30:00+01:00")
    worked = {"hours": ["08:00-16:00"], "reason": "Worked after all", "source": "Council of Ministers"}
    revise(ADMIN, "mediguide", special_days={date(2026, 11, 30): worked, date(2026, 12, 1): worked})
    found = next(one for one in cycles(world.case(case).case) if one.promise == "consent-form")
    assert (f"{found.due:%a %d %H:%M}", found.tightened) == ("Wed 02 08:30", True)


def test_of_two_changes_each_counts_from_its_own_day(world: World) -> None:
    world.person("Elira", email="elira@example.al")
    case = world.opened("Elira")
    revise(ADMIN, "AL", special_days={THURSDAY: CLOSED})
    revise(ADMIN, "mediguide", special_days={FRIDAY: CLOSED})
    assert due(world, case) == "Wed 02 14:20"


def test_another_countrys_day_off_moves_nothing(world: World) -> None:
    world.person("Elira", email="elira@example.al")
    case = world.opened("Elira")
    revise(ADMIN, "RO", special_days={THURSDAY: CLOSED})
    assert due(world, case) == "Thu 26 14:20"


def test_a_batch_begins_where_the_last_one_ended(world: World, at_work: AtWork, owner: Any) -> None:
    for number in range(5):
        world.person(f"P{number}", email=f"p{number}@example.al")
        world.opened(f"P{number}")
    ids = [row[0] for row in owner.execute("SELECT id FROM cases ORDER BY id")]
    revision = revise(ADMIN, "AL", special_days={THURSDAY: CLOSED})
    with at_work():
        assert recounting.recount(KONSIL, revision, 0, limit=2) == ids[1]
        assert recounting.recount(KONSIL, revision, ids[1], limit=2) == ids[3]
        assert recounting.recount(KONSIL, revision, ids[3], limit=2) == ids[4]
        assert recounting.recount(KONSIL, revision, ids[4], limit=2) is None


def test_nobody_is_counted_anew_for_a_day_after_all_is_due(world: World, at_work: AtWork) -> None:
    world.person("Elira", email="elira@example.al")
    case = world.opened("Elira")
    latest = max(one.due.date() for one in cycles(world.case(case).case) if one.due)
    beyond = revise(ADMIN, "AL", special_days={latest + timedelta(2): CLOSED})
    on_it = revise(ADMIN, "mediguide", special_days={latest: CLOSED})
    with at_work():
        assert recounting.recount(KONSIL, beyond) is None
        assert recounting.recount(KONSIL, on_it) is not None
