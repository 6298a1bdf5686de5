"""Lines to the world outside for the tests of the gates: a running sink, and servers that say what they are told."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from konsil.gates.mail import Gateway
from konsil.gates.sink import Sink


@dataclass(frozen=True)
class Running:
    """The sink's folder, its server's port, and the gateway a demo reaches it by."""

    sink: Sink
    port: int

    @property
    def gateway(self) -> Gateway:
        return to_port(self.port)


def to_port(port: int) -> Gateway:
    """A demo's gateway whose sink listens on this port of this machine."""
    return Gateway("127.0.0.1", port, "demo", sink=f"127.0.0.1:{port}", timeout=2)


@contextmanager
def answering(**said: str) -> Iterator[int]:
    """A mail server that greets, and answers each command with what stands under its name (`end`: after the
    message's last dot). An empty answer closes the line."""
    replies = {"ehlo": "250 hello", "mail": "250 ok", "rcpt": "250 ok", "data": "354 go on", "end": "250 ok"} | said
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_talk, args=(listening, replies), daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()
        thread.join(timeout=5)


def _talk(listening: socket.socket, replies: dict[str, str]) -> None:
    with suppress(OSError):  # the other side may hang up at any word
        line, _ = listening.accept()
        with line, line.makefile("rwb", buffering=0) as talk:
            talk.write(b"220 test\r\n")
            _converse(talk, replies)


def _converse(talk: socket.SocketIO, replies: dict[str, str]) -> None:
    in_data = False
    for heard in talk:
        if in_data and heard != b".\r\n":
            continue
        reply = replies["end"] if in_data else replies.get(heard[:4].strip().lower().decode(), "250 ok")
        if not reply:
            return
        talk.write(reply.encode() + b"\r\n")
        in_data = reply.startswith("354")
