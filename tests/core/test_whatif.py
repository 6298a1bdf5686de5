"""Recorded cases counted again as if a promise gave another span (Y38)."""

from datetime import timedelta

import pytest

from konsil import library
from konsil.core.case import Case
from konsil.core.journey import play
from konsil.core.spans import Span
from konsil.core.tipping import tipping
from konsil.core.whatif import Replay, changed, replay

VERSION = library.shipped("albsig-mso")
JOURNEYS = library.journeys(library.folder("albsig-mso"))
CASE = play(VERSION.programme, JOURNEYS["the normal way"], JOURNEYS)
NOW = CASE.entries[-1].recorded


def ask(key: str, within: str, *cases: Case) -> Replay:
    return replay(cases or (CASE,), key, Span.read(within), NOW)


def test_the_same_span_changes_nothing() -> None:
    """The records were complete on 18 March, the opinion came on 30 March: two holidays between, six working days."""
    assert ask("centre-opines", "10 working days") == Replay(1, 0, 0, {})


def test_a_day_is_kept_until_its_end() -> None:
    assert [ask("centre-opines", f"{days} working days").late_then for days in (5, 6)] == [1, 0]


def test_a_shorter_span_would_have_been_late_and_says_whose_the_time_was() -> None:
    found = ask("centre-opines", "5 working days")
    assert (found.cycles, found.late_now, found.late_then) == (1, 0, 1)
    assert found.whose == {"operator": timedelta(minutes=11), "centre": timedelta(hours=47, minutes=49)}


def test_a_promise_for_each_item_counts_each() -> None:
    assert ask("opinion-to-recipient", "30 working minutes") == Replay(2, 0, 2, {"operator": timedelta(minutes=122)})


def test_cases_add_up() -> None:
    assert ask("centre-opines", "5 working days", CASE, CASE).late_then == 2


def test_a_cancelled_promise_does_not_count() -> None:
    closed = play(VERSION.programme, JOURNEYS["closed while a member is silent"], JOURNEYS)
    assert replay([closed], "member-chooses", Span.read("1 day"), NOW) == Replay()


@pytest.mark.parametrize(("most", "longest"), [(10, 5), (4, 4)])
def test_the_longest_span_that_would_have_been_late_is_found_by_halving(most: int, longest: int) -> None:
    assert tipping(CASE, "centre-opines", most, NOW) == longest


def test_a_promise_that_is_late_under_no_span_or_is_not_there_tips_nowhere() -> None:
    declined = play(VERSION.programme, JOURNEYS["a declined request carries its finding"], JOURNEYS)
    assert (tipping(declined, "centre-opines", 10, NOW), tipping(CASE, "no-such-promise", 10, NOW)) == (0, 0)


def test_a_case_whose_programme_has_no_such_promise_has_no_cycles_of_it() -> None:
    assert ask("no-such-promise", "1 day") == Replay()


def test_nothing_of_the_programme_changes_but_the_span() -> None:
    other = changed(VERSION.programme, "centre-opines", Span.read("8 working days"))
    assert {key for key in other.promises if other.promises[key] != VERSION.programme.promises[key]} == {
        "centre-opines"
    }
    assert VERSION.programme.promises["centre-opines"].within == Span.read("10 working days")


def test_a_promise_that_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(KeyError):
        changed(VERSION.programme, "no-such-promise", Span.read("1 day"))
