"""The pages about programmes say what is so: their passages stand in the folder, their commands answer so."""

import io
import re
import sys
from pathlib import Path

import pytest

from konsil.clock import main as clock
from konsil.programme_cli import folders, main

DOCS = Path(__file__).resolve().parents[2] / "docs"
NORDLYS = Path(__file__).parent / "nordlys-second-opinion"
WHOLE = "\n".join(path.read_text("utf8") for path in sorted(NORDLYS.rglob("*.toml")))


def blocks(page: str, language: str) -> list[str]:
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", (DOCS / page).read_text("utf8"), re.DOTALL | re.MULTILINE)
    return [text for kind, text in fences if kind == language]


@pytest.mark.parametrize("passage", blocks("tutorial.md", "toml"))
def test_a_passage_of_the_tutorial_stands_in_the_folder(passage: str) -> None:
    assert passage in WHOLE


def test_the_tutorial_tells_what_is_missing_at_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "2026-01-01.toml").write_text(blocks("tutorial.md", "toml")[0], "utf8")
    assert main(["check", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert [line for line in blocks("tutorial.md", "")[0].splitlines() if line not in told] == []


def test_the_tutorial_shows_the_check_as_it_answers() -> None:
    folder = folders.read(folders.files(str(NORDLYS)))
    shown = next(one for one in blocks("tutorial.md", "") if "it holds" in one)
    assert f"{len(folder.journeys)} played" in shown


def test_the_due_date_of_the_page_is_counted_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = blocks("how-to/read-a-due-date.md", "sh")[0].splitlines()[1]
    monkeypatch.setattr(sys, "stdin", io.StringIO(line))
    assert clock([]) == 0
    assert "2026-04-04T00:00:00+02:00" in capsys.readouterr().out


def test_the_promise_of_the_page_is_shown_so(capsys: pytest.CaptureFixture[str]) -> None:
    main(["show", "albsig-mso"])
    assert blocks("how-to/read-a-due-date.md", "")[0] in capsys.readouterr().out
