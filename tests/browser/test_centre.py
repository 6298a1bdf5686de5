"""A whole opinion in a real browser: experts write and file it, the medical officer reads it; axe on each page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path
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
    """A desk, and an expert of the centre with an account."""
    from django.db import connections

    from desk_world import laid
    from two_houses import account

    connections.close_all()
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop
    made = laid(owner)
    account("lund@mediguide.example", "Prof. Ingrid Lund", ("expert", "nordhaven"))
    yield made
    made.stand(None)


@pytest.fixture
def browser() -> Iterator[Browser]:
    """One Chromium a test."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


def seat(browser: Browser, url: str, desk: Desk, who: str, **options: Any) -> Page:
    """Somebody's browser, signed in."""
    context = browser.new_context(base_url=url, **options)
    told = desk.client(who).cookies
    context.add_cookies([{"name": key, "value": one.value, "url": url} for key, one in told.items()])
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def clean(page: Page) -> list[object]:
    """What axe finds, in both themes at both widths."""
    found: list[object] = []
    for theme, width in product(("light", "dark"), (390, 1440)):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        found += [(page.url, theme, width, one["id"]) for one in Axe().run(page).response["violations"]]
    return found


def test_experts_file_an_opinion_and_the_medical_officer_lets_it_go(
    browser: Browser, live_server: Any, desk: Desk, tmp_path: Path
) -> None:
    from django.db import transaction
    from pypdf import PdfWriter

    from desk_world import play

    with transaction.atomic():
        case = play(desk, "liri", "records.acknowledged")
    writer, letter = PdfWriter(), tmp_path / "opinion.pdf"
    writer.add_blank_page(width=200, height=200)
    writer.write(letter)

    page = seat(browser, live_server.url, desk, "lund")
    page.goto("/centre")
    found = clean(page)
    page.locator(f'a[href="/centre/cases/{case}"]').click()
    found += clean(page)
    page.get_by_role("link", name="Begin").click()
    found += clean(page)
    page.get_by_label("Another diagnosis").first.check()
    for value in ("replace", "adapt"):
        page.locator(f'input[name$=".says"][value="{value}"]').nth(0 if value == "replace" else 1).check()
    for number, box in enumerate(page.locator(".part .verdict:not(details *) textarea").all()):
        box.fill(f"Reason {number}")
    page.get_by_label("Recommendation 1").fill("Repeat the PET-CT in six months.")
    for box in page.locator(".reply textarea").all():
        box.fill("Yes.")
    for number, speciality in enumerate(("haematology", "pathology")):
        page.locator(f'[name="reviewers.{number}.name"]').fill(f"Dr Exempel {number}")
        page.locator(f'[name="reviewers.{number}.speciality"]').fill(speciality)
        page.locator(f'[name="reviewers.{number}.part"]').fill("reader")
    page.get_by_label("Letter as a PDF").set_input_files(letter)
    page.get_by_role("button", name="File the opinion").click()
    expect(page.get_by_role("heading", name="Your opinion is being read before it is delivered")).to_be_visible()

    officer = seat(browser, live_server.url, desk, "marku")
    officer.goto("/officer")
    found += clean(officer)
    officer.locator(f'a[href="/officer/{case}"]').click()
    found += clean(officer)
    for box in officer.locator(".ticks input").all():
        box.check()
    officer.get_by_role("button", name="It may go").click()
    expect(officer.get_by_text("Recorded.")).to_be_visible()

    assert found == []
