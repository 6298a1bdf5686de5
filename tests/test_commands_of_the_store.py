"""`konsil import` and `konsil verify-log`, as somebody types them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from carried import carried
from konsil.store.queries import cases
from two_houses import Houses, built, opened

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = "number,card,given,family,born_on,policy,from_on\n"


@pytest.fixture
def houses(transactional_db: None) -> Houses:
    return built()


def typed(database: Any, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"KONSIL_DATABASE": database.name}
    return subprocess.run(
        [sys.executable, "-m", "konsil.cli", *words], env=environment, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


def members(path: Path, *rows: str) -> list[str]:
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf8")
    return ["import", "members", str(path), "--population", "albsig-jete-members", "--programme", "albsig-mso"]


def test_a_file_is_shown_reported_and_applied(houses: Houses, database: Any, tmp_path: Path) -> None:
    words = members(
        tmp_path / "members.csv",
        "M-albsig-mso,,Elira,Hoxha,1974-05-02,P-albsig-mso,2024-01-01",
        "M-1,ALB-1,Drita,Shembull,1980-02-03,P-1,2026-01-01",
        "M-2,ALB-2,,Shembull,03.02.1980,P-2,2026-01-01",
    )
    report = tmp_path / "faults.csv"
    looked = typed(database, *words, "--look", "--report", str(report))
    assert looked.returncode == 0, looked.stderr
    assert looked.stdout.splitlines()[:2] == [
        "3 lines: 1 new, 0 changed, 1 as before",
        "0 of 1 memberships end; 0 open cases get a notice",
    ]
    assert report.read_text("utf8").splitlines() == ["row,column,reason", "3,born_on,not-a-date", "3,given,missing"]

    unanswered = typed(database, *words)
    assert unanswered.returncode == 1
    assert "Nothing was changed" in unanswered.stdout
    done = typed(database, *words, "--yes")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Applied.")
    assert typed(database, *words, "--look").stdout.startswith("3 lines: 0 new, 0 changed, 2 as before")


def test_a_file_that_ends_many_is_not_taken_by_one_yes(houses: Houses, database: Any, tmp_path: Path) -> None:
    words = members(tmp_path / "members.csv", "M-1,ALB-1,Drita,Shembull,1980-02-03,P-1,2026-01-01")
    assert typed(database, *words, "--yes").returncode == 1
    assert typed(database, *words, "--yes", "--ends-many").returncode == 0


def test_what_is_no_list_of_members_is_told_plainly(houses: Houses, database: Any, tmp_path: Path) -> None:
    path = tmp_path / "shoes.csv"
    path.write_text("size,colour\n38,red\n")
    told = ["--population", "albsig-jete-members", "--programme", "albsig-mso"]
    shoes = typed(database, "import", "members", str(path), *told)
    assert shoes.returncode == 1
    assert "unknown or doubled columns: colour, size" in shoes.stderr
    nowhere = typed(database, "import", "members", str(path), "--population", "none", "--programme", "x")
    assert nowhere.stderr == "konsil import: there is no population none\n"
    missing = typed(database, "import", "members", str(tmp_path / "none.csv"), *told)
    assert (missing.returncode, "Traceback" in missing.stderr) == (1, False)


def test_verify_log_says_which_fact_of_which_case(
    houses: Houses, database: Any, owner: psycopg.Connection[tuple[Any, ...]]
) -> None:
    opened(houses.ours)
    carried(houses.ours, "note.written", text="Called twice.")
    number = cases.case(houses.ours.actor(), houses.ours.case).number
    whole = typed(database, "verify-log")
    assert (whole.returncode, whole.stdout) == (0, "1 cases, 2 facts; altered: none\n")

    owner.execute("UPDATE fact_body SET body = replace(body, 'twice', 'once') WHERE seq = 2")
    found = typed(database, "verify-log", number)
    assert found.returncode == 1
    assert found.stdout.splitlines() == [f"case {number}, fact 2: altered", "1 cases, 2 facts; altered: 1"]
    nobody = typed(database, "verify-log", "MSO-0")
    assert (nobody.returncode, nobody.stderr) == (1, "konsil verify-log: there is no case MSO-0\n")


def test_what_is_derived_is_written_anew_from_the_facts(houses: Houses, database: Any, owner: Any) -> None:
    opened(houses.ours)
    opened(houses.theirs)
    derived = (
        "SELECT (SELECT count(*) FROM case_party WHERE until_at IS NULL), (SELECT count(*) FROM work_row WHERE open),"
        " (SELECT array_agg((promise, due_at, state) ORDER BY case_id, promise)::text FROM promise_cycle)"
    )
    before = owner.execute(derived).fetchone()
    owner.execute("DELETE FROM work_row")
    owner.execute("DELETE FROM promise_cycle")
    owner.execute("UPDATE case_party SET until_at = now() WHERE role = 'coordinator'")
    assert owner.execute(derived).fetchone() != before

    number = owner.execute("SELECT number FROM cases WHERE public = %s", [houses.ours.case]).fetchone()[0]
    one = typed(database, "rebuild", number)
    assert (one.returncode, one.stdout.strip()) == (0, "1 case rebuilt."), one.stderr
    every = typed(database, "rebuild")
    assert (every.returncode, every.stdout.strip()) == (0, "2 cases rebuilt."), every.stderr
    assert owner.execute(derived).fetchone() == before
    assert owner.execute("SELECT count(*) FROM fact").fetchone() == (2,)

    none = typed(database, "rebuild", "c_nobody")
    assert (none.returncode, none.stderr.strip()) == (1, "konsil rebuild: there is no case 'c_nobody'")
