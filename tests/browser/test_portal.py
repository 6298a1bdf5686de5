"""The member's and the doctor's pages in a real browser: seen by axe, narrowed, walked without scripts and by keys."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

import uploads

if TYPE_CHECKING:
    from django.test import Client

    from desk_world import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic",
]  # fmt: skip
PAGES = ("", "/consent", "/papers", "/messages", "/data", "/people", "/stop", "/complaint", "/worse")
Play = Callable[..., str]


@pytest.fixture
def browser(desk: Desk) -> Iterator[Browser]:
    """One Chromium a test, begun when the database is there."""
    from django.db import connections

    with sync_playwright() as playwright:
        connections.close_all()  # within the driver's loop Django keeps another one, of the test before
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def desk(transactional_db: None, owner: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose rows are really there, for the server's own connections."""
    from django.db import connections, transaction

    from desk_world import laid

    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop
    connections.close_all()  # that of the test before is gone with its database
    with transaction.atomic():
        made = laid(owner)
    yield made
    made.stand(None)


@pytest.fixture
def play(desk: Desk) -> Play:
    from django.db import transaction

    from desk_world import play

    def played(name: str, upto: str = "") -> str:
        with transaction.atomic():
            return play(desk, name, upto)

    return played


@pytest.fixture
def her(desk: Desk) -> Client:
    from portal_world import elira

    return elira(desk)


def context(browser: Browser, client: Client, address: str, width: int = 390, **more: Any) -> BrowserContext:
    """A browser in which somebody is signed in already."""
    made = browser.new_context(viewport={"width": width, "height": 844}, **more)
    cookies = [{"name": name, "value": one.value, "url": address} for name, one in client.cookies.items()]
    made.add_cookies(cookies)  # type: ignore[arg-type]
    made.set_default_timeout(20_000)
    return made


def violations(page: Page) -> list[tuple[str, str, list[str]]]:
    found = Axe().run(page).response["violations"]
    return [(page.url, fault["id"], [node["html"][:160] for node in fault["nodes"]]) for fault in found]


@pytest.mark.shows("X30")
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, play: Play, her: Client, live_server: Any
) -> None:
    """each act by keyboard, without JavaScript, at 320 px, axe clean"""
    cases = {play("elira"): PAGES}
    for case, pages in cases.items():
        for theme, width in product(("light", "dark"), (390, 1440)):
            opened = context(browser, her, live_server.url, width, color_scheme=theme)
            page = opened.new_page()
            for where in pages:
                page.goto(f"{live_server.url}/my/{case}{where}")
                assert violations(page) == []
                if theme == "light" and width == 390:
                    page.set_viewport_size({"width": 320, "height": 700})
                    assert (where, page.evaluate("document.documentElement.scrollWidth")) == (where, 320)
                    page.set_viewport_size({"width": width, "height": 844})
            opened.close()


def test_axe_finds_nothing_in_the_opinion_and_the_choice(
    browser: Browser, play: Play, her: Client, live_server: Any
) -> None:
    opinion, choice = play("besnik", "doctor.answered"), play("nora", "offer.sent")
    for theme in ("light", "dark"):
        opened = context(browser, her, live_server.url, 390, color_scheme=theme)
        page = opened.new_page()
        for where in (f"/my/{opinion}/opinion", f"/my/{choice}", f"/my/{opinion}"):
            page.goto(f"{live_server.url}{where}")
            assert violations(page) == []
        opened.close()


def test_the_doctors_page_is_clean_and_narrow(browser: Browser, play: Play, database: Any, live_server: Any) -> None:
    from portal_world import came_in

    case = play("ilir")
    client = came_in(database, "dr-prifti", "doctor", "Dr Prifti")
    for theme, width in product(("light", "dark"), (390, 1440)):
        opened = context(browser, client, live_server.url, width, color_scheme=theme)
        page = opened.new_page()
        page.goto(f"{live_server.url}/doctor/{case}")
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        assert violations(page) == []
        opened.close()
    opened = context(browser, client, live_server.url, 320)
    page = opened.new_page()
    page.goto(f"{live_server.url}/doctor/{case}")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    opened.close()


@pytest.mark.shows("X30")
def test_without_scripts_and_by_keys_alone_she_chooses_a_centre_at_320_pixels(
    browser: Browser, play: Play, her: Client, live_server: Any
) -> None:
    """each act by keyboard, without JavaScript, at 320 px, axe clean (choose)"""
    case = play("nora", "offer.sent")
    opened = context(browser, her, live_server.url, 320, java_script_enabled=False)
    page = opened.new_page()
    page.goto(f"{live_server.url}/my/{case}")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Choose this centre")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("It is your turn: sign the consent")
    opened.close()


@pytest.mark.shows("X30")
def test_without_scripts_she_signs_by_a_code(
    browser: Browser, play: Play, her: Client, live_server: Any, database: Any, owner: Any
) -> None:
    """each act by keyboard, without JavaScript, at 320 px, axe clean (sign)"""
    from konsil.store.registers import entrances
    from portal_world import CODE
    from two_houses import working

    case = play("elira")
    opened = context(browser, her, live_server.url, 320, java_script_enabled=False)
    page = opened.new_page()
    page.goto(f"{live_server.url}/my/{case}/consent")
    page.get_by_label("Your name, as you sign").fill("Elira Hoxha")
    page.get_by_role("button", name="Send me a code").press("Enter")
    expect(page.locator("#sign [role=status]")).to_contain_text("A code is on its way")
    ((asked,),) = owner.execute(
        "SELECT args ->> 'entrance' FROM procrastinate_jobs WHERE task_name = 'entrance-code' ORDER BY id DESC LIMIT 1"
    ).fetchall()
    with working(database):
        entrances.keep_code(asked, entrances.keyed(CODE))
    page.get_by_label("Code", exact=True).fill(CODE)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The signed form is with your papers.")).to_be_visible()
    opened.close()


def test_with_scripts_a_paper_travels_in_pieces_and_the_page_says_what_became_of_it(
    browser: Browser, play: Play, her: Client, live_server: Any, tmp_path: Path
) -> None:
    case = play("elira")
    paper = tmp_path / "letra.pdf"
    paper.write_bytes(io.BytesIO(uploads.pdf()).getvalue())
    opened = context(browser, her, live_server.url)
    page = opened.new_page()
    page.goto(f"{live_server.url}/my/{case}/papers")
    page.locator("input[type=file]").set_input_files(paper)
    with page.expect_request(lambda one: one.method == "PATCH"):
        page.get_by_role("button", name="Send the file").click()
    expect(page.get_by_text("letra.pdf")).to_be_visible()
    opened.close()
