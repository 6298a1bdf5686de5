"""A new insurer is one folder: Nordlys Liv is invented, short, and held to the same check as those of the product."""

from pathlib import Path

import pytest

from konsil.core.facts.centre import Terms as CentreTerms
from konsil.core.facts.opinion import Terms as OpinionTerms
from konsil.core.wording import Wording
from konsil.programme_cli import folders, main

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


def test_it_passes_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(FOLDER)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert (told[0], told[-1]) == ("nordlys-second-opinion", "  it holds")
