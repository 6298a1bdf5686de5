"""The clinic in a real browser: a scanner that types, the doctor's ticks, a mark before a witness; and axe."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

if TYPE_CHECKING:
    from reception_world import Desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture
def desks(transactional_db: None, owner: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desks]:
    """Two receptions whose rows are really there, for the server's own connections."""
    from django.db import connections

    from reception_world import laid

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
def seat(browser: Browser, live_server: Any, desks: Desks) -> Callable[..., Page]:
    """Somebody's browser at the clinic, signed in."""

    def sit(who: str = "maria", **options: Any) -> Page:
        told = desks.client(who).cookies
        context = browser.new_context(base_url=live_server.url, **options)
        context.add_cookies([{"name": key, "value": one.value, "url": live_server.url} for key, one in told.items()])
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    return sit


def test_from_the_scanner_to_the_mark_before_a_witness(seat: Callable[..., Page], desks: Desks) -> None:
    from clinics_world import CLEAR, IMAGING
    from two_houses import account

    slip = desks.paper(if_needed=[{"service": IMAGING}])
    account("moga@clinica.example", "Dr. Dan Moga", ("clinic-doctor", CLEAR))
    page = seat(viewport={"width": 1440, "height": 900})
    page.goto("/clinic")
    page.get_by_role("heading").first.click()  # wherever one clicks, the field is there for the scanner
    page.keyboard.type(slip.code)
    page.keyboard.press("Enter")
    expect(page.locator("[data-answer=come-in]")).to_contain_text("Valid today")
    page.get_by_role("button", name="Identity card").click()
    expect(page.locator("#visit")).to_contain_text("Checked in")

    doctor = seat("moga", viewport={"width": 1440, "height": 900})
    doctor.goto("/clinic/doctor")
    doctor.get_by_role("button", name="All authorised: done").click()
    expect(doctor.locator("main")).to_contain_text("Recorded.")

    page.goto(f"/clinic/visits/{slip.case}/{slip.booking}")
    page.get_by_role("link", name="Let the insured sign").click()
    page.locator("summary", has_text="Cannot read or write now").click()
    page.get_by_label("The list was read aloud to the insured").check()
    page.get_by_label("Witness, first and last name").fill("Vasile Martor")
    page.get_by_role("button", name="Confirmed by mark").click()
    expect(page.locator("#visit")).to_contain_text("Vasile Martor")


def test_axe_finds_nothing_at_the_clinic(seat: Callable[..., Page], desks: Desks) -> None:
    from clinics_world import CLEAR, CONSULTATION, DOCTOR, carried
    from two_houses import account

    coming, here, done = desks.paper(), desks.paper(), desks.paper()
    account("moga@clinica.example", "Dr. Dan Moga", ("clinic-doctor", CLEAR))
    for slip in (here, done):
        desks.checked_in(slip)
    carried(done.case, "visit.performed", DOCTOR, booking=done.booking, lines=[{"service": CONSULTATION}])
    one, other, last = (f"/clinic/visits/{each.case}/{each.booking}" for each in (coming, here, done))
    desk = (one, other, f"{one}/move", f"{one}/off", f"{last}/sign", "/clinic/sheet", "/clinic/new", "/clinic/away")
    pages = {"maria": desk, "moga": (f"/clinic/doctor?case={here.case}&visit={here.booking}",)}
    found = []
    for (who, every), (theme, width) in product(pages.items(), (("light", 390), ("dark", 1440))):
        page = seat(who, viewport={"width": width, "height": 4000}, color_scheme=theme)  # nothing lies under the rail
        for path in every:
            page.goto(path)
            told = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
            found += [(path, theme, width, each["id"]) for each in told.response["violations"]]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
        page.context.close()
    assert found == []
