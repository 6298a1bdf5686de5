"""What a document must pass before it comes in. Its parsers are heavy: only who examines loads them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from konsil.gates.antivirus import Scanner, archive, dicom, pdf, pictures
from konsil.gates.antivirus.kinds import Kind, kind_of
from konsil.gates.faults import GateRefused

LIMIT = 2 * 1024**3  # octets; what a programme allows may be less


@dataclass(frozen=True)
class Examined:
    """A document that passed: what it is, and how many octets."""

    kind: Kind
    size: int


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
