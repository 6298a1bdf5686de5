"""The live process itself: who is told that a case moved, and who is not."""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress

import httpx
import pytest
from django.conf import settings

from konsil.door.live import made
from konsil.store import record as store
from two_houses import House, Houses, account, built, opened

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "http://127.0.0.1:8000"


@pytest.fixture
def address(transactional_db: None) -> Iterator[str]:
    """A live process of its own, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"KONSIL_LIVE_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "konsil.cli", "live"], env=environment)
    address = f"http://127.0.0.1:{port}"
    while True:
        assert process.poll() is None
        with suppress(httpx.TransportError):
            httpx.get(f"{address}/events")
            break
    yield address
    process.terminate()
    process.wait(timeout=20)


class Heard:
    """What a page hears: its events in order."""

    def __init__(self, response: httpx.Response) -> None:
        self.headers = response.headers
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, args=(response,), daemon=True).start()

    def _read(self, response: httpx.Response) -> None:
        with suppress(httpx.HTTPError, httpx.StreamError):
            for line in response.iter_lines():
                if line.startswith("data:"):
                    self._lines.put(line.removeprefix("data:").strip())

    def next(self) -> str:
        return self._lines.get(timeout=20)

    def nothing(self) -> bool:
        return self._lines.empty()


@contextmanager
def page(address: str, *parties: str, case: str = "", account: str = "", origin: str = PAGE) -> Iterator[Heard]:
    """An open page of somebody of these parties, which has been told that it is connected."""
    ticket = made(parties, settings.SECRET_KEY, case, account)
    stream = httpx.stream("GET", f"{address}/events", params={"ticket": ticket}, headers={"Origin": origin}, timeout=30)
    with stream as response:
        yield Heard(response)


def noted(house: House, text: str = "Called twice.") -> None:
    """Something happens on the house's case."""
    store.record(house.actor(), house.case, "note.written", {"text": text}, key=f"note {text}")


@pytest.fixture
def houses(transactional_db: None) -> Houses:
    both = built()
    opened(both.ours)
    opened(both.theirs)
    return both


def test_a_page_hears_of_its_own_cases_and_of_no_others(houses: Houses, address: str) -> None:
    ours, theirs = houses.ours, houses.theirs
    with page(address, ours.operator) as desk, page(address, theirs.operator) as other, page(address, "p_x") as nobody:
        noted(ours, "Called twice.")
        noted(theirs, "Called once.")
        assert (desk.next(), other.next()) == (ours.case, theirs.case)
        assert (desk.nothing(), other.nothing(), nobody.nothing()) == (True, True, True)


def test_the_page_of_a_case_hears_of_that_case_alone(houses: Houses, address: str) -> None:
    ours = houses.ours
    with page(address, ours.operator, case="c_another") as another, page(address, ours.operator, case=ours.case) as one:
        noted(ours, "Called twice.")
        assert one.next() == ours.case
        assert another.nothing()


def test_forty_pages_of_one_person_all_hear(houses: Houses, address: str) -> None:
    ours = houses.ours
    with ExitStack() as open_:
        pages = [open_.enter_context(page(address, ours.operator)) for _ in range(40)]
        noted(ours, "Called twice.")
        assert [one.next() for one in pages] == [ours.case] * 40


def test_two_of_one_party_on_one_case_see_each_other_until_one_leaves(houses: Houses, address: str) -> None:
    ours = houses.ours
    arta_id, besa_id = (
        account(f"{name}@mediguide.example", name, ("coordinator", ours.operator)).public for name in ("Arta", "Besa")
    )

    def opened_by(party: str, who: str) -> AbstractContextManager[Heard]:
        return page(address, party, case=ours.case, account=who)

    with opened_by(ours.operator, arta_id) as arta, opened_by(ours.member, ours.member) as member:
        with opened_by(ours.operator, besa_id) as besa, opened_by(ours.operator, besa_id):  # two windows, one person
            assert (arta.next(), besa.next()) == ('["Besa"]', '["Arta"]')
            noted(ours)
            assert (arta.next(), besa.next(), member.next()) == (ours.case,) * 3
        assert arta.next() == "[]"
        assert member.nothing()


def test_without_a_good_ticket_nothing_is_said(address: str) -> None:
    bad = ["", "W10.00", made(["mediguide"], "another secret"), made(["mediguide"], settings.SECRET_KEY, now=0)]
    answers = [httpx.get(f"{address}/events", params={"ticket": ticket}) for ticket in bad]
    assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 4


def test_only_our_own_pages_may_read_the_stream(houses: Houses, address: str) -> None:
    with page(address, "x") as ours, page(address, "x", origin="http://elsewhere.example") as theirs:
        assert ours.headers["access-control-allow-origin"] == PAGE
        assert "access-control-allow-origin" not in theirs.headers
        assert ours.headers["content-type"] == "text/event-stream"
        assert ours.headers["cache-control"] == "no-store"


def test_after_an_interruption_pages_hear_that_something_may_have_moved(
    houses: Houses, address: str, database: object, owner: object
) -> None:
    with page(address, houses.ours.operator) as desk:
        with database.cluster.connect() as connection:  # type: ignore[attr-defined]
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN konsil' AND datname = %s",
                [database.name],  # type: ignore[attr-defined]
            )
        assert desk.next() == ""
        noted(houses.ours, "Called twice.")
        assert desk.next() == houses.ours.case
