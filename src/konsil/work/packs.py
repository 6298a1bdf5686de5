"""The files of a day without a line: where they lie, what opens them, what a reserved number is known by (Y33)."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import pbkdf2_hmac
from pathlib import Path

from konsil.core import seal
from konsil.gates.keys import files, keyring
from konsil.work import gateways

PURPOSE = "outage-pack"
MARKS = "reserved.json"
ROUNDS = 200_000  # as in `page.js`


@dataclass(frozen=True)
class Pack:
    """An encrypted PDF of a party's day under a programme."""

    programme: str
    content: bytes


def code(party: str) -> str:
    """What opens the files of a clinic or a call centre: twenty signs that stay the same, to be kept on paper."""
    drawn = int.from_bytes(keyring().mac(party.encode(), purpose=PURPOSE), "big")
    signs = "".join(seal.ALPHABET[drawn >> 5 * place & 31] for place in range(20))
    return "-".join(signs[at : at + 5] for at in range(0, 20, 5))


def packs(party: str, day: date) -> tuple[Pack, ...]:
    """What was made for a party's day, by programme; nothing before its evening."""
    found = sorted(_folder(day).glob(f"*/{party}.pdf"))
    return tuple(Pack(path.parent.name, path.read_bytes()) for path in found)


def put(day: date, programme: str, party: str, content: bytes) -> None:
    """Lay a party's file down, over the one of an hour ago."""
    files.replace(_private(day, programme) / f"{party}.pdf", content)


def marks(day: date) -> frozenset[str]:
    """What a clinic knows the numbers of the day's sheets by, without knowing the numbers."""
    told = [json.loads(path.read_bytes()) for path in _folder(day).glob(f"*/{MARKS}")]
    return frozenset(one for some in told for one in some)


def put_marks(day: date, programme: str, numbers: Iterable[str]) -> None:
    """Lay down what the numbers of a sheet are known by."""
    path = _private(day, programme) / MARKS
    files.replace(path, json.dumps(sorted(mark(day, number) for number in numbers)).encode())


def mark(day: date, number: str) -> str:
    """The mark of a reserved number: it says nothing of the next one. Fifty bits could be tried out in an hour on a
    plain hash; this one is slow, and the sheet dead long before."""
    return pbkdf2_hmac("sha256", seal.key_of(number).encode(), day.isoformat().encode(), ROUNDS).hex()


def clear(before: date) -> None:
    """Take away what is older than that."""
    for path in (gateways.config().home / "outage").glob("*-*-*"):
        if date.fromisoformat(path.name) < before:
            shutil.rmtree(path)


def _private(day: date, programme: str) -> Path:
    """The folder of a programme's day, for its owner alone, as are those above it."""
    folder = _folder(day) / programme
    for one in (folder.parent.parent, folder.parent, folder):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _folder(day: date) -> Path:
    return gateways.config().home / "outage" / day.isoformat()
