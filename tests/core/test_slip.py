"""The statement on a paper: read as it was written, worth what it says, and nothing but what a known key signed."""

from __future__ import annotations

import os
import random
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from konsil.core import seal, slip
from konsil.core.slip import SIGNS, Known, Listed, PaperKey, Slip, Unsayable

TODAY = date(2026, 11, 25)
HERE, ELSEWHERE = "o_eye-cluj", "o_cetinita"
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = SECRET.public_key().public_bytes_raw()
KNOWN = Known({"0a0b0c0d": PaperKey(PUBLIC)})
NUMBER, BASE = seal.number("OMV", 123_456_789_012_345), seal.number("OMV", 987_654_321_098)
PAPER = Slip(
    NUMBER, HERE, TODAY,
    (Listed("OFT-CONS", 1), Listed("OFT-OCT", 2), Listed("OFT-FUND", 1, if_needed=True)), "0a0b0c0d",
)  # fmt: skip
TRIES = 100_000


def check(public: bytes, signature: bytes, statement: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except InvalidSignature:
        return False
    return True


def signed(paper: Slip, secret: Ed25519PrivateKey = SECRET) -> str:
    statement = slip.packed(paper)
    return slip.written(statement, secret.sign(statement))


def verdict(code: str, known: Known = KNOWN, clinic: str = HERE, today: date = TODAY) -> slip.Verdict:
    return slip.judge(code, known, clinic, today, check)


CODE = signed(PAPER)

papers = st.builds(
    Slip,
    number=st.integers(0, 32**10 - 1).map(lambda drawn: seal.number("OMV", drawn)),
    extends=st.one_of(st.just(""), st.integers(0, 32**10 - 1).map(lambda drawn: seal.number("OMV", drawn))),
    clinic=st.text("abcdefghijklmnopqrstuvwxyz_234567", min_size=1, max_size=32),
    day=st.dates(date(2020, 1, 1), date(2199, 1, 1)),
    services=st.lists(
        st.builds(Listed, st.text("ABCDEFXYZ-0123456789", max_size=16), st.integers(0, 127), st.booleans()),
        max_size=40,
    ).map(tuple),
    key=st.binary(min_size=4, max_size=4).map(bytes.hex),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(papers)
def test_what_was_written_is_read(paper: Slip) -> None:
    found = slip.read(signed(paper))
    assert found is not None
    assert found.slip == paper
    assert found.statement == slip.packed(paper)


def test_a_scanner_may_type_it_small_and_in_pieces() -> None:
    assert verdict(f" {CODE[:40].lower()} \n{CODE[40:]}\r\n") == "valid"


def test_it_is_typed_with_letters_and_digits_that_no_keyboard_exchanges() -> None:
    assert set(CODE) <= set(SIGNS)
    assert set(SIGNS) & set("IOYZ") == set()


def test_it_names_nobody() -> None:
    said = slip.read(CODE)
    assert said is not None
    assert set(vars(said.slip)) == {"number", "clinic", "day", "services", "key", "extends"}


@pytest.mark.shows("O22")
def test_a_paper_is_good_on_its_one_day_at_its_one_clinic() -> None:
    """valid only on that local date (clinic's time zone); midnight test"""
    assert verdict(CODE) == "valid"
    assert verdict(CODE, today=TODAY - timedelta(1)) == "other-day"
    assert verdict(CODE, today=TODAY + timedelta(1)) == "other-day"
    assert verdict(CODE, clinic=ELSEWHERE) == "other-clinic"


def test_a_number_used_here_or_taken_back_is_said_so() -> None:
    key = seal.key_of(NUMBER)
    assert verdict(CODE, replace(KNOWN, spent={key})) == "spent"
    assert verdict(CODE, replace(KNOWN, revoked={key})) == "revoked"
    assert verdict(CODE, replace(KNOWN, spent={key}, revoked={key})) == "revoked"


def test_an_extension_is_another_number_that_names_its_base() -> None:
    extension = replace(PAPER, number=BASE, extends=NUMBER, services=(Listed("OFT-LASER", 1),))
    said = slip.read(signed(extension))
    assert said is not None
    assert said.slip.extends == NUMBER
    assert verdict(signed(extension), replace(KNOWN, spent={seal.key_of(NUMBER)})) == "valid"


def test_what_another_key_signed_is_forged_or_unknown() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert verdict(signed(PAPER, other)) == "forged"
    assert verdict(signed(replace(PAPER, key="ffffffff"))) == "unknown-key"
    assert verdict(CODE, Known({})) == "unknown-key"


def test_an_old_key_is_good_for_the_days_of_its_papers_and_no_longer() -> None:
    until = {"0a0b0c0d": PaperKey(PUBLIC, TODAY)}
    assert verdict(CODE, Known(until)) == "valid"
    later = signed(replace(PAPER, day=TODAY + timedelta(1)))
    assert verdict(later, Known(until), today=TODAY + timedelta(1)) == "unknown-key"


@pytest.mark.parametrize(
    "code", ["", "Z", "0", NUMBER, CODE[:-1], CODE[:100], CODE + "0", CODE[1:], "0" * len(CODE), "X" * len(CODE)]
)
def test_what_is_no_code_or_not_whole_is_unreadable(code: str) -> None:
    assert verdict(code) == "unreadable"


def test_a_statement_that_we_would_not_write_is_unreadable_even_if_signed() -> None:
    def said(statement: bytes) -> str:
        return slip.written(statement, SECRET.sign(statement))

    whole = slip.packed(PAPER)
    assert verdict(said(b"\x02" + whole[1:])) == "unreadable"
    assert verdict(said(whole + b"\x00")) == "unreadable"
    assert verdict(said(whole.replace(b"OFT-CONS", b"OFT-CON\xff"))) == "unreadable"
    wrong = NUMBER.replace("-", "").encode()
    assert verdict(said(whole.replace(wrong, wrong[:-1] + (b"0" if wrong[-1:] != b"0" else b"1")))) == "unreadable"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"day": date(2019, 12, 31)}, "day"),
        ({"clinic": "clinica-ochiului-ț"}, "name"),
        ({"clinic": "o" * 256}, "name"),
        ({"services": (Listed("OFT-CONS", 128),)}, "quantity"),
        ({"services": (Listed("OFT-CONS", 1),) * 256}, "quantity"),
    ],
)
def test_what_there_is_no_room_for_is_refused(change: dict[str, object], what: str) -> None:
    with pytest.raises(Unsayable, match=what):
        slip.packed(replace(PAPER, **change))  # type: ignore[arg-type]


def test_the_two_lists_of_a_paper_are_told_apart() -> None:
    assert slip.services([("A", 1)], [("B", 2)]) == (Listed("A", 1), Listed("B", 2, if_needed=True))


def test_public_keys_are_told_and_read_again() -> None:
    keys = {"0a0b0c0d": PaperKey(PUBLIC), "00000001": PaperKey(bytes(32), TODAY)}
    assert slip.read_keys(slip.told_keys(keys)) == keys
    with pytest.raises(ValueError, match="32 octets"):
        slip.read_keys({"0a0b0c0d": {"public": "00", "until": ""}})


# -- forgeries ---------------------------------------------------------------------------------------------------------


def mutated(code: str, drawn: random.Random) -> str:
    """A code that says something else: characters changed, exchanged, dropped, doubled, or octets changed."""
    signs, place = list(code), drawn.randrange(len(code))
    match drawn.randrange(6):
        case 0:
            signs[place] = drawn.choice(SIGNS)
        case 1:
            other = drawn.randrange(len(signs))
            signs[place], signs[other] = signs[other], signs[place]
        case 2:
            del signs[place]
        case 3:
            signs.insert(place, drawn.choice(SIGNS))
        case 4:
            for _ in range(drawn.randrange(1, 20)):
                signs[drawn.randrange(len(signs))] = drawn.choice(SIGNS)
        case _:
            return rewritten(drawn)
    return "".join(signs)


def rewritten(drawn: random.Random) -> str:
    """Another statement under the old signature, or under one of nobody's key, or with octets of it changed."""
    said = slip.read(CODE)
    assert said is not None
    change: dict[str, Any] = drawn.choice([
        {"day": TODAY + timedelta(drawn.randrange(1, 400))},
        {"number": seal.number("OMV", drawn.getrandbits(50))},
        {"clinic": ELSEWHERE},
        {"services": (*PAPER.services, Listed("OFT-LASER", drawn.randrange(1, 9)))},
        {"extends": BASE},
    ])  # fmt: skip
    statement, signature = slip.packed(replace(PAPER, **change)), bytearray(said.signature)
    match drawn.randrange(3):
        case 0:
            return slip.written(statement, bytes(signature))
        case 1:
            return slip.written(statement, drawn.randbytes(64))
        case _:
            signature[drawn.randrange(64)] ^= 1 << drawn.randrange(8)
            return slip.written(said.statement, bytes(signature))


def accepted(count: int, seed: int) -> list[str]:
    """The mutated codes that any clinic would take on any day."""
    drawn = random.Random(seed)
    found = []
    for _ in range(count):
        code = mutated(CODE, drawn)
        said = slip.read(code)
        if code == CODE or said is None:
            continue
        if verdict(code, clinic=said.slip.clinic, today=said.slip.day) == "valid":
            found.append(code)
    return found


def test_of_mutated_codes_none_is_accepted() -> None:
    seed = int(os.environ.get("KONSIL_SEED", "20261125"))
    assert accepted(20_000, seed) == [], f"seed {seed}"


@pytest.mark.prove
def test_of_a_hundred_thousand_mutated_codes_none_is_accepted() -> None:
    assert accepted(TRIES, 1) == []


def test_every_single_wrong_character_of_a_code_is_refused() -> None:
    for place in range(len(CODE)):
        wrong = SIGNS[(SIGNS.index(CODE[place]) + 1) % len(SIGNS)]
        assert verdict(CODE[:place] + wrong + CODE[place + 1 :]) in {"forged", "unreadable", "unknown-key"}, place


@pytest.mark.shows("O17")
def test_every_single_wrong_character_and_exchange_of_a_number_is_caught() -> None:
    """unique under concurrency (1000 parallel issues), never reused, check digit"""
    for number in (NUMBER, BASE, seal.number("OMV", 0), seal.number("OMV", 32**10 - 1)):
        bare = seal.key_of(number)
        wrong = {bare[:at] + one + bare[at + 1 :] for at in range(len(bare)) for one in seal.ALPHABET} - {bare}
        swapped = {bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :] for at in range(len(bare) - 1)} - {bare}
        assert [one for one in wrong | swapped if seal.read_number(one)] == []
        assert seal.spelled(number.replace("-", "")) == number


# -- other people's tools ----------------------------------------------------------------------------------------------


def test_libsodium_finds_the_signature_good() -> None:
    said = slip.read(CODE)
    assert said is not None
    assert VerifyKey(PUBLIC).verify(said.statement, said.signature) == said.statement
    with pytest.raises(BadSignatureError):
        VerifyKey(PUBLIC).verify(said.statement.replace(b"OFT-OCT", b"OFT-OCU"), said.signature)


@pytest.mark.skipif(which("openssl") is None, reason="openssl is not on this machine")
def test_openssl_finds_the_signature_good(tmp_path: Path) -> None:
    said = slip.read(CODE)
    assert said is not None
    pem = SECRET.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for name, content in {"key": pem, "statement": said.statement, "signature": said.signature}.items():
        (tmp_path / name).write_bytes(content)
    assert openssl(tmp_path).returncode == 0
    (tmp_path / "statement").write_bytes(said.statement.replace(b"OFT-OCT", b"OFT-OCU"))
    assert openssl(tmp_path).returncode == 1


def openssl(folder: Path) -> subprocess.CompletedProcess[bytes]:
    command = "openssl pkeyutl -verify -pubin -inkey key -rawin -in statement -sigfile signature"
    return subprocess.run(command.split(), cwd=folder, check=False, capture_output=True)
