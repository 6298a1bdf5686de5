"""An approver who is not there: everybody who may approve instead is rung, once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from konsil.store import proposals as waiting
from konsil.work import proposals
from work_lines import ARTA, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.shows("X34")
def test_an_approver_who_does_not_answer_is_passed_over_after_four_working_hours(
    world: World, at_work: Callable[[], AbstractContextManager[None]], clock: Callable[[str], None]
) -> None:
    """the same person refused as second; both names shown; absent approver escalates: a notice to all who may, once."""
    world.person("Elira", email="elira@example.al")
    case = world.opened("Elira")
    told = {"strikes": [1], "stays": [], "reason": "Of another member"}
    public = waiting.propose(ARTA, case, "entry.struck", told, "supervisor")

    clock("2026-11-25T14:19:00+01:00")
    with at_work():
        assert proposals.escalate() == 0
    clock("2026-11-25T14:21:00+01:00")
    with at_work():
        assert (proposals.escalate(), proposals.escalate()) == (1, 0)
    assert [key for key, _ in world.notices(case)] == ["proposal-waits"]

    waiting.settle(ARTA, public, "declined")
    assert world.notices(case) == []
