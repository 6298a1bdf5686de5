"""The desk in a real browser: a coordinator's commonest acts by keys alone, and axe on each page."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

if TYPE_CHECKING:
    from desk_world import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture
def desk(transactional_db: None, owner: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose rows are really there, for the server's own connections."""
    from django.db import connections

    from desk_world import laid

    connections.close_all()  # that of the test before is gone with its database
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop
    made = laid(owner)
    yield made
    made.stand(None)


@pytest.fixture
def browser() -> Iterator[Browser]:
    """One Chromium a test."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def seat(browser: Browser, live_server: Any, desk: Desk) -> Callable[..., Page]:
    """Somebody's browser at the desk, signed in."""

    def sit(who: str = "arta", **options: Any) -> Page:
        told = desk.client(who).cookies
        context = browser.new_context(base_url=live_server.url, **options)
        context.add_cookies([{"name": key, "value": one.value, "url": live_server.url} for key, one in told.items()])
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    return sit


@pytest.mark.shows("X42")
def test_a_coordinator_needs_no_mouse_and_axe_finds_nothing(seat: Callable[..., Page], desk: Desk) -> None:
    """scripted keyboard run of each user's ten commonest acts; WCAG 2.2 AA"""
    from desk_world import play

    case = play(desk, "elira")
    page = seat(viewport={"width": 1440, "height": 900})
    page.goto("/work")
    keys = page.keyboard

    keys.press("j")  # 1 move, 2 open
    keys.press("Enter")
    page.wait_for_url(re.compile(rf"/work/{case}"))
    keys.press("n")  # 3 write a note
    page.locator("#note textarea").wait_for()
    page.locator("#note textarea").focus()
    keys.type("She would rather be called after five.")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#history")).to_contain_text("She would rather be called after five.")
    page.locator("[data-explain]").focus()  # 4 why is it due then
    keys.press("Enter")
    expect(page.locator("#why")).to_contain_text("konsil clock")
    keys.press("Escape")
    keys.press("Control+Enter")  # 5 send the offer
    expect(page.locator("[data-toast]")).to_contain_text("Centres selected")
    page.wait_for_load_state()
    keys.press("z")  # 6 undo
    expect(page.locator("#history")).to_contain_text("Offer held back")
    page.locator(".exceptions a", has_text="No answer").focus()  # 7 nobody answered
    keys.press("Enter")
    expect(page.locator("#next-step")).to_contain_text("contact", ignore_case=True)
    keys.press("Escape")
    keys.press("Escape")
    page.goto(f"/work/{case}")
    keys.press("a")  # 8 hand over
    expect(page.locator("#step-form select, #step-form input[type=radio]").first).to_be_visible()
    page.goto("/work")
    keys.press("Control+k")  # 9 go anywhere
    keys.type("Elira")
    expect(page.locator("#palette-results")).to_contain_text("Elira Hoxha")
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/(work/c_|new)"))
    page.goto("/work")
    keys.press("c")  # 10 a new case
    expect(page.get_by_role("heading", name="Who is calling?")).to_be_visible()

    axe_finds_nothing(seat, case, desk.members["elira"])


def axe_finds_nothing(seat: Callable[..., Page], case: str, member: str) -> None:
    """WCAG 2.2 AA on the desk's pages, in both themes, on a desk and on a telephone."""
    paths = (
        "/work",
        f"/work/{case}",
        f"/work/{case}?do=centre.asked",
        f"/work/{case}?do=contact.logged",
        f"/work/{case}/why/three-centres",
        f"/new?person={member}",
        "/centres?q=C50",
        "/calendar",
        "/find?found=1",
    )
    for theme, width in product(("light", "dark"), (390, 1440)):
        page = seat(viewport={"width": width, "height": 4000}, color_scheme=theme)  # nothing lies under the rail
        for path in paths:
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
            told = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found.response["violations"]]
            assert told == [], (path, theme, width, told)
