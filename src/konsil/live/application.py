"""The live process as ASGI: `GET /events?ticket=…` is a stream of `moved`, one event a case that moved, and of `here`,
the names of the colleagues who look at the same case."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

from konsil.config import Config
from konsil.database import dsn
from konsil.door.live import LOOPBACK, Ticket, read
from konsil.live.hub import Hub, Page
from konsil.secret import session_secret

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

BEAT = 15.0  # seconds between two signs of life


class Application:
    """One a process: the hub begins with the first who comes, or with the server."""

    def __init__(self, config: Config) -> None:
        self.hub = Hub(dsn(config, "app"))
        self.secret = session_secret(config.home / "keys")
        self.origins = origins(config)
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request of the server."""
        if scope["type"] == "lifespan":
            await self._lives(receive, send)
        elif scope["type"] == "http":
            self._begin()
            await self._answer(scope, receive, send)

    async def _lives(self, receive: Receive, send: Send) -> None:
        while (told := (await receive())["type"]) != "lifespan.shutdown":
            if told == "lifespan.startup":
                self._begin()
                await send({"type": "lifespan.startup.complete"})
        if self._running:
            self._running.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    def _begin(self) -> None:
        if self._running is None or self._running.done():
            self._running = asyncio.get_running_loop().create_task(self.hub.run())

    async def _answer(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        told = parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [""])[0]
        ticket = read(told, self.secret) if scope["path"] == "/events" and scope["method"] == "GET" else None
        allowed = self._cors(scope)
        if ticket is None:  # 204 tells a browser not to come again with this ticket
            await send({"type": "http.response.start", "status": 204, "headers": allowed})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": [*STREAM, *allowed]})
        await self._stream(ticket, receive, send)

    def _cors(self, scope: Mapping[str, Any]) -> list[tuple[bytes, bytes]]:
        """Our own pages may read the stream, wherever they were opened; nobody else's."""
        origin = next((value for name, value in scope["headers"] if name == b"origin"), b"")
        found = [(b"vary", b"Origin"), (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
        return [*found, (b"access-control-allow-origin", origin)] if origin.decode() in self.origins else found

    async def _stream(self, ticket: Ticket, receive: Receive, send: Send) -> None:
        with self.hub.page(ticket) as page:
            writing = asyncio.create_task(_write(self.hub, page, send))
            leaving = asyncio.create_task(_left(receive))
            try:
                await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (writing, leaving):
                    task.cancel()
                    with suppress(asyncio.CancelledError, Exception):
                        await task


STREAM = ((b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no"))


async def _write(hub: Hub, page: Page, send: Send) -> None:
    await _say(send, "retry: 2000\n\n")
    while True:
        try:
            news = await asyncio.wait_for(page.news(), BEAT)
        except TimeoutError:
            await _say(send, ": still here\n\n")
            continue
        told = [f"event: moved\ndata: {case}\n\n" for case in news.moved]
        if news.here is not None:
            told.append(f"event: here\ndata: {json.dumps(await hub.names(news.here))}\n\n")
        await _say(send, "".join(told))


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def origins(config: Config) -> frozenset[str]:
    """The addresses our pages are opened under."""
    here = urlsplit(config.url)
    port = f":{here.port}" if here.port else ""
    names = {str(here.hostname), *config.hosts, *(LOOPBACK if here.hostname in LOOPBACK else ())}
    return frozenset(f"{here.scheme}://{name}{port}" for name in names)


_made: list[Application] = []


async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application of this process, made when the first request or the server's start comes."""
    if not _made:
        _made.append(Application(Config.read()))
    await _made[0](scope, receive, send)
