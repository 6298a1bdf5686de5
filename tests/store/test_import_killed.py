"""`konsil import` as somebody runs it: one bad row among many, killed in the middle, given again, given twice."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from konsil.core.case import Actor
from konsil.store.members import applying, staging
from konsil.store.members.file import COLUMNS
from konsil.store.queries.reading import reading, rows
from two_houses import Houses, built

pytestmark = pytest.mark.django_db(transaction=True)
INSURER = Actor("Blerta Prifti", "administrator", "albsig-jete")
MANY = 6_000
WHERE = ("--population", "albsig-jete-members", "--programme", "albsig-mso")


@pytest.fixture
def houses(transactional_db: None) -> Houses:
    return built()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """So many lines, one of which cannot be used."""
    path = tmp_path / "members.csv"
    with path.open("w", encoding="utf8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        for number in range(MANY):
            born = "1980-02-30" if number == MANY // 2 else "1980-01-01"
            writer.writerow(
                {"number": f"M-{number:06}", "given": "Drita", "family": f"Shembull{number}", "born_on": born,
                 "policy": f"P-{number:06}", "from_on": "2026-01-01", "phone": "", "card": ""}
            )  # fmt: skip
    return path


def started(database: Any, file: Path) -> subprocess.Popen[bytes]:
    """The command on this database, without waiting for it."""
    told = [sys.executable, "-m", "konsil.cli", "import", "members", str(file), *WHERE, "--yes", "--ends-many"]
    environment = os.environ | {"KONSIL_DATABASE": database.name}
    return subprocess.Popen(told, env=environment, stdout=subprocess.DEVNULL)


def counted() -> tuple[int, int]:
    """People and covers, as the insurer sees them."""
    with reading(INSURER):
        return rows("SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM cover)")[0]  # type: ignore[return-value]


def staged_lines(owner: Any) -> int:
    return int(owner.execute("SELECT count(*) FROM import_row").fetchone()[0])


@pytest.mark.shows("X24")
def test_killed_in_the_middle_nothing_is_half_applied_and_again_it_is_whole(
    houses: Houses, database: Any, owner: Any, file: Path
) -> None:
    """Kill -9 in the middle; re-run changes nothing twice."""
    before = counted()
    first = started(database, file)
    while staged_lines(owner) == 0 and first.poll() is None:
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert counted() == before
    assert started(database, file).wait() == 0
    after = counted()
    assert after == (before[0] + MANY - 1, before[1] + MANY - 1)
    assert started(database, file).wait() == 0
    assert counted() == after


@pytest.mark.shows("X24")
def test_one_bad_row_is_named_and_all_the_others_apply(houses: Houses, file: Path) -> None:
    """One bad row in a million: it is told by its number, its column and its reason, and holds back nobody else."""
    run = staging.stage(INSURER, file, population="albsig-jete-members", programme="albsig-mso")
    members, faults = staging.checked(INSURER, run)
    assert [(fault.row, fault.column, fault.reason) for fault in faults] == [(MANY // 2 + 1, "born_on", "not-a-date")]
    assert (len(members), applying.preview(INSURER, run).new) == (MANY - 1, MANY - 1)
