"""Jobs: every effect has its task and every task its effect; who comes back when (R21)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

import konsil.store
from konsil import library
from konsil.core import engine
from konsil.core.engine import Effect
from konsil.core.journey import play
from konsil.gates import GateDown
from konsil.store.refusals import Busy
from konsil.work import promises, tasks
from konsil.work.telling import Later

STORE = Path(konsil.store.__file__).parent


def deferred_by_sql() -> set[str]:
    """The tasks that functions and registers of the database ask for by name."""
    texts = [path.read_text("utf8") for path in (*STORE.glob("sql/*.sql"), *STORE.glob("registers/*.py"))]
    return {name for text in texts for name in re.findall(r"konsil\.defer\('([a-z-]+)'", text)}


def asked_by_facts() -> set[str]:
    """The tasks of the effects of every entry of every journey that ships."""
    programme, journeys = library.shipped("albsig-mso").programme, library.journeys(library.folder("albsig-mso"))
    found: set[str] = set()
    for journey in journeys.values():
        case = play(programme, journey, journeys)
        effects: list[Effect] = [one for entry in case.entries for one in engine.effects(case, entry)]
        found |= {one.task for one in effects}
    return found


def by_the_clock() -> set[str]:
    return {task.task.name for task in app.periodic_registry.periodic_tasks.values()}


def test_effects_and_tasks_have_the_same_names() -> None:
    assert tasks.app is app
    ours = {name for name in app.tasks if "builtin" not in name}
    assert asked_by_facts() | deferred_by_sql() | {promises.TASK} | by_the_clock() == ours


def job(attempts: int) -> Job:
    return Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="tell", attempts=attempts)


@pytest.mark.parametrize(
    ("fault", "attempts", "seconds"),
    [
        (Later(90, "quiet hours"), 0, 91),
        (Busy("busy"), 0, 2),
        (GateDown("mail-down"), 0, 5),
        (GateDown("mail-down"), 3, 40),
        (GateDown("mail-down"), 60, 1800),
        (ValueError(), 0, 60),
    ],
)
def test_a_job_comes_back_when_it_may(
    fault: Exception, attempts: int, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}

    class Decided:
        def __init__(self, **told: object) -> None:
            asked.update(told)

    monkeypatch.setattr(tasks, "RetryDecision", Decided)
    tasks.Patience().get_retry_decision(exception=fault, job=job(attempts))
    assert asked == {"retry_in": {"seconds": seconds}}


def test_what_nobody_expected_is_given_up_after_eight_tries() -> None:
    assert tasks.Patience().get_retry_decision(exception=ValueError(), job=job(8)) is None
