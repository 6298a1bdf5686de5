"""Whether a document may come in: what it really is, whether it hides something, and what a scanner says.

Nothing that has not passed `examining.examine` is ever served. The scanner is asked last, so that a file which is
refused in itself needs no scanner, and where the scanner is down the file is held, not passed.
"""

from pathlib import Path
from typing import Protocol

from konsil.gates.antivirus.kinds import KINDS, Kind

__all__ = ["KINDS", "REFUSALS", "Kind", "Scanner"]

# Every key `examining.examine` may refuse with, for the texts and for the tests.
REFUSALS = (
    "file-empty", "file-too-large", "infected", "type-mismatch", "polyglot",
    "type-html", "type-svg", "type-gif", "type-office", "type-program", "type-script", "type-archive",
    "type-unknown",
    "pdf-broken", "pdf-encrypted", "pdf-javascript", "pdf-launch", "pdf-embedded-file", "pdf-active-form",
    "image-broken", "image-too-large",
    "dicom-broken", "dicom-preamble", "dicom-encapsulated", "dicom-too-many-frames",
    "zip-broken", "zip-encrypted", "zip-path", "zip-bomb", "zip-nested", "zip-without-images",
)  # fmt: skip


class Scanner(Protocol):
    """A virus scanner."""

    def scan(self, path: Path) -> str | None:
        """The name of what was found, or None. Down: `scanner-down`."""
        ...
