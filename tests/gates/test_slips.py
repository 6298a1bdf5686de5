"""The key of papers: old papers are good to their last day, and the file of public keys can be carried anywhere."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from konsil.core import seal, slip
from konsil.core.slip import Known, Listed, PaperKey
from konsil.gates.keys import Keyring, slips
from konsil.gates.keys.slips import Unsigned

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
HERE = "o_eye-cluj"


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys")


def paper(ring: Keyring, day: date = TODAY, drawn: int = 7) -> str:
    return slips.signed(ring, Unsigned(seal.number("OMV", drawn), HERE, day, (Listed("OFT-CONS", 1),)))


def verdict(code: str, keys: dict[str, PaperKey], today: date = TODAY) -> slip.Verdict:
    return slip.judge(code, Known(keys), HERE, today, slips.check)


def test_what_the_ring_signed_its_public_key_finds_good(ring: Keyring) -> None:
    assert verdict(paper(ring), slips.public(ring, TODAY)) == "valid"


def test_another_ring_is_another_house(ring: Keyring, tmp_path: Path) -> None:
    assert verdict(paper(ring), slips.public(Keyring(tmp_path / "other"), TODAY)) == "unknown-key"


def test_an_old_key_stays_until_the_last_day_of_its_papers(ring: Keyring) -> None:
    soon, late = TODAY + timedelta(3), TODAY + timedelta(30)
    old = {day: paper(ring, day) for day in (TODAY, late, soon)}
    ring.rotate("papers")
    assert {verdict(code, slips.public(ring, day), day) for day, code in old.items()} == {"valid"}
    assert verdict(paper(ring), slips.public(ring, TODAY)) == "valid"
    untils = sorted(str(key.until) for key in slips.public(ring, late).values())
    assert untils == [str(late), "None"]
    assert len(slips.public(ring, late + timedelta(1))) == 1


def test_a_stolen_old_key_writes_no_papers_for_later_days(ring: Keyring, tmp_path: Path) -> None:
    paper(ring)
    (tmp_path / "stolen").mkdir()
    (tmp_path / "stolen/papers-1.key").write_bytes((tmp_path / "keys/papers-1.key").read_bytes())
    (tmp_path / "stolen/papers-1.key").chmod(0o600)
    ring.rotate("papers")
    tomorrow = TODAY + timedelta(1)
    forged = paper(Keyring(tmp_path / "stolen"), tomorrow)
    assert verdict(forged, slips.public(ring, TODAY), tomorrow) == "unknown-key"


def test_a_key_that_never_signed_is_gone_with_its_rotation(ring: Keyring) -> None:
    first = slips.public(ring, TODAY)
    ring.rotate("papers")
    assert set(first) & set(slips.public(ring, TODAY)) == set()


def test_the_file_of_keys_is_sealed_and_read_again(ring: Keyring) -> None:
    paper(ring, TODAY)
    ring.rotate("papers")
    told = slips.published(ring, TODAY, NOW)
    assert ring.verify(told["text"].encode(), bytes.fromhex(told["signature"]))
    read = json.loads(told["text"])
    assert read["made"] == "2026-11-25T06:30:00.000000+00:00"
    assert slip.read_keys(read["keys"]) == slips.public(ring, TODAY)
    assert not ring.verify(told["text"].replace("made", "mode").encode(), bytes.fromhex(told["signature"]))
