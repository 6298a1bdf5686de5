"""Whose time it was: a promise is excused only by those it can wait for (Y38)."""

import pytest

from core.wandering import PROGRAMME
from konsil.core.waiting import blame, cause, holders


@pytest.mark.parametrize(
    ("promise", "whose"),
    [
        ("consent-form", set()),
        ("member-chooses", {"member"}),
        ("doctor-sends", {"courier", "doctor", "member"}),
        ("centre-opines", {"centre", "courier", "doctor", "member"}),
    ],
)
def test_a_promise_waits_for_the_turns_its_gates_ask_for(promise: str, whose: set[str]) -> None:
    assert holders(PROGRAMME, promise) == whose


def test_the_time_of_others_is_no_excuse() -> None:
    minutes = {"operator": 10, "centre": 200, "doctor": 5, "member": 0}
    assert blame(PROGRAMME, "consent-form", minutes) == {"operator": 215}
    assert blame(PROGRAMME, "centre-opines", minutes) == {"operator": 10, "centre": 200, "doctor": 5}


def test_the_cause_is_whose_time_it_was_most_of_all() -> None:
    assert cause(PROGRAMME, "centre-opines", {"operator": 10, "centre": 200}) == "centre"
    assert cause(PROGRAMME, "centre-opines", {}) == "centre"
    assert cause(PROGRAMME, "consent-form", {}) == "operator"
