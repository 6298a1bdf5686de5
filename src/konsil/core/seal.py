"""What cannot be changed unseen: canonical text, the hash chain of a case, numbers that catch a slip (R24, R30).

Nothing here is secret and nothing is random: the store draws the random part of a number and the salt of a
body, this module says what is made of them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # thirty-two characters, none to be taken for another
VALUES = {character: value for value, character in enumerate(ALPHABET)}
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})  # written so, read so
MODULUS = 1021  # the greatest prime of two characters: see `check`
RADIX = len(ALPHABET)
GROUP = 5
GENESIS = bytes(32)  # what the first entry of a case follows


def canonical(value: object) -> str:
    """JSON of one spelling: keys sorted, no blanks, letters as they are. What is hashed is what is kept."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def body_hash(salt: bytes, body: str) -> bytes:
    """H(salt ‖ body): says nothing of the body once the salt is destroyed."""
    return sha256(salt + body.encode()).digest()


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as it lies in the store. `case` is the public id; `at` and `recorded` are aware instants;
    `body` and `salt` are None once they were erased by rule."""

    case: str
    seq: int
    name: str
    version: int
    at: datetime
    recorded: datetime
    by: str
    party: str
    digest: bytes  # of the body
    hash: bytes
    salt: bytes | None
    body: str | None


def chained(
    prev: bytes,
    case: str,
    seq: int,
    name: str,
    version: int,
    at: datetime,
    recorded: datetime,
    by: str,
    party: str,
    digest: bytes,
) -> bytes:
    """The hash of an entry: H(prev, case, seq, name, version, at, recorded, by, party, H(salt ‖ body))."""
    told = [prev.hex(), case, seq, name, version, instant(at), instant(recorded), by, party, digest.hex()]
    return sha256(canonical(told).encode()).digest()


def instant(at: datetime) -> str:
    """An aware instant in the one spelling that is hashed: UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def altered(entries: Iterable[Sealed], head: bytes | None = None) -> Iterator[int]:
    """The numbers of the entries of one case, in order, that are not as they were recorded.

    With `head`, the hash the case claims for its last entry, a tail cut off shows as the number after it.
    """
    prev, expected = GENESIS, 1
    for entry in entries:
        if entry.seq != expected or entry.hash != _hash_of(prev, entry) or not _body_stands(entry):
            yield entry.seq
        prev, expected = entry.hash, entry.seq + 1
    if head is not None and prev != head:
        yield expected


def _hash_of(prev: bytes, e: Sealed) -> bytes:
    return chained(prev, e.case, e.seq, e.name, e.version, e.at, e.recorded, e.by, e.party, e.digest)


def _body_stands(entry: Sealed) -> bool:
    """An erased body proves nothing and harms nothing: its digest stays in the chain."""
    if entry.body is None or entry.salt is None:
        return entry.body is None and entry.salt is None
    return body_hash(entry.salt, entry.body) == entry.digest


def request_hash(told: Mapping[str, Any]) -> bytes:
    """What a request was, so that its key used again with another body is known (R29)."""
    return sha256(canonical(told).encode()).digest()


def number(prefix: str, drawn: int) -> str:
    """A number for people: `MSO-K7Q4N-2M8RT-9C`. `drawn` are fifty random bits; it proves nothing (R30)."""
    if not 0 <= drawn < RADIX**10:
        raise ValueError("fifty bits are drawn for a number")
    letters = "".join(ALPHABET[drawn // RADIX**place % RADIX] for place in reversed(range(10)))
    plain = f"{prefix}-{letters[:GROUP]}-{letters[GROUP:]}"
    return f"{plain}-{check(plain)}"


def check(plain: str) -> str:
    """The two characters after a number, in the manner of ISO 7064: the whole, read in base 32, is 0 modulo
    1021. The modulus is prime and greater than any difference of two characters, so that no single wrong
    character and no two adjacent ones exchanged, check characters among them, give 0 again."""
    rest = -_residue(_bare(plain)) * RADIX**2 % MODULUS
    return ALPHABET[rest // RADIX] + ALPHABET[rest % RADIX]


def read_number(said: str) -> str | None:
    """The key of a number, from what somebody typed or said; None where a character is wrong or missing."""
    bare = _bare(said)
    if len(bare) < 10 or any(c not in VALUES for c in bare) or _residue(bare):
        return None
    return bare


def key_of(number: str) -> str:
    """What two spellings of a number have in common: no blanks, no hyphens, one reading of each letter."""
    return _bare(number)


def spelled(bare: str) -> str:
    """A number as people write it, from its characters alone: prefix, two groups of five, check characters."""
    return "-".join((bare[: -2 - 2 * GROUP], bare[-2 - 2 * GROUP : -2 - GROUP], bare[-2 - GROUP : -2], bare[-2:]))


def _bare(said: str) -> str:
    return "".join(c for c in said.upper().translate(ALIKE) if c.isalnum())


def _residue(bare: str) -> int:
    found = 0
    for character in bare:
        found = (found * RADIX + VALUES[character]) % MODULUS
    return found


def merkle(leaves: Sequence[bytes]) -> bytes:
    """One hash for a list of hashes, in their order (RFC 6962): no other list has it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1  # the greatest power of two below their number
    return sha256(b"\1" + merkle(leaves[:split]) + merkle(leaves[split:])).digest()
