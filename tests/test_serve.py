"""One command holds the processes together: they begin together and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from konsil import serve
from konsil.config import Config
from konsil.serve import ChildEnded
from konsil.store.cluster import remove

STAYS = (sys.executable, "-c", "import signal; signal.pause()")
STUBBORN = (
    *(sys.executable, "-c"),
    "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()",
)


def test_the_children_end_with_the_block() -> None:
    with serve.running({"web": STAYS, "work": STAYS}) as processes:
        assert [process.poll() for process in processes.values()] == [None, None]
    assert [process.returncode for process in processes.values()] == [-signal.SIGTERM, -signal.SIGTERM]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_block_and_the_children(number: signal.Signals) -> None:
    with serve.running({"web": STAYS}) as processes:
        threading.Timer(0.2, os.kill, [os.getpid(), number]).start()
        serve._watch(processes)
    assert processes["web"].returncode == -signal.SIGTERM


def test_a_child_that_ends_by_itself_ends_the_others() -> None:
    with (
        pytest.raises(ChildEnded, match="work ended with status 3"),
        serve.running({"web": STAYS, "work": (sys.executable, "-c", "raise SystemExit(3)")}) as processes,
    ):
        serve._watch(processes)
    assert processes["web"].returncode == -signal.SIGTERM


def test_a_child_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(serve, "GRACE", 0.3)
    ready = tmp_path / "ready"
    stubborn = (*STUBBORN[:-1], STUBBORN[-1].replace("print(flush=True)", f"open({str(ready)!r}, 'w').close()"))
    with serve.running({"web": stubborn}) as processes:
        while not ready.exists():
            assert processes["web"].poll() is None
    assert processes["web"].returncode == -signal.SIGKILL


def test_the_children_are_told_of_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    assert serve.addresses("127.0.0.1", 8123) == {
        "KONSIL_URL": "http://127.0.0.1:8123",
        "KONSIL_LIVE_PORT": "8124",
    }
    monkeypatch.setenv("KONSIL_URL", "https://konsil.example")
    assert serve.addresses("127.0.0.1", 8123) == {"KONSIL_LIVE_PORT": "8124"}


def test_the_web_has_the_processes_it_was_given() -> None:
    web = serve.children(Config.read({"KONSIL_WORKERS": "3"}), "127.0.0.1", 8123)["web"]
    assert web[web.index("--workers") + 1] == "3"


def test_a_second_start_has_nothing_to_prepare(tmp_path: Path) -> None:
    """The first start makes the database and collects the static files; then both are of this release."""
    script = (
        "from konsil.config import Config; from konsil import serve; from konsil.database import start;"
        "config = Config.read(); cluster = start(config); before = serve.is_current(config);"
        "serve.prepare(config); print(before, serve.is_current(config),"
        " (config.home / 'static/staticfiles.json').exists()); cluster.leave()"
    )
    home = tmp_path / "home"
    environment = os.environ | {"KONSIL_HOME": str(home), "KONSIL_DATABASE": "konsil"}
    told = [
        subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True)
        for _ in range(2)
    ]
    remove(home / "postgres")
    assert [one.stdout for one in told] == ["False True True\n", "True True True\n"]


def test_a_web_process_loads_no_examiner_and_no_typesetter() -> None:
    """What only the worker needs would be a third of a web worker's memory, and of its start."""
    script = (
        "import sys, django; django.setup(); import konsil.urls;"
        "print(*(one for one in ('PIL', 'pikepdf', 'pydicom', 'pypdf', 'typst') if one in sys.modules))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "konsil.settings", "KONSIL_DEMO": "true"}
    told = subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True)
    assert told.stdout.split() == []
