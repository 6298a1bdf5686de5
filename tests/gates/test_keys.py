"""Keys: made once, private, with generations that do not shut out what was sealed before."""

import subprocess
import sys
from pathlib import Path

import pytest

from konsil.gates import GateRefused
from konsil.gates.keys import Keyring

NUMBER = b"J55514021E"


def refusal(act: object, *given: object, **named: object) -> str:
    assert callable(act)
    with pytest.raises(GateRefused) as refused:
        act(*given, **named)
    return refused.value.key


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys")


def test_what_is_sealed_opens_again_and_looks_different_each_time(ring: Keyring) -> None:
    sealed = {ring.encrypt(NUMBER, purpose="national-number") for _ in range(10)}
    assert len(sealed) == 10
    assert {ring.decrypt(one, purpose="national-number") for one in sealed} == {NUMBER}
    assert [one for one in sealed if NUMBER in one] == []


def test_another_purpose_another_ring_and_a_changed_octet_do_not_open_it(ring: Keyring, tmp_path: Path) -> None:
    sealed = ring.encrypt(NUMBER, purpose="national-number")
    assert refusal(ring.decrypt, sealed, purpose="bank-account") == "cipher-broken"
    assert refusal(Keyring(tmp_path / "other").decrypt, sealed, purpose="national-number") == "key-unknown"
    for at in range(len(sealed)):
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        assert refusal(ring.decrypt, altered, purpose="national-number") in {"cipher-broken", "key-unknown"}


@pytest.mark.parametrize("length", [0, 1, 4, 5, 16, 17, 32])
def test_what_is_cut_short_is_refused(ring: Keyring, length: int) -> None:
    sealed = ring.encrypt(NUMBER, purpose="x")
    assert refusal(ring.decrypt, sealed[:length], purpose="x") in {"cipher-broken", "key-unknown"}


def test_keys_are_for_their_owner_only_and_an_open_one_is_refused(ring: Keyring, tmp_path: Path) -> None:
    ring.encrypt(NUMBER, purpose="x")
    ring.mac(NUMBER, purpose="x")
    ring.sign(b"x")
    ring.file_key("c1")
    made = [path for path in (tmp_path / "keys").rglob("*") if path.is_file()]
    assert [oct(path.stat().st_mode & 0o777) for path in made] == ["0o600"] * 5
    (tmp_path / "keys" / "mac-1.key").chmod(0o644)
    assert refusal(Keyring(tmp_path / "keys").mac, NUMBER, purpose="x") == "key-open"


@pytest.mark.parametrize("content", [b"", b"{}", b'{"id": "00", "key": "AA=="}', b'{"id": 1, "key": 2}'])
def test_a_broken_key_file_is_refused_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mac-1.key"
    path.write_bytes(content)
    path.chmod(0o600)
    assert refusal(Keyring(tmp_path).mac, NUMBER, purpose="x") == "key-broken"
    assert path.read_bytes() == content


def test_the_same_number_has_the_same_hash_for_one_purpose_only(ring: Keyring, tmp_path: Path) -> None:
    found = ring.mac(NUMBER, purpose="national-number")
    assert found == Keyring(tmp_path / "keys").mac(NUMBER, purpose="national-number")
    assert len({found, ring.mac(NUMBER, purpose="card"), ring.mac(NUMBER + b"1", purpose="national-number")}) == 3


def test_a_new_generation_seals_and_the_old_one_still_opens(ring: Keyring, tmp_path: Path) -> None:
    old = ring.encrypt(NUMBER, purpose="x")
    elsewhere = Keyring(tmp_path / "keys")
    elsewhere.encrypt(NUMBER, purpose="x")  # it knows the first generation only
    ring.rotate("numbers")
    new = ring.encrypt(NUMBER, purpose="x")
    assert old[1:5] != new[1:5]
    assert [ring.decrypt(sealed, purpose="x") for sealed in (old, new)] == [NUMBER, NUMBER]
    assert elsewhere.decrypt(new, purpose="x") == NUMBER


def test_wrapping_again_moves_to_the_latest_generation_and_then_changes_nothing(ring: Keyring) -> None:
    old = ring.encrypt(NUMBER, purpose="x")
    assert ring.rewrap(old, purpose="x") == old
    ring.rotate("numbers")
    new = ring.rewrap(old, purpose="x")
    assert (new[1:5] != old[1:5], ring.rewrap(new, purpose="x")) == (True, new)
    assert ring.decrypt(new, purpose="x") == NUMBER


def test_a_lost_hash_key_is_mended_by_hashing_the_opened_numbers_again(ring: Keyring, tmp_path: Path) -> None:
    kept = {ring.mac(number, purpose="x"): ring.encrypt(number, purpose="x") for number in (b"A1", b"B2")}
    (tmp_path / "keys" / "mac-1.key").unlink()
    mended = Keyring(tmp_path / "keys")
    assert mended.mac(b"A1", purpose="x") not in kept
    again = {mended.mac(mended.decrypt(sealed, purpose="x"), purpose="x"): sealed for sealed in kept.values()}
    assert mended.decrypt(again[mended.mac(b"A1", purpose="x")], purpose="x") == b"A1"


def test_a_signature_holds_for_its_message_across_generations(ring: Keyring, tmp_path: Path) -> None:
    signed = ring.sign(b"heads of the day")
    ring.rotate("seal")
    assert ring.verify(b"heads of the day", signed) is True
    assert ring.verify(b"heads of the bay", signed) is False
    assert ring.verify(b"heads of the day", signed[:-1] + bytes([signed[-1] ^ 1])) is False
    assert Keyring(tmp_path / "other").verify(b"heads of the day", signed) is False
    assert [len(public) for public in ring.public_keys().values()] == [32, 32]


def test_each_case_has_a_key_of_its_own_that_stays(ring: Keyring, tmp_path: Path) -> None:
    assert ring.file_key("c1") == Keyring(tmp_path / "keys").file_key("c1")
    assert ring.file_key("c1") != ring.file_key("c2")
    assert len(ring.file_key("c1")) == 32


def test_a_destroyed_case_key_never_comes_back(ring: Keyring) -> None:
    ring.file_key("c1")
    ring.destroy_file_key("c1")
    ring.destroy_file_key("c1")
    ring.destroy_file_key("never-used")
    assert [refusal(ring.file_key, case) for case in ("c1", "never-used")] == ["key-destroyed"] * 2


def test_case_keys_are_wrapped_again_and_stay_the_same(ring: Keyring) -> None:
    before = [ring.file_key(f"c{number}") for number in range(3)]
    ring.destroy_file_key("c9")
    ring.rotate("files")
    assert [ring.rewrap_file_keys(), ring.rewrap_file_keys()] == [3, 0]
    assert [ring.file_key(f"c{number}") for number in range(3)] == before


@pytest.mark.parametrize("case", ["", "../numbers-1.key", "a/b", ".", "c" * 65])
def test_a_case_is_named_by_plain_letters(ring: Keyring, case: str) -> None:
    assert refusal(ring.file_key, case) == "case-id"


RACE = """
import sys
from pathlib import Path
from konsil.gates.keys import Keyring
ring = Keyring(Path(sys.argv[1]))
print(ring.mac(b"x", purpose="x").hex(), ring.file_key("c1").hex())
"""


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    racing = [
        subprocess.Popen([sys.executable, "-c", RACE, tmp_path / "keys"], stdout=subprocess.PIPE) for _ in range(4)
    ]
    assert len({racer.communicate(timeout=60)[0] for racer in racing}) == 1
