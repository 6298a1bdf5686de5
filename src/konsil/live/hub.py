"""Who listens, and what moved: one connection that LISTENs for all open pages of this process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from konsil.door.live import Ticket
from konsil.store.wall import POWERS, TooPowerful

log = logging.getLogger("konsil.live")

AGAIN = 1.0  # seconds until a lost connection is tried again


@dataclass(frozen=True)
class News:
    """The cases that moved, each once, an empty name where something may have; and, where that has changed, the
    accounts of the colleagues who look at the page's case too."""

    moved: tuple[str, ...]
    here: tuple[str, ...] | None


class Page:
    """An open page, and what it was not told yet."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self._moved: dict[str, None] = {}
        self._here: tuple[str, ...] = ()
        self._met = False
        self._news = asyncio.Event()

    def tell(self, case: str) -> None:
        """A case moved."""
        self._moved[case] = None
        self._news.set()

    def meet(self, accounts: tuple[str, ...]) -> None:
        """These colleagues look at the case now."""
        if accounts != self._here:
            self._here, self._met = accounts, True
            self._news.set()

    async def news(self) -> News:
        """Wait for news."""
        await self._news.wait()
        self._news.clear()
        found = News(tuple(self._moved), self._here if self._met else None)
        self._moved, self._met = {}, False
        return found


class Hub:
    """All open pages, and the one connection for them."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.pages: set[Page] = set()
        self._asking: psycopg.AsyncConnection | None = None

    @contextmanager
    def page(self, ticket: Ticket) -> Iterator[Page]:
        """A page while it is open."""
        page = Page(ticket)
        self.pages.add(page)
        self._meet(ticket)
        try:
            yield page
        finally:
            self.pages.discard(page)
            self._meet(ticket)

    def _meet(self, moved: Ticket) -> None:
        """Somebody came to a case or left it: whoever of their party looks at it sees who is there now."""
        there = [one for one in self.pages if moved.case and one.ticket.case == moved.case]
        for page in there:
            page.meet(colleagues(page.ticket, (one.ticket for one in there)))

    async def names(self, accounts: tuple[str, ...]) -> list[str]:
        """What these accounts are called. Whoever came in by a link is no account, and is not told."""
        if self._asking is None or not accounts:
            return []
        told = await self._asking.execute(
            "SELECT name FROM account WHERE public = ANY (%s) ORDER BY name", (list(accounts),)
        )
        return [name for (name,) in await told.fetchall()]

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
            self._asking = asking
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


def colleagues(own: Ticket, there: Iterable[Ticket]) -> tuple[str, ...]:
    """The accounts of one's own party that look at the same case, without one's own."""
    return tuple(sorted({one.account for one in there if one.parties & own.parties} - {own.account, ""}))


async def _refuse_power(asking: psycopg.AsyncConnection) -> None:
    row = await (await asking.execute(POWERS)).fetchone()
    assert row
    if any(row[:3]):
        raise TooPowerful(f"{row[3]} may see past policies: run as konsil_app")
