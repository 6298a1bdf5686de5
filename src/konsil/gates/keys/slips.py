"""The key that signs authorisations, and the public keys of every paper whose day is not over.

Its generations live beside the others. A day that a key signed for is marked by an empty file, before the signature is
given away: so two processes need no lock, and what is asked for the day a key is done with is the name of a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from konsil.core import seal, slip
from konsil.core.slip import Listed, PaperKey, Slip
from konsil.gates.keys import Keyring, files
from konsil.gates.keys.files import Key


@dataclass(frozen=True)
class Unsigned:
    """A statement before its key is chosen."""

    number: str
    clinic: str
    day: date
    services: tuple[Listed, ...]
    extends: str = ""


def signed(ring: Keyring, one: Unsigned) -> str:
    """The code for the paper, by the latest key. The key is good for that day from now on."""
    latest = files.generations(ring.folder, "papers")[-1]
    statement = slip.packed(Slip(**vars(one), key=latest.id.hex()))
    _mark(ring.folder, latest, one.day)
    return slip.written(statement, _private(latest).sign(statement))


def public(ring: Keyring, today: date) -> dict[str, PaperKey]:
    """The keys that papers of today or later may be signed with: the latest, and old ones that still have papers."""
    *old, latest = files.generations(ring.folder, "papers")
    return {key.id.hex(): PaperKey(_public(key), until) for key, until in _with_papers(ring.folder, old, today)} | {
        latest.id.hex(): PaperKey(_public(latest))
    }


def published(ring: Keyring, today: date, now: datetime) -> dict[str, str]:
    """The public keys as a file that can be carried anywhere: its text, and the seal's signature over it in hex."""
    told: dict[str, Any] = {"made": seal.instant(now), "keys": slip.told_keys(public(ring, today))}
    text = seal.canonical(told)
    return {"text": text, "signature": ring.sign(text.encode()).hex()}


def check(key: bytes, signature: bytes, statement: bytes) -> bool:
    """Whether this public key signed this statement: `konsil.core.slip.Check`."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, statement)
    except InvalidSignature:
        return False
    return True


def _with_papers(folder: Path, old: list[Key], today: date) -> Iterator[tuple[Key, date]]:
    for key in old:
        until = max((date.fromisoformat(path.name) for path in _marks(folder, key).glob("*-*-*")), default=date.min)
        if until >= today:
            yield key, until


def _mark(folder: Path, key: Key, day: date) -> None:
    path = _marks(folder, key) / day.isoformat()
    if not path.exists():
        files.write_once(path, b"")


def _marks(folder: Path, key: Key) -> Path:
    return folder / "papers" / key.id.hex()


def _private(key: Key) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key.secret)


def _public(key: Key) -> bytes:
    return _private(key).public_key().public_bytes_raw()
