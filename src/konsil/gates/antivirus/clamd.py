"""The scanner of a real installation: clamd, spoken to by INSTREAM over TCP or a Unix socket."""

import re
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

from konsil.gates.faults import GateDown

CHUNK = 128 * 1024
FOUND = re.compile(r"stream: (.+) FOUND")


@dataclass(frozen=True)
class Clamd:
    """`address` is a path of a Unix socket, or host:port. `timeout` holds for each step, in seconds."""

    address: str
    timeout: float = 30.0

    def scan(self, path: Path) -> str | None:
        """The name of what was found, or None where the scanner says OK, and only then.

        Down: `scanner-down` (no answer), `scanner-limit` (it did not read the whole file).
        """
        try:
            with self._connected() as line, path.open("rb") as content:
                line.sendall(b"zINSTREAM\0")
                while chunk := content.read(CHUNK):
                    line.sendall(struct.pack(">I", len(chunk)) + chunk)
                line.sendall(struct.pack(">I", 0))
                answer = _answer(line)
        except OSError as fault:
            raise GateDown("scanner-down", type(fault).__name__) from fault
        return _meaning(answer)

    def _connected(self) -> socket.socket:
        host, _, port = self.address.rpartition(":")
        if host and port.isdigit():
            return socket.create_connection((host, int(port)), timeout=self.timeout)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(self.timeout)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def _answer(line: socket.socket) -> str:
    heard = b""
    while b"\0" not in heard and len(heard) < 4096 and (part := line.recv(1024)):
        heard += part
    return heard.split(b"\0", 1)[0].decode(errors="replace").strip()


def _meaning(answer: str) -> str | None:
    if answer == "stream: OK":
        return None
    if found := FOUND.fullmatch(answer):
        return found[1]
    raise GateDown("scanner-limit" if "size limit" in answer else "scanner-down")
