"""What is said to be shown is asked for, and in the words in which it is asked for."""

from __future__ import annotations

from pathlib import Path

from tools import requirements
from tools.requirements import Shown

ASKED = {
    "A12": {"asks": "Consent in time", "check": "Thu 15:00 + 12 working hours = Fri 16:00"},
    "X01": {"asks": "Worklists", "check": "one query; a waiting patient above everything"},
}


def test_every_claim_names_a_requirement_and_says_what_it_shows() -> None:
    assert requirements.faults(requirements.read(), requirements.everything()) == []


def test_every_requirement_has_its_question_and_its_check() -> None:
    assert {key for key, told in requirements.read().items() if set(told) != {"asks", "check"}} == set()


def test_a_claim_of_an_unknown_requirement_is_a_fault() -> None:
    told = requirements.faults(ASKED, [Shown("Z99", "tests/test_x.py::test_y", "Anything.")])
    assert told == ["tests/test_x.py::test_y shows Z99, which is no requirement"]


def test_a_claim_without_words_is_a_fault() -> None:
    assert requirements.faults(ASKED, [Shown("A12", "test_y", "")]) == ["test_y shows A12, but does not say what"]


def test_a_claim_in_other_words_is_listed() -> None:
    told = requirements.worded_otherwise(ASKED, [Shown("A12", "test_y", "The form comes in time.")])
    assert list(told) == ["  A12  test_y: The form comes in time."]


def test_a_claim_may_show_one_part_of_a_check() -> None:
    told = requirements.worded_otherwise(ASKED, [Shown("X01", "test_y", "A waiting patient above\n    everything.")])
    assert list(told) == []


def test_claims_are_read_from_tests_and_journeys(tmp_path: Path) -> None:
    tests, journeys = tmp_path / "tests", tmp_path / "programmes" / "some-key"
    tests.mkdir()
    journeys.mkdir(parents=True)
    (tests / "test_time.py").write_text(
        '@pytest.mark.shows("A12", "X01")\ndef test_one():\n    """Said."""\n\ndef test_two(): ...\n'
    )
    (journeys / "journeys.toml").write_text('[[journey]]\nname = "the normal way"\nshows = ["A12"]\n')
    assert [*requirements.in_tests(tests), *requirements.in_journeys(tmp_path)] == [
        Shown("A12", "tests/test_time.py::test_one", "Said."),
        Shown("X01", "tests/test_time.py::test_one", "Said."),
        Shown("A12", "some-key: the normal way"),
    ]


def test_the_table_tells_what_is_shown_and_what_is_not() -> None:
    assert list(requirements.table(ASKED, [Shown("A12", "test_y", "Thu …")])) == [
        "A12  Consent in time",
        "       test_y",
        "1 of 2 are shown; not yet:",
        "  X  X01",
    ]
