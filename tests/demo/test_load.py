"""The demo's world: laid into an empty database, the same whenever it is laid."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from konsil import library
from konsil.core import promises
from konsil.core.case import Actor, Case
from konsil.core.forecast import forecast
from konsil.core.journey import play, take
from konsil.core.outcome import ends
from konsil.demo import load, members
from konsil.demo.history import MONTHS, history

PROGRAMME = library.shipped(load.PROGRAMME).programme
HISTORY = list(history(PROGRAMME.calendars["operator"], (f"p_{number}" for number in range(420))))


@pytest.fixture(scope="module")
def past() -> list[Case]:
    """The closed cases, judged by the core."""
    found = []
    for journey in HISTORY:
        case = Case(PROGRAMME)
        for step in journey.steps:
            case = take(case, step)
        found.append(case)
    return found


def test_four_hundred_and_twenty_cases_lie_behind_the_demo(past: list[Case]) -> None:
    assert len(past) == sum(count for _, _, count in MONTHS) == 420


def test_every_case_of_the_past_has_reached_one_end(past: list[Case]) -> None:
    assert Counter(len(ends(case)) for case in past) == {1: 420}


def test_every_case_of_the_past_is_over_before_the_demo_begins(past: list[Case]) -> None:
    assert [case for case in past if case.entries[-1].recorded >= load.MORNING] == []


def test_the_same_seed_makes_the_same_past() -> None:
    again = list(history(PROGRAMME.calendars["operator"], (f"p_{number}" for number in range(420))))
    assert again == HISTORY


def test_in_october_two_cases_are_late_one_by_the_centre_and_one_by_us(past: list[Case]) -> None:
    contract = {key for key, row in PROGRAMME.promises.items() if row.clause}
    late = {
        (case.entries[0].seq, id(case)): {PROGRAMME.promises[c.promise].owes for c in promises.cycles(case)
                                          if c.promise in contract and c.state(load.MORNING) == "met-late"}
        for case in past if case.entries[0].at.month == 10 and case.entries[0].at.year == 2026
    }  # fmt: skip
    assert sorted(sorted(owes) for owes in late.values() if owes) == [["centre", "operator"], ["operator"]]


def test_ten_thousand_members_have_numbers_of_their_own() -> None:
    rows = list(members.members(members.COUNT, 7))
    assert (len(rows), len({row["number"] for row in rows}), len({row["card"] for row in rows})) == (10_000,) * 3


STATES = {
    name: tuple(sorted((c.promise, c.state(load.MORNING)) for c in promises.cycles(case)))
    for name, case in ((one.name, play(PROGRAMME, one, load.twelve())) for one in load.twelve().values())
}


@pytest.mark.shows("X41")
@pytest.mark.shows("Y40")
@pytest.mark.parametrize(
    "today",
    [datetime(2027, 1, 1, 3, tzinfo=UTC), datetime(2026, 11, 29, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)],
    ids=["1 January", "a Sunday", "a DST night"],
)  # fmt: skip
def test_the_same_twelve_cases_stand_in_the_same_states_on_any_calendar_day(today: datetime, time_machine: Any) -> None:
    """The demo's clock starts on a stated working morning, and gives the same 12 cases in the same states on any
    calendar day (tested on a Sunday, 1 January, and a DST night)."""
    time_machine.move_to(today)
    found = {
        name: tuple(sorted((c.promise, c.state(load.MORNING)) for c in promises.cycles(case)))
        for name, case in ((one.name, play(PROGRAMME, one, load.twelve())) for one in load.twelve().values())
    }
    assert (len(found), found) == (12, STATES)


def test_elira_is_answered_the_day_after_her_operation() -> None:
    elira = next(iter(load.twelve().values()))
    found = forecast(play(PROGRAMME, elira, load.twelve()), load.MORNING)
    assert (found.answer, found.operation, found.conflict) == (
        datetime(2026, 12, 16).date(), datetime(2026, 12, 15).date(), True
    )  # fmt: skip


def test_a_doctor_who_diagnosed_is_called_as_the_register_calls_him() -> None:
    known = {one["name"].replace("Dr. ", "Dr ") for one in load._data()["doctor"]}
    told = {step.told.get("diagnosed_by") for one in load.twelve().values() for step in one.steps}
    assert told - {None, ""} <= known


@pytest.mark.django_db(transaction=True)
def test_the_world_is_laid_with_its_twelve_cases_and_their_papers(database: Any) -> None:
    """Laid as the seeding role, read as the application: Arta's worklist has the open cases of the twelve."""
    from django.db import connections

    from konsil.store.queries.reading import reading, rows

    with database.connect("seed") as seed:
        told = connections.databases["default"].copy()
        connections.close_all()
        connections.databases["default"] |= {"USER": seed.info.user, "PASSWORD": seed.info.password}
        load.load(lambda part, done, of: None)
        connections.close_all()
        connections.databases["default"].update(told)
    with reading(Actor("Arta Dervishi", "coordinator", "mediguide")):
        assert rows("SELECT count(*), count(*) FILTER (WHERE origin = 'seed') FROM cases") == [(12, 12)]
        assert rows("SELECT count(DISTINCT state) FROM document") == [(1,)]
        assert rows("SELECT konsil.clock()") == [(load.MORNING,)]
        assert rows("SELECT count(*) FROM cases WHERE last_recorded > %s", load.MORNING) == [(0,)]
        assert rows("SELECT account FROM fact WHERE role = 'relative'") == [("Teuta Hoxha",)]
        assert rows("SELECT count(*) FROM fact WHERE account = party AND role <> 'konsil'") == [(0,)]
        came_back = "SELECT c.state, n.key FROM contact_point c JOIN cases k USING (person_id)"
        came_back += " LEFT JOIN notice n ON n.case_id = k.id WHERE c.value = 'dritan@shembull.example'"
        assert rows(came_back) == [("dead", "letter-came-back")]
