"""Documents at rest: encrypted, named by what they are, written whole or not at all.

The name is a keyed hash of the plain content, so the same document of one case is kept once and nobody who
holds the folder alone can test whether a known document is in it. Whether a document may be served (scanned,
clean) is not known here.
"""

import hashlib
import hmac
import os
import re
import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from konsil.gates.faults import GateDown, GateRefused
from konsil.gates.keys.files import sync_folder

CHUNK = 1024 * 1024
FORM = b"KSF1"
NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Stored:
    """A document that was put: `name` to get it by, and what it is in plain."""

    name: str
    sha256: str  # of the plain content
    size: int  # octets, plain


class Storage(Protocol):
    """Where documents lie. A folder here; an S3 bucket is another class with these four."""

    def put(self, stream: BinaryIO, key: bytes, limit: int | None = None) -> Stored: ...
    def get(self, name: str, key: bytes) -> Iterator[bytes]: ...
    def has(self, name: str) -> bool: ...
    def delete(self, name: str) -> None: ...


class Folder:
    """Documents in a folder of this machine.

    A file is: form (4) · nonce prefix (8) · chunks. Each chunk is AES-256-GCM of up to 1 MiB, its number and
    whether it is the last in the authenticated data: none can be changed, moved, dropped or added unseen.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, stream: BinaryIO, key: bytes, limit: int | None = None) -> Stored:
        """Keep what the stream holds. After the return it survives a loss of power.

        Refused: `file-too-large` (more than `limit` octets; exactly `limit` is taken). Down: `storage-full`,
        `storage-down`. In each case nothing is left behind.
        """
        draft = self.folder / f".{secrets.token_hex(12)}.part"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                stored = _encrypt(stream, out, key, limit)
                out.flush()
                os.fsync(out.fileno())
            final = self._path(stored.name)
            final.parent.mkdir(mode=0o700, exist_ok=True)
            draft.replace(final)
            sync_folder(final.parent)
        except OSError as fault:
            raise GateDown("storage-full" if fault.errno == 28 else "storage-down", str(fault.errno)) from fault
        finally:
            draft.unlink(missing_ok=True)
        return stored

    def get(self, name: str, key: bytes) -> Iterator[bytes]:
        """The plain content in chunks, each checked before it is given.

        Refused: `no-such-file`, `file-broken` (altered, cut short, or another key).
        """
        path = self._path(name)
        if not path.exists():
            raise GateRefused("no-such-file", name[:12])
        return _decrypt(path, key)

    def has(self, name: str) -> bool:
        """Whether a document of this name is here."""
        return self._path(name).exists()

    def delete(self, name: str) -> None:
        """Take a document away; none of that name is no fault."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise GateRefused("no-such-file")
        return self.folder / name[:2] / name


def _encrypt(stream: BinaryIO, out: BinaryIO, key: bytes, limit: int | None) -> Stored:
    plain, named = hashlib.sha256(), hmac.new(key, b"name\0", hashlib.sha256)
    cipher, prefix, size = AESGCM(key), secrets.token_bytes(8), 0
    out.write(FORM + prefix)
    for number, (chunk, last) in enumerate(_chunks(stream)):
        size += len(chunk)
        if limit is not None and size > limit:
            raise GateRefused("file-too-large", str(limit))
        plain.update(chunk)
        named.update(chunk)
        out.write(cipher.encrypt(prefix + struct.pack(">I", number), chunk, _place(number, last)))
    return Stored(named.hexdigest(), plain.hexdigest(), size)


def _decrypt(path: Path, key: bytes) -> Iterator[bytes]:
    cipher = AESGCM(key)
    with path.open("rb") as stored:
        head = stored.read(len(FORM) + 8)
        if len(head) != len(FORM) + 8 or not head.startswith(FORM):
            raise GateRefused("file-broken", path.name[:12])
        for number, (chunk, last) in enumerate(_chunks(stored, CHUNK + 16)):
            nonce = head[len(FORM) :] + struct.pack(">I", number)
            try:
                yield cipher.decrypt(nonce, chunk, _place(number, last))
            except (InvalidTag, ValueError) as fault:
                raise GateRefused("file-broken", path.name[:12]) from fault


def _place(number: int, last: bool) -> bytes:
    return struct.pack(">I?", number, last)


def _chunks(stream: BinaryIO, size: int = CHUNK) -> Iterator[tuple[bytes, bool]]:
    """Full chunks and, marked, the last one, which may be empty."""
    chunk = _full(stream, size)
    while True:
        following = _full(stream, size) if len(chunk) == size else b""
        yield chunk, not following
        if not following:
            return
        chunk = following


def _full(stream: BinaryIO, size: int) -> bytes:
    """As much as was asked for unless the stream ends: a socket gives less at a time."""
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
