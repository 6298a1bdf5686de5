"""Documents at rest: what goes in comes out, and nothing else ever does."""

import hashlib
import io
import resource
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from konsil.gates import GateDown, GateRefused
from konsil.gates.storage import CHUNK, Folder

KEY = bytes(range(32))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "documents")


def put(folder: Folder, content: bytes, limit: int | None = None) -> str:
    return folder.put(io.BytesIO(content), KEY, limit).name


def everything(folder: Folder) -> list[Path]:
    return [path for path in folder.folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_a_document_of_any_size_comes_back_as_it_was(folder: Folder, size: int) -> None:
    content = secrets.token_bytes(size)
    stored = folder.put(io.BytesIO(content), KEY)
    assert b"".join(folder.get(stored.name, KEY)) == content
    assert (stored.size, stored.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert folder.has(stored.name)


def test_the_same_document_of_one_case_is_kept_once_and_of_two_cases_twice(folder: Folder) -> None:
    other = folder.put(io.BytesIO(b"histologjia"), bytes(32)).name
    assert put(folder, b"histologjia") == put(folder, b"histologjia") != other
    assert len(everything(folder)) == 2


def test_nothing_readable_lies_in_the_folder_and_nobody_else_may_look(folder: Folder) -> None:
    put(folder, b"Elira Kodra, C50.4, " * 100)
    (path,) = everything(folder)
    assert b"Elira" not in path.read_bytes()
    assert hashlib.sha256(b"Elira Kodra, C50.4, " * 100).hexdigest() != path.name
    assert oct(path.stat().st_mode & 0o777) == "0o600"


@pytest.mark.shows("X12")
def test_a_document_at_the_limit_is_taken_and_one_octet_more_is_not(folder: Folder) -> None:
    """Each refused type, 0 bytes, at the limit, scanner down: clear answer, nothing served unscanned (limit)."""
    put(folder, b"x" * 1000, limit=1000)
    with pytest.raises(GateRefused) as refused:
        put(folder, b"y" * 1001, limit=1000)
    assert refused.value.key == "file-too-large"
    assert len(everything(folder)) == 1


def broken(folder: Folder, name: str) -> str:
    with pytest.raises(GateRefused) as refused:
        b"".join(folder.get(name, KEY))
    return refused.value.key


def test_an_altered_octet_anywhere_is_noticed(folder: Folder) -> None:
    name = put(folder, b"a short document")
    (path,) = everything(folder)
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert broken(folder, name) == "file-broken"


@pytest.mark.parametrize("cut", [0, 3, 12, 12 + CHUNK + 16, 12 + 2 * (CHUNK + 16)])
def test_a_document_cut_short_is_noticed(folder: Folder, cut: int) -> None:
    name = put(folder, secrets.token_bytes(2 * CHUNK + 5))
    (path,) = everything(folder)
    path.write_bytes(path.read_bytes()[:cut])
    assert broken(folder, name) == "file-broken"


def test_chunks_in_another_order_are_noticed(folder: Folder) -> None:
    name = put(folder, secrets.token_bytes(3 * CHUNK))
    (path,) = everything(folder)
    whole, step = path.read_bytes(), CHUNK + 16
    path.write_bytes(whole[:12] + whole[12 + step : 12 + 2 * step] + whole[12 : 12 + step] + whole[12 + 2 * step :])
    assert broken(folder, name) == "file-broken"


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, "/etc/passwd", "0" * 64])
def test_only_what_was_put_is_given(folder: Folder, name: str) -> None:
    with pytest.raises(GateRefused) as refused:
        folder.get(name, KEY)
    assert refused.value.key == "no-such-file"


def test_a_deleted_document_is_gone(folder: Folder) -> None:
    name = put(folder, b"x")
    folder.delete(name)
    folder.delete(name)
    assert (folder.has(name), everything(folder)) == (False, [])


class Breaking(io.RawIOBase):
    """An upload that breaks off in the middle."""

    def read(self, size: int = -1) -> bytes:
        raise OSError(5, "the line broke")


def test_a_broken_upload_leaves_nothing(folder: Folder) -> None:
    with pytest.raises(GateDown) as down:
        folder.put(Breaking(), KEY)  # type: ignore[arg-type]
    assert (down.value.key, everything(folder)) == ("storage-down", [])


FULL = """
import io, resource, signal, sys
from pathlib import Path
from konsil.gates import GateDown
from konsil.gates.storage import Folder
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Folder(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    folder.put(io.BytesIO(bytes(1_000_000)), bytes(32))
except GateDown as down:
    print(down.key, len(list(folder.folder.rglob("*"))))
"""


def test_a_disk_that_takes_no_more_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, "-c", FULL, tmp_path / "d"], capture_output=True, check=True, timeout=60)
    assert told.stdout.decode().split() == ["storage-down", "0"]


def test_a_large_document_passes_in_little_memory(folder: Folder) -> None:
    class Zeros(io.RawIOBase):
        left = 64 * CHUNK

        def read(self, size: int = -1) -> bytes:
            given = min(size, self.left)
            self.left -= given
            return bytes(given)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stored = folder.put(Zeros(), KEY)  # type: ignore[arg-type]
    assert sum(len(chunk) for chunk in folder.get(stored.name, KEY)) == 64 * CHUNK
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024
