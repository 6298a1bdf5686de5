"""The twelve cases of the demo: each plays as written, and stands where the demo shows it."""

import pytest

from konsil import library
from konsil.core.journey import Step, play, take
from konsil.core.forecast import forecast

PROGRAMME = library.shipped("albsig-mso").programme


@pytest.mark.parametrize("name", library.demo())
def test_a_case_of_the_demo(name: str) -> None:
    play(PROGRAMME, library.demo()[name], library.demo())
