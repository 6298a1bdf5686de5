"""What a file is by its first octets, whatever it is called."""

from pathlib import Path
from typing import Literal, get_args

from konsil.gates.faults import GateRefused

Kind = Literal["pdf", "jpeg", "png", "tiff", "dicom", "zip"]
KINDS: tuple[Kind, ...] = get_args(Kind)

ALLOWED: tuple[tuple[Kind, int, bytes], ...] = (
    ("dicom", 128, b"DICM"),  # before the rest: its preamble may look like anything
    ("pdf", 0, b"%PDF-"),
    ("jpeg", 0, b"\xff\xd8\xff"),
    ("png", 0, b"\x89PNG\r\n\x1a\n"),
    ("tiff", 0, b"II*\x00"),
    ("tiff", 0, b"MM\x00*"),
    ("zip", 0, b"PK\x03\x04"),
)

REFUSED = (
    ("type-gif", b"GIF8"),
    ("type-program", b"MZ"),
    ("type-program", b"\x7fELF"),
    ("type-program", b"\xcf\xfa\xed\xfe"),
    ("type-program", b"\xca\xfe\xba\xbe"),
    ("type-office", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("type-office", b"{\\rtf"),
    ("type-archive", b"Rar!"),
    ("type-archive", b"7z\xbc\xaf\x27\x1c"),
    ("type-archive", b"\x1f\x8b"),
    ("type-archive", b"PK\x05\x06"),
    ("type-script", b"#!"),
)

NAMES: dict[str, Kind] = {
    ".pdf": "pdf",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".png": "png",
    ".tif": "tiff",
    ".tiff": "tiff",
    ".dcm": "dicom",
    ".dicom": "dicom",
    ".zip": "zip",
}

MARKUP = (b"<script", b"<html", b"<!doctype", b"<svg", b"<iframe", b"<?php")


def kind_of(path: Path, name: str) -> Kind:
    """The kind of a file, which must be an allowed one and not called something else.

    Refused: `type-…`, `type-mismatch` (its name's ending belongs to another allowed kind).
    """
    with path.open("rb") as content:
        head = content.read(4096)
    found = _allowed(head)
    if found is None:
        raise GateRefused(_refusal(head))
    named = NAMES.get(Path(name.lower()).suffix)
    if named is not None and named != found:
        raise GateRefused("type-mismatch", f"{found} as {named}")
    return found


def has_markup(content: bytes) -> bool:
    """Whether a browser that guesses could take this for a page."""
    lower = content.lower()
    return any(mark in lower for mark in MARKUP)


def _allowed(head: bytes) -> Kind | None:
    return next((kind for kind, at, magic in ALLOWED if head[at : at + len(magic)] == magic), None)


def _refusal(head: bytes) -> str:
    for key, magic in REFUSED:
        if head.startswith(magic):
            return key
    lower = head.lower().replace(b"\x00", b"")  # in UTF-16 every second octet is zero
    if b"<svg" in lower:
        return "type-svg"
    return "type-html" if has_markup(lower) else "type-unknown"
