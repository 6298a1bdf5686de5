"""Who listens, and what moved: one connection that LISTENs for all open pages of this process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from konsil.door.live import Ticket
from konsil.store.wall import POWERS, TooPowerful

log = logging.getLogger("konsil.live")

AGAIN = 1.0  # seconds until a lost connection is tried again


class Page:
    """An open page: what moved since it was told last, each case once. An empty name: something may have."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self._moved: dict[str, None] = {}
        self._news = asyncio.Event()

    def tell(self, case: str) -> None:
        """A case moved."""
        self._moved[case] = None
        self._news.set()

    async def moved(self) -> list[str]:
        """Wait for news; the cases."""
        await self._news.wait()
        self._news.clear()
        found, self._moved = list(self._moved), {}
        return found


class Hub:
    """All open pages, and the one connection for them."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.pages: set[Page] = set()

    @contextmanager
    def page(self, ticket: Ticket) -> Iterator[Page]:
        """A page while it is open."""
        page = Page(ticket)
        self.pages.add(page)
        try:
            yield page
        finally:
            self.pages.discard(page)

    async def run(self) -> None:
        """Listen for ever. After an interruption every page is told that something may have moved."""
        while True:
            try:
                await self._listen()
            except psycopg.OperationalError as lost:
                log.warning("database-lost", extra={"refusal": type(lost).__name__})
                await asyncio.sleep(AGAIN)

    async def _listen(self) -> None:
        connect = psycopg.AsyncConnection.connect
        async with await connect(self.dsn, autocommit=True) as ears, await connect(self.dsn, autocommit=True) as asking:
            await _refuse_power(asking)
            await ears.execute("LISTEN konsil")
            for page in self.pages:
                page.tell("")
            async for notice in ears.notifies():
                await self._tell(asking, notice.payload)

    async def _tell(self, asking: psycopg.AsyncConnection, case: str) -> None:
        """Tell those pages whose party has a way into the case now; to others it did not happen (R22)."""
        waiting = [page for page in self.pages if page.ticket.case in ("", case)]
        parties = sorted({party for page in waiting for party in page.ticket.parties})
        if not parties:
            return
        rows = await (await asking.execute("SELECT konsil.who_sees_v1(%s, %s)", (case, parties))).fetchall()
        seeing = {party for (party,) in rows}
        for page in waiting:
            if page.ticket.parties & seeing:
                page.tell(case)


async def _refuse_power(asking: psycopg.AsyncConnection) -> None:
    row = await (await asking.execute(POWERS)).fetchone()
    assert row
    if any(row[:3]):
        raise TooPowerful(f"{row[3]} may see past policies: run as konsil_app")
