"""The worker is killed while it sends, again and again: each letter arrives once, and is recorded once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from konsil.work import gateways
from work_lines import World

pytestmark = pytest.mark.django_db(transaction=True)
SEED = int(os.environ.get("KONSIL_CASES", "0")) or 20261125


def started() -> subprocess.Popen[bytes]:
    """A worker of its own, whose heart beats quickly so that its death is soon known."""
    environment = os.environ | {"KONSIL_MAIL": gateways.config().mail}
    command = [sys.executable, "-m", "konsil.cli", "work", "--heartbeat", "0.3"]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def wait(until: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.mark.parametrize("kills", [10, pytest.param(500, marks=pytest.mark.prove)])
def test_every_letter_arrives_once_whoever_dies(world: World, owner: Any, kills: int) -> None:
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    cases = []
    for number in range(2 * kills):
        world.person(f"P{number}", email=f"p{number}@example.al")
        cases.append(world.consented(f"P{number}")[0])
    owner.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE task_name = 'tell'")  # the undo is over

    def arrived() -> int:
        return len(list(world.sink.folder.glob("*.json")))

    def open_jobs() -> int:
        return int(owner.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'tell' AND status NOT IN ('succeeded')"
        ).fetchone()[0])  # fmt: skip

    for _ in range(kills):
        process, before = started(), arrived()
        try:
            wait(lambda before=before: arrived() > before or open_jobs() == 0)  # type: ignore[misc]
            time.sleep(chance.random() * 0.08)
        finally:
            process.kill()
            process.wait()
        if open_jobs() == 0:
            break
    last = started()
    try:
        wait(lambda: open_jobs() == 0)
    finally:
        last.kill()
        last.wait()
    assert Counter(one.to for one in world.sent()) == Counter(f"p{number}@example.al" for number in range(2 * kills))
    assert [world.facts(case).count("consent.sent") for case in cases] == [1] * len(cases)
