"""`konsil clock`, the command: lines in, lines out."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from konsil.clock import main

LINES = """\
{"id": 1, "kind": "add_working_days", "tz": "Europe/Tirane", "start": "2026-11-19T16:00:00+01:00", \
"amount": 3, "holidays": {"country": "AL"}}

{"id": 2, "kind": "valid_on_date", "tz": "Europe/Bucharest", "start": "2026-05-04T22:30:00Z", "amount": "2026-05-05"}
"""
FAULTY = """\
nonsense
[1]
{"id": 3, "kind": "valid_on_date"}
"""


def answered(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_each_line_of_a_file_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(LINES, "utf-8")
    assert main([str(file)]) == 0
    assert answered(capsys.readouterr().out) == [
        {"id": 1, "result": "2026-11-26T00:00:00+01:00"}, {"id": 2, "result": True},
    ]  # fmt: skip


def test_an_explanation_names_the_holiday_in_its_own_letters(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(LINES.splitlines()[0]))
    assert main(["--explain"]) == 0
    assert "Dita e Alfabetit (ditë pushimi e shtyrë)" in capsys.readouterr().out


def test_a_line_without_an_answer_is_answered_with_its_faults(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(FAULTY, "utf-8")
    assert main([str(file)]) == 1
    assert answered(capsys.readouterr().out) == [
        {"id": None, "faults": ["line 1: no-json"]},
        {"id": None, "faults": ["line 2: no-object"]},
        {"id": 3, "faults": ["tz: missing", "start: missing"]},
    ]


def test_it_needs_neither_database_nor_django() -> None:
    told = "import sys, konsil.clock; print([m for m in ('django', 'psycopg') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
