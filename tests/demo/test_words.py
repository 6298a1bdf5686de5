"""The tour is told to everybody in a language that the door speaks."""

import pytest

from konsil.demo.pages.words import stops
from konsil.door import words


@pytest.mark.parametrize("language", words.languages())
def test_every_stop_of_the_tour_is_told_in_each_language(language: str) -> None:
    found = stops(language)
    assert [one.be for one in found] == [one.be for one in stops("en")]
    assert [one for one in found if not one.title or not one.says] == []
