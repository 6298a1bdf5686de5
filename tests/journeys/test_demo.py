"""The twelve cases of the demo: each plays as written and stands where the demo shows it."""

from datetime import date, datetime

import pytest

from konsil import library
from konsil.core.case import Case
from konsil.core.forecast import forecast
from konsil.core.journey import Step, play, steps_of, take

CASES = library.demo()
PROGRAMME = library.shipped("albsig-mso").programme
NOW = datetime.fromisoformat("2026-11-25T10:20:00+01:00")


def case(number: int) -> Case:
    name = next(name for name in CASES if name.startswith(f"{number} "))
    return play(PROGRAMME, CASES[name], CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_case(name: str) -> None:
    play(PROGRAMME, CASES[name], CASES)


def test_there_are_twelve_and_all_stand_at_the_same_instant() -> None:
    assert [name.split()[0] for name in CASES] == [str(number) for number in range(1, 13)]
    assert {told.at for told in CASES.values()} == {NOW}


def test_no_entry_is_recorded_after_the_demo_opens() -> None:
    assert [step.at for told in CASES.values() for step in steps_of(told, CASES) if step.at > NOW] == []


@pytest.mark.shows("Y14")
def test_eight_days_turn_the_red_band_green() -> None:
    """planned treatment and its date are asked at intake and whenever they change; each case shows expected delivery
    beside it, with holidays: a set complete on Fri 27 Nov 2026 is answered by Wed 16 Dec, the operation is on the
    15th, and a centre that agrees to eight days answers on the 14th."""
    elira = case(1)
    told = forecast(elira, NOW)
    assert (told.answer, told.operation, told.conflict) == (date(2026, 12, 16), date(2026, 12, 15), True)
    days = {"centre": "nordhaven", "working_days": 8}
    asked = take(elira, Step(at=NOW, who="coordinator:mediguide/arta", fact="haste.asked", told=days))
    assert forecast(asked, NOW).answer == date(2026, 12, 16)
    yes = Step(at=NOW, who="candidate:nordhaven/desk", fact="haste.agreed", told=days | {"who": "Ida Sample"})
    told = forecast(take(asked, yes), NOW)
    assert (told.answer, told.conflict) == (date(2026, 12, 14), False)


def test_four_papers_of_mira_had_left_to_two_and_two_requests_had_not() -> None:
    entries = case(6).seen.named
    sent = [entry.fact for entry in entries["record.request-sent"]]
    papers = [paper for entry in entries["records.disclosed"] for paper in entry.fact.documents]
    letters = {fact.message for fact in sent}
    waiting = set(case(6).seen.items("record")) - {fact.record for fact in sent}
    assert (len(papers) + len(letters), len(waiting)) == (4, 2)
