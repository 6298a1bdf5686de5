"""`konsil verify`: one word and one exit status for a paper, with no network, no database and no installation."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from konsil.cli import main
from konsil.core import seal
from konsil.core.slip import Listed
from konsil.gates.keys import Keyring, slips
from konsil.gates.keys.slips import Unsigned

TODAY = date(2026, 11, 25)
HERE = "o_eye-cluj"
NUMBER = seal.number("OMV", 42)
LINES = (Listed("OFT-CONS", 1), Listed("OFT-OCT", 2, if_needed=True))


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys")


@pytest.fixture
def code(ring: Keyring) -> str:
    return slips.signed(ring, Unsigned(NUMBER, HERE, TODAY, LINES))


@pytest.fixture
def keys(ring: Keyring, code: str, tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(slips.published(ring, TODAY, datetime(2026, 11, 25, tzinfo=UTC))), encoding="utf8")
    return path


def asked(code: str, keys: Path, *more: str, on: str = "2026-11-25", clinic: str = HERE) -> int:
    return main(["verify", code, "--keys", str(keys), "--clinic", clinic, "--on", on, *more])


def test_a_paper_of_today_is_valid_and_says_what_for(code: str, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(code, keys) == 0
    assert capsys.readouterr().out == f"valid: {NUMBER}, 2026-11-25, 1 × OFT-CONS, 2 × OFT-OCT (if needed)\n"


def test_an_extension_names_its_base(ring: Keyring, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    extra = slips.signed(ring, Unsigned(seal.number("OMV", 43), HERE, TODAY, LINES[:1], NUMBER))
    assert asked(extra, keys) == 0
    assert f"extends {NUMBER}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "word", "how"),
    [
        (12, "other-day", {"on": "2026-11-26"}),
        (13, "other-clinic", {"clinic": "o_cetinita"}),
    ],
)
def test_another_day_or_clinic_has_a_word_and_a_status(
    status: int, word: str, how: dict[str, str], code: str, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(code, keys, "--quiet", **how) == status
    assert capsys.readouterr().out == f"{word}\n"


def test_of_another_clinics_paper_nothing_is_told(code: str, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(code, keys, clinic="o_cetinita") == 13
    assert capsys.readouterr().out == "other-clinic\n"


def test_lists_of_spent_and_revoked_numbers_are_read_however_they_are_written(
    code: str, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "numbers.txt"
    listed.write_text(f"\n{NUMBER.lower().replace('-', ' ')}\n", encoding="utf8")
    assert asked(code, keys, "--quiet", "--spent", str(listed)) == 10
    assert asked(code, keys, "--quiet", "--revoked", str(listed)) == 11
    assert capsys.readouterr().out == "spent\nrevoked\n"


def test_a_forged_an_unknown_and_a_torn_code_are_told_apart(
    code: str, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = slips.signed(Keyring(tmp_path / "stranger"), Unsigned(NUMBER, HERE, TODAY, LINES))
    assert asked(stranger, keys, "--quiet") == 21
    place = len(code) - 20
    assert asked(code[:place] + ("1" if code[place] == "0" else "0") + code[place + 1 :], keys, "--quiet") == 20
    monkeypatch.setattr(sys, "stdin", io.StringIO(code[:-5]))
    assert asked("-", keys, "--quiet") == 22
    assert capsys.readouterr().out == "unknown-key\nforged\nunreadable\n"


def test_a_key_file_must_bear_the_seal_that_was_asked_for(
    ring: Keyring, code: str, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (ours,) = ring.public_keys().values()
    (theirs,) = Keyring(tmp_path / "stranger").public_keys().values()
    assert asked(code, keys, "--seal", ours.hex()) == 0
    assert asked(code, keys, "--seal", theirs.hex()) == 1
    assert "was not signed by that seal" in capsys.readouterr().err


def test_a_file_that_is_missing_or_something_else_is_told_plainly(
    code: str, tmp_path: Path, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other.json").write_text('{"text": "{}", "signature": ""}', encoding="utf8")
    (tmp_path / "short.json").write_text(
        json.dumps({"text": '{"keys": {"0a0b0c0d": {"public": "00", "until": ""}}}', "signature": ""}), encoding="utf8"
    )
    assert asked(code, tmp_path / "none.json") == 1
    assert asked(code, tmp_path / "other.json") == 1
    assert asked(code, tmp_path / "short.json") == 1
    assert asked(code, keys, "--spent", str(tmp_path / "none.txt")) == 1
    told = capsys.readouterr().err.splitlines()
    assert [line.rpartition("/")[2] for line in told] == [
        "none.json: No such file or directory", "other.json is no file of keys",
        "short.json is no file of keys", "none.txt: No such file or directory",
    ]  # fmt: skip


def test_it_starts_neither_django_nor_a_database_nor_the_keyring(code: str, keys: Path) -> None:
    probe = (
        "import sys; from konsil.cli import main;"
        f"main(['verify', {code!r}, '--keys', {str(keys)!r}, '--clinic', 'x']);"
        "print(sorted(m for m in sys.modules if m.startswith(('django', 'psycopg', 'konsil.gates', 'konsil.store'))))"
    )
    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert told.stdout == "other-clinic\n[]\n"


def test_the_keys_of_an_installation_are_printed_and_rotated(
    tmp_path: Path, code: str, ring: Keyring, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONSIL_HOME", str(tmp_path))
    assert main(["keys"]) == 0
    before = json.loads(json.loads(capsys.readouterr().out)["text"])["keys"]
    assert main(["keys", "--rotate", "papers"]) == 0
    after = json.loads(json.loads(capsys.readouterr().out)["text"])["keys"]
    assert (len(before), len(set(after) - set(before))) == (1, 1)
