"""Upload and live pages in a real browser, against a server made of the routes this test answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browser.test_gallery import address, browser, opened

__all__ = ["address", "browser"]

pytestmark = pytest.mark.browser

MEGABYTE = 1024 * 1024
LIVE = 'data-live-url="/live" data-shown-at="2026-11-25T14:02:00"'


class Receiver:
    """A tus server that drops its `broken`th PATCH on the floor and forgets nothing else."""

    def __init__(self, broken: int) -> None:
        self.broken = broken
        self.patches = 0
        self.created = 0
        self.received = b""
        self.metadata = ""

    def answer(self, route: Route) -> None:
        """POST creates, HEAD tells how far, PATCH goes on."""
        method = route.request.method
        if method == "POST":
            self.created += 1
            self.metadata = route.request.headers["upload-metadata"]
            route.fulfill(status=201, headers={"Location": "/gallery/upload/7", "Tus-Resumable": "1.0.0"})
        elif method == "HEAD":
            route.fulfill(status=200, headers=self._reached())
        else:
            self._patch(route)

    def _patch(self, route: Route) -> None:
        self.patches += 1
        if self.patches == self.broken:
            route.abort("connectionreset")
            return
        assert route.request.headers["upload-offset"] == str(len(self.received))
        self.received += route.request.post_data_buffer or b""
        route.fulfill(status=204, headers=self._reached())

    def _reached(self) -> dict[str, str]:
        return {"Upload-Offset": str(len(self.received)), "Tus-Resumable": "1.0.0"}


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """A file of twelve megabytes in which no two pieces are alike."""
    file = tmp_path / "mri.zip"
    file.write_bytes(b"".join(n.to_bytes(4, "big") for n in range(3 * MEGABYTE)))
    return file


def member(browser: Browser, address: str, receiver: Receiver) -> Page:
    """The member's page with its upload sent to the receiver."""
    page = opened(browser, f"{address}/member")
    page.route("**/gallery/upload**", receiver.answer)
    page.evaluate("document.querySelector('[data-upload]').dataset.upload = '/gallery/upload'")
    return page


def test_a_file_arrives_whole_although_the_connection_breaks(browser: Browser, address: str, images: Path) -> None:
    receiver = Receiver(broken=2)
    page = member(browser, address, receiver)

    page.get_by_label("Rezonanca e gjirit", exact=True).locator("input[type=file]").set_input_files(images)
    page.get_by_role("button", name="Send the file").click()

    expect(page.get_by_text("All sent.")).to_be_visible()
    assert receiver.received == images.read_bytes()
    assert (receiver.created, receiver.patches) == (1, 4)
    page.context.close()


def test_what_is_remembered_of_an_upload_names_nobody(browser: Browser, address: str, images: Path) -> None:
    receiver = Receiver(broken=1)
    page = member(browser, address, receiver)

    page.get_by_label("Rezonanca e gjirit", exact=True).locator("input[type=file]").set_input_files(images)
    page.get_by_role("button", name="Send the file").click()
    expect(page.get_by_text("Trying again")).to_be_visible()
    kept = page.evaluate("JSON.stringify({...localStorage})")

    assert "mri" not in kept
    assert "/gallery/upload/7" in kept
    expect(page.get_by_text("All sent.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('upload')).length") == 0
    page.context.close()


@pytest.fixture
def live(browser: Browser, address: str) -> Iterator[Page]:
    """The desk with a live part and a stream that says once that something moved, then breaks."""
    page = opened(browser, "about:blank")
    drawn = {"times": 0}

    def desk(route: Route) -> None:
        answer = route.fetch()
        drawn["times"] += 1
        html = answer.text().replace(
            'data-pane="', 'data-live-url="/live" data-shown-at="2026-11-25T14:02:00" data-pane="'
        )
        html = html.replace("<h1>Elira Hoxha", f'<h1 id="head" data-live>Elira Hoxha, drawn {drawn["times"]}')
        route.fulfill(response=answer, body=html)

    page.route("**/gallery/desk", desk)
    page.route(
        "**/live",
        lambda route: route.fulfill(
            status=200, headers={"Content-Type": "text/event-stream"}, body="retry: 60000\n\nevent: moved\ndata: {}\n\n"
        ),
    )
    page.goto(f"{address}/desk")
    yield page
    page.context.close()


def test_an_open_page_moves_when_the_case_moves(live: Page) -> None:
    expect(live.get_by_role("heading", name="Elira Hoxha, drawn 2")).to_be_visible()


def test_a_page_that_lost_its_connection_says_as_of_when_it_is_shown(browser: Browser, address: str) -> None:
    page = opened(browser, "about:blank")

    def desk(route: Route) -> None:
        answer = route.fetch()
        html = answer.text().replace(
            'data-pane="', 'data-live-url="/live" data-shown-at="2026-11-25T14:02:00" data-pane="'
        )
        route.fulfill(response=answer, body=html)

    page.route("**/gallery/desk", desk)
    page.route("**/live", lambda route: route.abort())
    page.goto(f"{address}/desk")

    expect(page.get_by_text("Shown as of 14:02.")).to_be_visible()
    page.context.close()
