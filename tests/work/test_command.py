"""The worker starts as its own role, shows that it lives, and ends when it is told to."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

import pytest

from konsil.cli import main


@pytest.fixture
def worker(owner: Any) -> Any:
    owner.execute("DELETE FROM procrastinate_workers")
    process = subprocess.Popen([sys.executable, "-m", "konsil.cli", "work"], stderr=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


def test_a_worker_beats_and_ends_in_peace(worker: Any, owner: Any) -> None:
    while not owner.execute("SELECT count(*) FROM procrastinate_workers").fetchone()[0]:
        assert worker.poll() is None, worker.communicate()
    names = owner.execute(
        "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'konsil-work'"
    ).fetchall()
    assert names == [("konsil_work",)]
    worker.send_signal(signal.SIGTERM)
    assert worker.wait() == 0
    assert owner.execute("SELECT count(*) FROM procrastinate_workers").fetchone() == (0,)


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("from konsil.boot import boot; boot('owner')", "konsil_owner owns the database"),
        ("import konsil.wsgi", ""),
    ],
)
def test_a_process_starts_behind_the_wall_or_not_at_all(database: Any, program: str, says: str) -> None:
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (told.returncode != 0) == bool(says)
    assert says in told.stderr


def test_a_plain_fault_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KONSIL_HOEM", "/home")
    assert main(["doctor"]) == 1
    assert capsys.readouterr().err == "konsil doctor: KONSIL_HOEM: no such setting\n"
