"""Every end, exclusion and closing of a programme is reached by one of its journeys (A03)."""

from konsil import library
from konsil.core import coverage
from konsil.core.journey import Journey

PROGRAMME = library.shipped("albsig-mso").programme
JOURNEYS = dict(library.journeys(library.folder("albsig-mso")))


def test_nothing_is_missing_in_the_journeys_of_the_product() -> None:
    assert coverage.faults(PROGRAMME, JOURNEYS) == []


def test_without_journeys_every_outcome_is_missing() -> None:
    told = [fault.partition(":")[0] for fault in coverage.faults(PROGRAMME, {})]
    assert [one for one in told if one.startswith(("end", "finding"))] == [
        "end.closed", "end.declined", "end.delivered",
        "finding.acute", "finding.no-diagnosis", "finding.not-covered", "finding.not-seen-lately",
        "finding.physical-examination",
    ]  # fmt: skip
    assert len([one for one in told if one.startswith("closing")]) == 10


def test_one_journey_left_out_is_told_by_what_it_alone_reaches() -> None:
    left = {name: one for name, one in JOURNEYS.items() if not any("deceased" in str(step.told) for step in one.steps)}
    kept = {name: one for name, one in left.items() if one.begins in ("", *left)}
    assert "closing.deceased: no journey reaches it" in coverage.faults(PROGRAMME, kept)


def test_a_journey_that_does_not_go_as_written_is_told_by_name() -> None:
    wrong = Journey(name="wrong", begins="the normal way", ends=["declined"])
    told = coverage.faults(PROGRAMME, {**JOURNEYS, "wrong": wrong})
    assert told == ["journey 'wrong': ends: expected ['declined'], got ['delivered']"]
