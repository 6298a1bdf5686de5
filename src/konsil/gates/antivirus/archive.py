"""Zip: a disc of images, unpacked one by one under a limit, with no way out of its folder."""

import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from konsil.gates.faults import GateRefused

ENTRIES = 50_000
UNPACKED = 8 * 1024**3
RATIO = 200  # a DICOM of zeros shrinks a hundredfold, a bomb a thousandfold
LITTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
TEXTS = (".txt", ".md")  # a disc's own leaflet; it is never served
END_MARK = b"PK\x05\x06"
END = struct.Struct("<4s4H2LH")  # the end record without a remark
OFFICE = "[content_types].xml"
PROGRAM = "meta-inf/manifest.mf"


def check(path: Path, look: Callable[[Path, str], str]) -> None:
    """Each entry is unpacked into a private file and looked at; there must be an image among them.

    `look` gives the kind of one unpacked file or refuses. Refused: `zip-…`, `type-office`, `type-program`.
    """
    with closing(unpacked(path)) as entries:
        kinds = {look(file, name) for name, file in entries}
    if "dicom" not in kinds:
        raise GateRefused("zip-without-images")


def unpacked(path: Path) -> Generator[tuple[str, Path], None, None]:
    """Name and content of each entry, one at a time: the next takes the place of the last.

    Close it where you leave it early. Refused: `zip-…`, `type-office`, `type-program`.
    """
    try:
        with zipfile.ZipFile(path) as disc, tempfile.TemporaryDirectory(prefix="konsil-") as folder:
            entries = disc.infolist()
            _plausible(path, entries)
            for entry in entries:
                if not entry.is_dir() and not _unserved(entry.filename):
                    yield entry.filename, _unpacked(disc, entry, Path(folder))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError) as fault:
        raise GateRefused("zip-broken") from fault


def _plausible(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """What the directory alone tells, before anything is unpacked."""
    if not _ends_with_its_directory(path):
        raise GateRefused("polyglot")
    names = {entry.filename.lower() for entry in entries}
    if OFFICE in names:
        raise GateRefused("type-office")
    if PROGRAM in names:
        raise GateRefused("type-program")
    if any(_leaves_the_folder(entry) for entry in entries):
        raise GateRefused("zip-path")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise GateRefused("zip-encrypted")
    claimed = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES or claimed > UNPACKED or claimed > RATIO * path.stat().st_size:
        raise GateRefused("zip-bomb")
    if any(_overlaps(entries)):
        raise GateRefused("zip-bomb")


def _leaves_the_folder(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename.replace("\\", "/")
    return (
        name.startswith("/")
        or ":" in name
        or "\x00" in name
        or ".." in name.split("/")
        or stat.S_ISLNK(entry.external_attr >> 16)
    )


def _ends_with_its_directory(path: Path) -> bool:
    """Nothing stands behind the end record, not even as its remark."""
    with path.open("rb") as content:
        content.seek(-END.size, 2)
        return content.read(len(END_MARK)) == END_MARK


def _overlaps(entries: list[zipfile.ZipInfo]) -> Iterator[bool]:
    """Entries that share their octets: how a few kilobytes become terabytes."""
    spans = sorted((entry.header_offset, entry.header_offset + entry.compress_size) for entry in entries)
    for (_, end), (start, _) in pairwise(spans):
        yield start < end


def _unserved(name: str) -> bool:
    lower = name.lower()
    return any(part in lower for part in LITTER) or lower.endswith(TEXTS)


def _unpacked(disc: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> Path:
    """One entry in a file of our own name. More octets than the directory claimed is a bomb."""
    target = folder / "entry"
    written = 0
    with disc.open(entry) as packed, target.open("wb") as out:
        while chunk := packed.read(1024 * 1024):
            written += len(chunk)
            if written > entry.file_size:
                raise GateRefused("zip-bomb")
            out.write(chunk)
    return target
