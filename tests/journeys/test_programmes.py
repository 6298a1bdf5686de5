"""Every journey of every programme plays as written, and says in the requirement's own words what it shows."""

from collections.abc import Mapping
from functools import cache

import pytest

from konsil import library
from konsil.core import coverage
from konsil.core.case import Case
from konsil.core.journey import Journey, play
from konsil.core.outcome import ends
from tools import requirements

KEYS = library.keys()
WRITTEN = [(key, name) for key in KEYS for name in library.journeys(library.folder(key))]
ASKED = requirements.read()


@cache
def journeys(key: str) -> Mapping[str, Journey]:
    return library.journeys(library.folder(key))


@cache
def played(key: str, name: str) -> Case:
    return play(library.shipped(key).programme, journeys(key)[name], journeys(key))


@pytest.mark.parametrize(("key", "name"), WRITTEN)
def test_a_journey(key: str, name: str) -> None:
    played(key, name)


@pytest.mark.parametrize(("key", "name"), WRITTEN)
def test_it_begins_with_the_check_of_the_requirement_it_shows(key: str, name: str) -> None:
    told = journeys(key)[name]
    parts = [part.strip() for one in told.shows for part in ASKED[one]["check"].split(";")]
    assert not told.shows or any(told.tells.startswith(part) for part in parts)


@pytest.mark.parametrize("key", KEYS)
def test_a_case_read_again_stands_where_it_stood(key: str) -> None:
    for name in journeys(key):
        case = played(key, name)
        again = Case(case.programme, case.entries)
        assert (again.seen.live, ends(again)) == (case.seen.live, ends(case))


@pytest.mark.parametrize("key", KEYS)
def test_every_fact_of_a_programme_happens_in_some_journey(key: str) -> None:
    seen = {entry.name for name in journeys(key) for entry in played(key, name).entries}
    assert set(library.shipped(key).programme.flow) - seen == set()


@pytest.mark.parametrize("key", KEYS)
def test_every_end_exclusion_and_closing_is_reached(key: str) -> None:
    assert coverage.faults(library.shipped(key).programme, journeys(key)) == []
