"""A report tells no number from which an ill person could be known."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsil.core.cells import SMALLEST, told


@pytest.mark.parametrize(
    ("cells", "as_told"),
    [
        ({}, {}),
        ({"a": 0, "b": 9}, {"a": 0, "b": 9}),
        ({"a": 5, "b": 9}, {"a": 5, "b": 9}),
        ({"a": 2, "b": 9, "c": 40}, {"a": None, "b": None, "c": 40}),
        ({"a": 2, "b": 3, "c": 40}, {"a": None, "b": None, "c": 40}),
        ({"a": 1, "b": 2, "c": 40}, {"a": None, "b": None, "c": None}),
        ({"a": 2, "b": 0}, {"a": None, "b": 0}),
    ],
)
def test_a_small_part_is_hidden_together_with_the_next(cells: Mapping[str, int], as_told: Mapping[str, int]) -> None:
    assert told(cells) == as_told


@given(st.dictionaries(st.text(max_size=2), st.integers(0, 30), max_size=8))
def test_no_small_number_is_told_and_none_can_be_worked_out(cells: dict[str, int]) -> None:
    found = told(cells)
    hidden = [cells[key] for key, count in found.items() if count is None]
    assert all(count is None or count == 0 or count >= SMALLEST for count in found.values())
    assert not hidden or (len(hidden) > 1 and sum(hidden) >= SMALLEST) or len(hidden) == sum(map(bool, cells.values()))
