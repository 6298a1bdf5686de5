"""Each night the heads of all chains under one signature, outside the database (R24).

The chains alone show what was altered. A tail that was cut off together with the head it had, or a case that is gone
as a whole, they cannot show: the last night's seal does.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from konsil.core import seal
from konsil.gates.keys import keyring
from konsil.gates.keys.files import replace
from konsil.store.queries.reading import now, reading, rows
from konsil.work.worker import KONSIL

FOLDER = "seals"  # beneath the home of the installation


@dataclass(frozen=True)
class Head:
    """The end of a case's chain: its public id, the number of its last entry and that entry's hash, in hex."""

    case: str
    seq: int
    hash: str


@dataclass(frozen=True)
class Seal:
    """The heads of all cases at an instant, as they were signed. `holds`: the signature is of just these heads."""

    at: datetime
    heads: tuple[Head, ...]
    holds: bool


def write(folder: Path) -> Path:
    """Seal every case there is, into a file of the day; its path."""
    with reading(KONSIL):
        heads = [Head(*row) for row in rows("SELECT public, last_seq, encode(head, 'hex') FROM cases ORDER BY public")]
        at = now()
    signature = keyring().sign(_signed(at, heads)).hex()
    lines = [json.dumps({"at": at.isoformat(), "cases": len(heads), "signature": signature})]
    lines += [f"{one.case} {one.seq} {one.hash}" for one in heads]
    path = folder / f"{at:%Y-%m-%d}.seal"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace(path, ("\n".join(lines) + "\n").encode())
    return path


def latest(folder: Path) -> Seal | None:
    """The newest seal that lies there, read and judged."""
    found = sorted(folder.glob("*.seal"))
    return read(found[-1]) if found else None


def read(path: Path) -> Seal:
    """A seal, and whether its signature holds."""
    first, *rest = path.read_text("utf8").splitlines()
    told, heads = json.loads(first), [Head(case, int(seq), of) for case, seq, of in map(str.split, rest)]
    at = datetime.fromisoformat(told["at"])
    holds = told["cases"] == len(heads) and keyring().verify(_signed(at, heads), bytes.fromhex(told["signature"]))
    return Seal(at, tuple(heads), holds)


def _signed(at: datetime, heads: list[Head]) -> bytes:
    """What is signed: the instant, and one hash for all heads."""
    leaves = [seal.canonical([one.case, one.seq, one.hash]).encode() for one in heads]
    return seal.canonical(["seal", seal.instant(at), len(heads), seal.merkle(leaves).hex()]).encode()
