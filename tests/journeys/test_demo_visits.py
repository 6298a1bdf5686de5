"""The ten visits of the demo: each plays as written and stands where the demo shows it."""

from datetime import datetime

import pytest

from konsil import library
from konsil.core.journey import play, steps_of
from konsil.demo.visits.load import journeys

CASES = journeys()
PROGRAMME = library.shipped("omniasig-visit").programme
NOW = datetime.fromisoformat("2026-11-25T10:20:00+01:00")


@pytest.mark.parametrize("name", CASES)
def test_a_visit(name: str) -> None:
    play(PROGRAMME, CASES[name], CASES)


def test_there_are_ten_and_all_stand_at_the_instant_of_the_demo() -> None:
    assert [name.split()[0] for name in CASES] == [str(number) for number in range(1, 11)]
    assert {told.at for told in CASES.values()} == {NOW}


def test_no_entry_is_recorded_after_the_demo_opens() -> None:
    assert [step.at for told in CASES.values() for step in steps_of(told, CASES) if step.at > NOW] == []
