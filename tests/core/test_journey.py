"""A journey that does not go as it is written says where, and what came instead."""

from datetime import date, datetime
from typing import Any

import pytest

from core import small
from core.small import MONDAY
from konsil.core.case import Case
from konsil.core.fact import adapter
from konsil.core.journey import Journey, Step, Unexpected, actor, play, steps_of
from konsil.core.programme import Terms

ARTA = "coordinator:desk/arta"
ASKED = Step(at=MONDAY, who=ARTA, fact="request.received", told={"member": "p_elira"})
NOTED = Step(at=MONDAY, who=ARTA, fact="note.written", told={"text": "Speaks softly."})


def played(*steps: Step, **more: Any) -> Case:
    return play(small.programme(), Journey(name="one", steps=list(steps), **more), {})


def test_who_acts_is_role_party_and_name() -> None:
    assert (actor("coordinator:desk/arta").name, actor("member:p_elira").name) == ("arta", "p_elira")


def test_a_journey_of_nothing_is_an_empty_case() -> None:
    assert played(promises={"member-signs": "none"}).entries == ()


@pytest.mark.parametrize(
    ("steps", "more", "says"),
    [
        ((NOTED,), {}, "note.written at .*: expected recorded, got not-yet"),
        ((ASKED, NOTED.model_copy(update={"refused": "not-yet"})), {}, "expected not-yet, got recorded"),
        ((ASKED.model_copy(update={"told": {}}),), {}, "expected recorded, got unreadable"),
        ((ASKED,), {"ends": ["closed"]}, r"ends: expected \['closed'\], got \[\]"),
        ((ASKED,), {"promises": {"member-signs": "met"}}, "promises: expected .*'met'.*, got .*'none'"),
        ((ASKED,), {"answer": date(2026, 3, 9)}, "answer: expected 2026-03-09, got None"),
        ((ASKED,), {"conflict": True}, "conflict: expected True, got False"),
        ((ASKED,), {"live": ["note.written"]}, r"live: expected \['note.written'\], got \[\]"),
        ((ASKED,), {"gone": ["request.received"]}, "gone: expected"),
        ((ASKED,), {"reads": {"coordinator:desk": []}}, "reads: expected"),
    ],
)
def test_what_is_not_as_written_is_told(steps: tuple[Step, ...], more: dict[str, Any], says: str) -> None:
    with pytest.raises(Unexpected, match=says):
        played(*steps, **more)


def test_a_journey_may_begin_as_another_as_far_as_a_fact() -> None:
    first = Journey(name="first", steps=[ASKED, NOTED, NOTED.model_copy(update={"who": "x:y", "refused": "not-yours"})])
    others = {"first": first}
    assert [step.fact for step in steps_of(Journey(name="all", begins="first"), others)] == [
        "request.received",
        "note.written",
    ]
    cut = Journey(name="cut", begins="first", until="request.received", steps=[NOTED], live=["note.written"])
    assert len(play(small.programme(), cut, others).entries) == 2


def test_an_unknown_key_of_a_journey_is_a_fault() -> None:
    with pytest.raises(ValueError, match="promisses"):
        Journey.model_validate({"name": "x", "promisses": {}})


def test_terms_that_no_module_declared_are_missing_loudly() -> None:
    with pytest.raises(LookupError):
        small.programme().terms(Weather)


class Weather(Terms):
    """The terms of no module."""


def test_an_instant_of_a_journey_is_read_with_its_offset() -> None:
    assert adapter(Step).validate_python(ASKED.model_dump()).at == datetime(2026, 3, 2, 9, tzinfo=small.TIRANA)
