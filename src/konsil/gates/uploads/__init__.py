"""Uploads under way: a private file for each, that grows piece by piece until it is whole (tus 1.0 keeps to it).

What lies here has not been examined: it is never served, only handed to `gates.antivirus` and then taken away.
"""

import fcntl
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from konsil.gates.faults import GateRefused

LIMIT = 2 * 1024**3  # octets of one upload
KEPT = 7 * 24 * 3600  # seconds that an upload nobody goes on with is kept
PIECE = 256 * 1024
ID = re.compile(r"u_[0-9a-f]{32}")
CHECKSUMS = ("sha1", "sha256")


@dataclass(frozen=True)
class Upload:
    """An upload: whose it is, how many octets it will have, what its sender called it, and what it is for."""

    id: str
    owner: str
    length: int
    name: str
    told: Mapping[str, str] = field(default_factory=dict)


class Area:
    """The folder of uploads under way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, owner: str, length: int, name: str, told: Mapping[str, str]) -> Upload:
        """A new upload of so many octets. Refused: `file-too-large`."""
        if not 0 <= length <= LIMIT:
            raise GateRefused("file-too-large", str(LIMIT))
        upload = Upload(f"u_{secrets.token_hex(16)}", owner, length, name[-200:], dict(told))
        self._write(self._about(upload.id), json.dumps(asdict(upload)).encode())
        self._write(self.path(upload.id), b"")
        return upload

    def find(self, id: str, owner: str) -> Upload:
        """The upload of this owner. Refused: `no-such-upload`, also for somebody else's."""
        if not ID.fullmatch(id) or not self._about(id).exists():
            raise GateRefused("no-such-upload")
        upload = Upload(**json.loads(self._about(id).read_bytes()))
        if upload.owner != owner:
            raise GateRefused("no-such-upload")
        return upload

    def reached(self, upload: Upload) -> int:
        """How many octets are here."""
        return self.path(upload.id).stat().st_size

    def append(self, upload: Upload, offset: int, piece: BinaryIO, checksum: tuple[str, bytes] | None = None) -> int:
        """Go on at `offset` with what the stream holds: how many octets are here now.

        A stream that breaks off leaves what had come. Refused: `other-offset`, `upload-busy`, `file-too-large`
        (more than was announced), `other-checksum`; then the piece is as if it had never come.
        """
        with self._alone(upload) as out:
            if out.seek(0, os.SEEK_END) != offset:
                raise GateRefused("other-offset", str(out.tell()))
            try:
                return self._grown(upload, out, offset, piece, checksum)
            except GateRefused:
                out.truncate(offset)
                raise

    def _grown(
        self, upload: Upload, out: BinaryIO, offset: int, piece: BinaryIO, checksum: tuple[str, bytes] | None
    ) -> int:
        digest = hashlib.new(checksum[0]) if checksum else None
        while part := piece.read(min(PIECE, upload.length - offset + 1)):
            offset += len(part)
            if offset > upload.length:
                raise GateRefused("file-too-large", str(upload.length))
            out.write(part)
            if digest:
                digest.update(part)
        if checksum and digest and digest.digest() != checksum[1]:
            raise GateRefused("other-checksum")
        out.flush()
        os.fsync(out.fileno())
        return offset

    def end(self, upload: Upload) -> None:
        """Take an upload away: it is filed, or nobody wants it any more."""
        self.path(upload.id).unlink(missing_ok=True)
        self._about(upload.id).unlink(missing_ok=True)

    def sweep(self, now: float) -> int:
        """Take away what nobody went on with for a week; how many. `now` in seconds of this machine's files."""
        old = [one for one in self.folder.iterdir() if one.is_file() and now - one.stat().st_mtime > KEPT]
        for one in old:
            one.unlink(missing_ok=True)
        return len(old)

    def path(self, id: str) -> Path:
        """Where the octets of an upload lie."""
        return self.folder / f"{id}.part"

    def _about(self, id: str) -> Path:
        return self.folder / f"{id}.json"

    @contextmanager
    def _alone(self, upload: Upload) -> Iterator[BinaryIO]:
        """One writer at a time; a second one is told to ask again."""
        with self.path(upload.id).open("r+b") as out:
            try:
                fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise GateRefused("upload-busy") from None
            yield out

    def _write(self, path: Path, content: bytes) -> None:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
