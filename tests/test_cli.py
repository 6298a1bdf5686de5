"""The command finds its rooms, and opens only the one that was asked for."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from konsil.cli import COMMANDS, main


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_room(name: str) -> None:
    module = COMMANDS[name][0].partition(":")[0]
    assert find_spec(module) is not None


def test_an_unknown_command_is_told_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["promise"])
    assert refused.value.code == 2
    assert "verify-log" in capsys.readouterr().err


def test_the_clock_starts_neither_django_nor_a_database() -> None:
    probe = (
        "import sys, io; sys.stdin = io.StringIO(''); from konsil.cli import main; main(['clock']);"
        "print(sorted({'django', 'psycopg'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"
