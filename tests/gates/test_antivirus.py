"""Every kind of document that must not come in, and that the scanner's silence is not its consent."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import uploads
from konsil.gates import GateDown, GateRefused
from konsil.gates.antivirus import REFUSALS
from konsil.gates.antivirus.clamd import Clamd
from konsil.gates.antivirus.examining import Examined, examine
from konsil.gates.antivirus.signatures import EICAR, Signatures
from uploads import BAD, GOOD, dicom, disc, pdf


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    return tmp_path / "upload"


def key_of(path: Path, name: str, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(GateRefused) as refused:
        examine(path, name, Signatures())
    return refused.value.key


@pytest.mark.parametrize("what", GOOD)
def test_what_may_come_in_comes_in_as_what_it_is(upload: Path, what: str) -> None:
    name, content, kind = GOOD[what]
    upload.write_bytes(content)
    assert examine(upload, name, Signatures()) == Examined(kind, len(content))  # type: ignore[arg-type]


@pytest.mark.shows("X12")
@pytest.mark.parametrize("what", BAD)
def test_what_may_not_come_in_is_refused_with_its_key(upload: Path, what: str) -> None:
    """Each refused type, 0 bytes, at the limit, scanner down: clear answer, nothing served unscanned."""
    name, content, key = BAD[what]
    assert key_of(upload, name, content) == key


def test_every_refusal_has_a_sample() -> None:
    assert set(REFUSALS) - {key for _, _, key in BAD.values()} == {"file-too-large"}


@pytest.mark.shows("X12")
def test_a_document_at_the_limit_comes_in_and_one_octet_more_does_not(upload: Path) -> None:
    """Each refused type, 0 bytes, at the limit, scanner down: clear answer, nothing served unscanned (limit)."""
    content = pdf()
    upload.write_bytes(content)
    assert examine(upload, "r.pdf", Signatures(), limit=len(content)).size == len(content)
    with pytest.raises(GateRefused) as refused:
        examine(upload, "r.pdf", Signatures(), limit=len(content) - 1)
    assert refused.value.key == "file-too-large"


def test_nothing_is_unpacked_outside_and_nothing_is_left(upload: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(upload.parent))
    for name, content, _ in (*BAD.values(), *GOOD.values()):
        upload.write_bytes(content)
        try:
            examine(upload, name, Signatures())
        except GateRefused:
            continue
    assert [path.name for path in upload.parent.iterdir()] == ["upload"]


@pytest.mark.parametrize("what", ["CT_small.dcm", "MR_small.dcm", "JPEG2000.dcm", "rtplan.dcm", "DICOMDIR"])
def test_files_of_real_devices_pass_or_are_refused_but_never_break(upload: Path, what: str) -> None:
    content = uploads.device_file(what)
    for cut in range(0, len(content), max(1, len(content) // 40)):
        upload.write_bytes(content[:cut] + bytes([content[cut] ^ 0xFF]) + content[cut + 1 :])
        try:
            examine(upload, "", Signatures())
        except GateRefused as refused:
            assert refused.key in REFUSALS  # noqa: PT017, both outcomes are right


# -- signatures ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [0, 1, 1024 * 1024 - 68, 1024 * 1024 - 30, 1024 * 1024, 3_000_000])
def test_a_signature_is_found_wherever_it_lies(upload: Path, at: int) -> None:
    upload.write_bytes(b"x" * at + EICAR + b"y" * 100)
    assert Signatures().scan(upload) == "Eicar-Test-Signature"


def test_a_signature_is_found_in_a_zip_in_a_zip(upload: Path) -> None:
    upload.write_bytes(disc(("a.zip", disc(("b.zip", disc(("c.txt", EICAR)))))))
    assert Signatures().scan(upload) == "Eicar-Test-Signature"


def test_a_clean_file_is_clean(upload: Path) -> None:
    upload.write_bytes(dicom())
    assert Signatures().scan(upload) is None


def test_what_is_too_much_to_read_is_not_called_clean(upload: Path) -> None:
    upload.write_bytes(disc(("a", bytes(5_000_000))))
    with pytest.raises(GateDown) as down:
        Signatures(budget=4_000_000).scan(upload)
    assert down.value.key == "scanner-limit"


# -- clamd ---------------------------------------------------------------------------------------------------


@contextmanager
def clamd(listening: socket.socket, answer: str | None = None) -> Iterator[None]:
    """A server that speaks INSTREAM: finds the test virus, or says what it is told."""

    def serve() -> None:
        line, _ = listening.accept()
        with line, line.makefile("rb") as heard:
            assert heard.read(10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack(">I", heard.read(4))[0]:
                content += heard.read(size)
            found = "stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK"
            line.sendall((found if answer is None else answer).encode() + b"\0")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield
    thread.join(timeout=5)
    listening.close()


def test_clamd_is_asked_over_tcp(upload: Path) -> None:
    upload.write_bytes(b"x" * 300_000 + EICAR)
    listening = socket.create_server(("127.0.0.1", 0))
    with clamd(listening):
        found = Clamd(f"127.0.0.1:{listening.getsockname()[1]}", timeout=5).scan(upload)
    assert found == "Eicar-Test-Signature"


def test_clamd_is_asked_over_a_unix_socket(upload: Path) -> None:
    upload.write_bytes(dicom())
    address = str(upload.parent / "clamd.sock")
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(address)
    listening.listen()
    with clamd(listening):
        assert Clamd(address, timeout=5).scan(upload) is None


@pytest.mark.shows("X12")
@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ("INSTREAM size limit exceeded. ERROR", "scanner-limit"),
        ("stream: Can't allocate memory ERROR", "scanner-down"),
        ("", "scanner-down"),
        ("OK", "scanner-down"),
        ("stream: OK but not really", "scanner-down"),
    ],
)
def test_whatever_is_not_a_plain_ok_passes_nothing(upload: Path, answer: str, key: str) -> None:
    """Each refused type, 0 bytes, at the limit, scanner down: clear answer, nothing served unscanned (down)."""
    upload.write_bytes(pdf())
    listening = socket.create_server(("127.0.0.1", 0))
    with clamd(listening, answer), pytest.raises(GateDown) as down:
        examine(upload, "r.pdf", Clamd(f"127.0.0.1:{listening.getsockname()[1]}", timeout=5))
    assert down.value.key == key


@pytest.mark.shows("X12")
@pytest.mark.parametrize("address", ["127.0.0.1:1", "/no/such/socket"])
def test_a_scanner_that_is_not_there_passes_nothing(upload: Path, address: str) -> None:
    """Each refused type, 0 bytes, at the limit, scanner down: clear answer, nothing served unscanned (down)."""
    upload.write_bytes(pdf())
    with pytest.raises(GateDown) as down:
        examine(upload, "r.pdf", Clamd(address, timeout=1))
    assert down.value.key == "scanner-down"


def test_a_scanner_that_never_answers_is_down_in_time(upload: Path) -> None:
    upload.write_bytes(pdf())
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(GateDown) as down:
        Clamd(f"127.0.0.1:{silent.getsockname()[1]}", timeout=0.2).scan(upload)
    assert down.value.key == "scanner-down"


def test_a_file_refused_in_itself_needs_no_scanner(upload: Path) -> None:
    upload.write_bytes(b"MZ")
    with pytest.raises(GateRefused) as refused:
        examine(upload, "x.exe", Clamd("/no/such/socket"))
    assert refused.value.key == "type-program"
