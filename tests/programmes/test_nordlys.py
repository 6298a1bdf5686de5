"""A new insurer is one folder: Nordlys Liv is invented, short, and held to the same check as those of the product."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from konsil.core.facts.centre import Terms as CentreTerms
from konsil.core.facts.opinion import Terms as OpinionTerms
from konsil.core.wording import Wording
from konsil.programme_cli import folders

FOLDER = Path(__file__).parent / "nordlys-second-opinion"
NORDLYS = folders.read(folders.files(str(FOLDER)))
PROGRAMME = NORDLYS.newest.programme


def test_a_new_insurer_is_one_folder_of_at_most_150_lines() -> None:
    lines = [line for path in FOLDER.rglob("*.toml") for line in path.read_text("utf8").splitlines() if line.strip()]
    assert len(lines) <= 150


def test_it_says_only_what_its_contract_says_otherwise() -> None:
    assert PROGRAMME.terms(CentreTerms).offered == 2
    assert PROGRAMME.terms(OpinionTerms).recipients == ("member",)
    assert (PROGRAMME.country, PROGRAMME.zone.key, PROGRAMME.contact.emergency) == ("SE", "Europe/Stockholm", "112")


def test_what_it_drops_is_gone_from_every_row() -> None:
    dropped = {"record.picked-up", "retrieval.paid", "haste.asked", "condition.admitted"}
    rows = PROGRAMME.flow.values()
    named = {*PROGRAMME.flow, *(name for row in rows for name in (*row.voids, *row.keeps))}
    named |= {name for row in rows for atom in row.after for name in atom.any_of}
    assert named & dropped == set()


def test_it_promises_in_its_own_words() -> None:
    said = Wording(NORDLYS.newest.texts, "sq").promise("two-centres", PROGRAMME.promises["two-centres"])
    assert said == "Dy qendra për të zgjedhur dërgohen brenda 5 ditëve pune nga pranimi."


def konsil(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as somebody types it, on this test's database."""
    told = [sys.executable, "-m", "konsil.cli", "programme", *arguments]
    return subprocess.run(told, capture_output=True, text=True, check=False)


def test_it_passes_the_check_of_the_product_and_is_installed(owner: psycopg.Connection[tuple[Any, ...]]) -> None:
    done = konsil("install", str(FOLDER))
    told = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert told[-2:] == ["  it holds", f"installed nordlys-second-opinion 2026-01-01 {PROGRAMME.hash[:16]}"]
    kept = owner.execute("SELECT key, since, hash FROM programme_version WHERE key = %s", [PROGRAMME.key]).fetchall()
    assert kept == [(PROGRAMME.key, PROGRAMME.since, PROGRAMME.hash)]


def test_no_recorded_case_has_no_promise_to_count_again(database: object) -> None:
    done = konsil("what-if", str(FOLDER), "--promise", "two-centres", "--within", "1 working day")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "two-centres: 0 times in 0 cases")
