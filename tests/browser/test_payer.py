"""The insurer's pages in a real browser: the slider answers by itself, the sheet is one page, and axe finds nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from io import BytesIO
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
    """A desk with six cases of this month, so that figures are shown, and the insurer's product owner."""
    from django.db import connections, transaction

    from desk_world import laid, play
    from two_houses import account

    connections.close_all()  # that of the test before is gone with its database
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop
    made = laid(owner)
    with transaction.atomic():
        for name in ("elira", "dritan", "liri", "mira", "besnik", "nora"):
            play(made, name)
        account("blerta@mediguide.example", "Blerta Cani", ("payer", "albsig-jete"))
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
    """The insurer's browser, signed in."""

    def sit(**options: Any) -> Page:
        told = desk.client("blerta").cookies
        context = browser.new_context(base_url=live_server.url, **options)
        context.add_cookies([{"name": key, "value": one.value, "url": live_server.url} for key, one in told.items()])
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    return sit


def faults(page: Page) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in Axe().run(page).response["violations"]]


def test_the_slider_answers_as_it_moves_and_the_same_without_a_script(seat: Callable[..., Page]) -> None:
    page = seat(viewport={"width": 1440, "height": 900})
    page.goto("/payer/terms?promise=centre-opines")
    before = page.locator("[data-span]").inner_text()
    slider = page.locator("[data-slider]")
    slider.focus()
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-number]")).to_have_value("8")
    expect(page.locator("[data-span]")).to_have_text("8 working days")
    assert before == "10 working days"
    said = page.locator("[data-late]").inner_text(), page.locator("[data-sentence]").inner_text()

    plain = seat(java_script_enabled=False, viewport={"width": 390, "height": 844})
    plain.goto("/payer/terms?promise=centre-opines")
    plain.locator("[data-slider]").fill("8")
    plain.locator("[data-ask]").click()
    plain.wait_for_url(re.compile("within="))
    assert plain.locator("[data-span]").inner_text() == "8 working days"
    assert (plain.locator("[data-late]").inner_text(), plain.locator("[data-sentence]").inner_text()) == said


@pytest.mark.shows("X42")
def test_axe_finds_nothing_on_the_insurers_pages(seat: Callable[..., Page]) -> None:
    """WCAG 2.2 AA"""
    found = {}
    for scheme, width in product(("light", "dark"), (390, 1440)):
        page = seat(viewport={"width": width, "height": 900}, color_scheme=scheme)
        for path in ("/payer", "/payer/terms?promise=centre-opines"):
            page.goto(path)
            if told := faults(page):
                found[path, scheme, width] = told
    assert found == {}


@pytest.mark.shows("Y38")
def test_the_month_prints_on_one_sheet_without_what_is_for_the_screen(seat: Callable[..., Page]) -> None:
    """one printed sheet, no name on it"""
    from pypdf import PdfReader

    page = seat(viewport={"width": 1440, "height": 900})
    page.goto("/payer")
    page.emulate_media(media="print")
    expect(page.locator(".month-nav")).to_be_hidden()
    expect(page.locator("article.sheet")).to_be_visible()
    assert faults(page) == []
    printed = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    words = "".join(one.extract_text() for one in printed.pages)
    assert (len(printed.pages), "Elira" in words, "There is no name on this sheet" in words) == (1, False, True)
