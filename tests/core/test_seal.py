"""The chain and the numbers: no slip of a typist and no change of a row goes unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsil.core import seal
from konsil.core.seal import ALPHABET, Sealed

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
NUMBERS = [seal.number("MSO", drawn) for drawn in (0, 1, 31, 32**10 - 1, 123_456_789_012_345, 987_654_321_098)]


def chain(length: int, case: str = "c_1") -> list[Sealed]:
    """A chain of so many entries."""
    found: list[Sealed] = []
    for seq in range(1, length + 1):
        salt, body = bytes([seq]) * 16, seal.canonical({"fact": {"text": f"entry {seq}"}})
        digest = seal.body_hash(salt, body)
        prev = found[-1].hash if found else seal.GENESIS
        told = (case, seq, "note.written", 1, AT, AT + timedelta(seconds=seq), "Arta", "mediguide", digest)
        found.append(Sealed(*told, seal.chained(prev, *told), salt, body))
    return found


def heads(entries: list[Sealed]) -> bytes:
    return entries[-1].hash


@pytest.mark.parametrize("number", NUMBERS)
def test_every_wrong_character_is_caught(number: str) -> None:
    for place, right in enumerate(number):
        if right == "-":
            continue
        for wrong in ALPHABET:
            typed = number[:place] + wrong + number[place + 1 :]
            if seal.key_of(typed) != seal.key_of(number):
                assert seal.read_number(typed) is None, typed


@pytest.mark.parametrize("number", NUMBERS)
def test_two_adjacent_characters_exchanged_are_caught(number: str) -> None:
    bare = seal.key_of(number)
    for place in range(len(bare) - 1):
        typed = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]
        if typed != bare:
            assert seal.read_number(typed) is None, typed


@given(st.integers(0, 32**10 - 1), st.sampled_from(["MSO", "SMO", "PLUS", "OSMS"]))
def test_a_number_is_read_however_it_is_written(drawn: int, prefix: str) -> None:
    number = seal.number(prefix, drawn)
    spoken = number.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert seal.read_number(number) == seal.read_number(spoken) == seal.key_of(number)


def test_a_number_cut_short_is_none() -> None:
    assert seal.read_number("MSO") is None
    assert seal.read_number("") is None
    assert seal.read_number("MSO-ÄÖ000-00000-00") is None
    with pytest.raises(ValueError, match="fifty bits"):
        seal.number("MSO", 32**10)


def test_a_chain_as_it_was_recorded_verifies() -> None:
    entries = chain(5)
    assert list(seal.altered(entries, heads(entries))) == []
    assert list(seal.altered([], seal.GENESIS)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"name": "note.writtem"},
        {"version": 2},
        {"at": AT - timedelta(microseconds=1)},
        {"recorded": AT},
        {"by": "Besa"},
        {"party": "albsig-jete"},
        {"case": "c_2"},
        {"body": '{"fact":{"text":"entry 3."}}'},
        {"salt": bytes(16)},
        {"digest": sha256(b"x").digest()},
        {"hash": sha256(b"x").digest()},
        {"salt": None},
        {"body": None},
    ],
)
def test_a_changed_field_is_found(change: dict[str, object]) -> None:
    entries = chain(5)
    entries[2] = replace(entries[2], **change)  # type: ignore[arg-type]
    assert next(seal.altered(entries, entries[-1].hash)) == 3


@given(st.integers(2, 6), st.data())
def test_an_entry_taken_out_or_moved_is_found(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    head = heads(entries)
    gone = data.draw(st.integers(0, length - 1))
    assert list(seal.altered(entries[:gone] + entries[gone + 1 :], head)) != []
    other = data.draw(st.integers(0, length - 1).filter(lambda place: place != gone))
    entries[gone], entries[other] = entries[other], entries[gone]
    assert list(seal.altered(entries, head)) != []


def test_an_entry_forged_with_a_hash_of_its_own_breaks_the_chain_after_it() -> None:
    entries = chain(5)
    salt, body = bytes(16), seal.canonical({"fact": {"text": "never written"}})
    digest, e = seal.body_hash(salt, body), entries[2]
    made = seal.chained(entries[1].hash, e.case, e.seq, e.name, e.version, e.at, e.recorded, e.by, e.party, digest)
    entries[2] = replace(e, digest=digest, hash=made, salt=salt, body=body)
    assert list(seal.altered(entries, heads(entries))) == [4]


def test_a_tail_cut_off_shows_as_the_entry_that_should_follow() -> None:
    entries = chain(5)
    assert list(seal.altered(entries[:3], heads(entries))) == [4]


def test_an_erased_body_leaves_the_chain_whole() -> None:
    entries = [replace(entry, salt=None, body=None) for entry in chain(5)]
    assert list(seal.altered(entries, heads(entries))) == []


def test_canonical_text_has_one_spelling() -> None:
    assert seal.canonical({"b": 1, "a": ["ë", None]}) == '{"a":["ë",null],"b":1}'
    with pytest.raises(ValueError, match="Out of range"):
        seal.canonical(float("nan"))
    assert seal.request_hash({"a": 1, "b": 2}) == seal.request_hash({"b": 2, "a": 1})


def test_a_list_of_nothing_has_a_hash_of_its_own() -> None:
    """RFC 6962, section 2.1: the hash of an empty list is that of the empty string."""
    assert seal.merkle([]) == sha256(b"").digest()
