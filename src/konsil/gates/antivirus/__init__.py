"""Whether a document may come in: what it really is, whether it hides something, and what a scanner says.

Nothing that has not passed `examine` is ever served. The scanner is asked last, so that a file which is refused
in itself needs no scanner, and where the scanner is down the file is held, not passed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from konsil.gates.antivirus import archive, dicom, pdf, pictures
from konsil.gates.antivirus.kinds import KINDS, Kind, kind_of
from konsil.gates.faults import GateRefused

__all__ = ["KINDS", "REFUSALS", "Examined", "Kind", "Scanner", "examine"]

LIMIT = 2 * 1024**3  # octets; what a programme allows may be less

# Every key `examine` may refuse with, for the texts and for the tests.
REFUSALS = (
    "file-empty", "file-too-large", "infected", "type-mismatch", "polyglot",
    "type-html", "type-svg", "type-gif", "type-office", "type-program", "type-script", "type-archive",
    "type-unknown",
    "pdf-broken", "pdf-encrypted", "pdf-javascript", "pdf-launch", "pdf-embedded-file", "pdf-active-form",
    "image-broken", "image-too-large",
    "dicom-broken", "dicom-preamble", "dicom-encapsulated", "dicom-too-many-frames",
    "zip-broken", "zip-encrypted", "zip-path", "zip-bomb", "zip-nested", "zip-without-images",
)  # fmt: skip


@dataclass(frozen=True)
class Examined:
    """A document that passed: what it is, and how many octets."""

    kind: Kind
    size: int


class Scanner(Protocol):
    """A virus scanner."""

    def scan(self, path: Path) -> str | None:
        """The name of what was found, or None. Down: `scanner-down`."""
        ...


def examine(path: Path, name: str, scanner: Scanner, limit: int = LIMIT) -> Examined:
    """Look at a document in a private file; `name` is what its sender called it.

    Refused: one of `REFUSALS`. Down: `scanner-down`: hold it and ask again.
    """
    examined = _looked_at(path, name, limit, CHECKS | {"zip": _archive})
    if found := scanner.scan(path):
        raise GateRefused("infected", found)
    return examined


def _archive(path: Path) -> None:
    archive.check(path, lambda inside, name: _looked_at(inside, name, LIMIT, CHECKS).kind)


def _looked_at(path: Path, name: str, limit: int, checks: dict[Kind, Callable[[Path], None]]) -> Examined:
    size = path.stat().st_size
    if size == 0:
        raise GateRefused("file-empty")
    if size > limit:
        raise GateRefused("file-too-large", str(limit))
    kind = kind_of(path, name)
    if kind not in checks:
        raise GateRefused("zip-nested")
    checks[kind](path)
    return Examined(kind, size)


CHECKS: dict[Kind, Callable[[Path], None]] = {
    "pdf": pdf.check,
    "jpeg": pictures.check,
    "png": pictures.check,
    "tiff": pictures.check,
    "dicom": dicom.check,
}
