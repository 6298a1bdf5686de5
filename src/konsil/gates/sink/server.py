"""The mail server in front of the sink: takes everything, keeps it, passes nothing on."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session

from konsil.gates.faults import GateRefused
from konsil.gates.sink import Sink

LIMIT = 25 * 1024 * 1024  # octets a message


class _Taking:
    """What the server does with a message: keep it, each once."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The name is the server's. A message without a Message-ID is sent back."""
        assert isinstance(envelope.content, bytes)
        try:
            self.sink.put_mail(envelope.content)
        except GateRefused as refused:
            return f"550 5.6.0 {refused.key}"
        return "250 2.0.0 kept"


async def serve(sink: Sink, host: str = "127.0.0.1", port: int = 1025) -> asyncio.Server:
    """Start listening in the running loop; port 0 takes a free one."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # it would write down every address
    return await asyncio.get_running_loop().create_server(
        lambda: SMTP(_Taking(sink), hostname="sink.example", data_size_limit=LIMIT, enable_SMTPUTF8=True),
        host,
        port,
    )


@contextmanager
def serving(sink: Sink, host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """The server in a thread of its own for the length of a block; gives its port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="mail-sink", daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(serve(sink, host, port), loop).result(timeout=10)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_closed(server), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _closed(server: asyncio.Server) -> None:
    server.close()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.sleep(0)
