"""The demo's scanner: a handful of signatures, looked for in the file and in what a zip holds.

It knows the test virus and nothing of this year's: a real installation names its clamd.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from konsil.gates.faults import GateDown

CHUNK = 1024 * 1024
DEPTH = 3
BUDGET = 2 * 1024**3  # octets unpacked in one scan

# Written in two halves, so that a scanner on a developer's machine leaves this file alone.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _known() -> dict[str, bytes]:
    return {"Eicar-Test-Signature": EICAR}


@dataclass(frozen=True)
class Signatures:
    """Names and the octets that betray them; `budget` is how much one scan may unpack."""

    known: dict[str, bytes] = field(default_factory=_known)
    budget: int = BUDGET

    def scan(self, path: Path) -> str | None:
        """The name of the first signature found, or None. Down: `scanner-limit`."""
        with path.open("rb") as content:
            return self._in(content, DEPTH, [self.budget])

    def _in(self, content: BinaryIO, depth: int, budget: list[int]) -> str | None:
        """`budget` is what may still be unpacked, shared by all that is open."""
        if found := self._plainly(content, budget):
            return found
        content.seek(0)
        if depth == 0 or not zipfile.is_zipfile(content):
            return None
        return next(self._packed(content, depth - 1, budget), None)

    def _plainly(self, content: BinaryIO, budget: list[int]) -> str | None:
        """Chunk by chunk, each with the end of the last, so that no signature falls between two."""
        overlap, rest = max(map(len, self.known.values())) - 1, b""
        while chunk := content.read(CHUNK):
            budget[0] -= len(chunk)
            if budget[0] < 0:
                raise GateDown("scanner-limit")
            window = rest + chunk
            for name, octets in self.known.items():
                if octets in window:
                    return name
            rest = window[-overlap:]
        return None

    def _packed(self, content: BinaryIO, depth: int, budget: list[int]) -> Iterator[str]:
        try:
            with zipfile.ZipFile(content) as disc:
                for entry in disc.infolist():
                    with disc.open(entry) as inside:
                        if found := self._in(cast(BinaryIO, inside), depth, budget):
                            yield found
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
            return  # what cannot be unpacked is refused by the look at the zip itself
