"""A call in a real browser: from the ring to the number read out, and the patient who waits; axe on each page."""

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
    from callcentre_world import Calls

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture
def calls(transactional_db: None, owner: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Calls]:
    """A call centre whose rows are really there, for the server's own connections."""
    from django.db import connections

    from callcentre_world import laid

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
def seat(browser: Browser, live_server: Any, calls: Calls) -> Callable[..., Page]:
    """Somebody's browser at the call centre, signed in."""

    def sit(who: str = "ioana", language: str = "en", **options: Any) -> Page:
        told = calls.client(who, language).cookies
        context = browser.new_context(base_url=live_server.url, **options)
        context.add_cookies([{"name": key, "value": one.value, "url": live_server.url} for key, one in told.items()])
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    return sit


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds wrong, each with its place."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], node["html"][:160]) for one in found for node in one["nodes"]]


def test_a_call_is_taken_booked_authorised_and_read_out(seat: Callable[..., Page], calls: Calls) -> None:
    page = seat(viewport={"width": 1440, "height": 900})
    page.goto("/find?phone=0700000071")
    expect(page.locator("h1")).to_have_text("Two of these must match")
    assert "0700000071" not in page.url  # S10: the number is known, and no address holds it
    page.fill("[name='birth-date']", "1.3.1980")
    page.fill("[name='phone']", "0700000071")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("h1")).to_have_text("Ștefan Țărănescu")
    page.fill("[name='services.0.service']", "OFT-OCT")
    page.keyboard.press("Tab")
    expect(page.locator("[data-answer]").first).to_have_text("covered, needs an authorisation")
    page.get_by_role("button", name="Take the request and find a time").click()
    page.locator("label.time").nth(4).click()
    page.get_by_role("button", name="Book the visit").click()
    page.get_by_role("button", name="Decide and issue the paper").click()
    page.wait_for_url(re.compile("/number"))
    number = page.locator(".big-number").inner_text()
    page.fill("[name='who']", "Maria")
    page.fill("[name='read_back']", number.lower())
    page.get_by_role("button", name="It is right").click()
    expect(page.get_by_text("read out", exact=True)).to_be_visible()
    case = page.url.split("/calls/")[1].split("/")[0]
    assert calls.names(case)[-3:] == ["visit.booked", "authorisation.issued", "authorisation.phoned"]


@pytest.mark.shows("Y32")
def test_one_more_service_is_authorised_by_one_press_and_axe_finds_nothing(
    seat: Callable[..., Page], calls: Calls
) -> None:
    """the waiting lane is above every other list and counts minutes, not hours"""
    case, _ = calls.waiting()
    calls.booked()
    calls.later(minutes=16)
    pages = ("/calls", "/calls/caller", f"/calls/caller/{calls.insured}", "/calls/duty", f"/calls/{case}/number",
             f"/work/{case}?do=authorisation.extended", f"/work/{case}?do=visit.booked")  # fmt: skip
    for scheme, width in product(("light", "dark"), (390, 1440)):
        page = seat("radu", viewport={"width": width, "height": 900}, color_scheme=scheme)
        for where in pages:
            page.goto(where)
            assert violations(page) == [], (where, scheme, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (where, width)
    page = seat(viewport={"width": 1440, "height": 900})
    page.goto("/calls")
    expect(page.locator(".wait .clock b")).to_have_text("16 min")
    page.get_by_role("button", name="Authorise").click()
    page.wait_for_url(re.compile("/number"))
    assert "authorisation.extended" in calls.names(case)
