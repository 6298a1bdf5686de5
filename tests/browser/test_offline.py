"""Reception in a real browser with the line cut: the same verdicts as the house, nothing lost, nothing told twice."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

if TYPE_CHECKING:
    from reception_world import Desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic",
]  # fmt: skip
JUDGE = """async ([codes, known, clinic, today]) => {
  const { judge } = await import("/static/konsil/offline/code.js");
  const told = { keys: known.keys, spent: new Set(known.spent), revoked: new Set(known.revoked) };
  const found = [];
  for (const code of codes) found.push(await judge(code, told, clinic, today));
  return found;
}"""


@pytest.fixture
def desks(transactional_db: None, owner: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desks]:
    """Receptions whose rows are really there, for the server's own connections."""
    from django.db import connections, transaction

    from reception_world import laid

    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop
    connections.close_all()
    with transaction.atomic():
        made = laid(owner)
    yield made
    made.stand(None)


@pytest.fixture
def browser(desks: Desks) -> Iterator[Browser]:
    """One Chromium a test, begun when the database is there."""
    from django.db import connections

    with sync_playwright() as playwright:
        connections.close_all()
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield started
        started.close()


def seat(browser: Browser, desks: Desks, address: str, width: int = 390, **more: Any) -> BrowserContext:
    """The browser of a reception, signed in."""
    made = browser.new_context(viewport={"width": width, "height": 844}, locale="en", **more)
    signed_in(made, desks, address)
    made.set_default_timeout(20_000)
    return made


def signed_in(opened: BrowserContext, desks: Desks, address: str) -> None:
    cookies = [{"name": name, "value": one.value, "url": address} for name, one in desks.client().cookies.items()]
    opened.add_cookies(cookies)  # type: ignore[arg-type]


def prepared(seat: BrowserContext, address: str) -> Page:
    """The page, opened once while there was a line."""
    page = seat.new_page()
    page.goto(f"{address}/clinic/offline")
    expect(page.locator("body[data-prepared]")).to_be_attached()
    return page


def scanned(page: Page, said: str) -> str:
    """What the page answers to a scan."""
    page.locator("[data-judged]").evaluate("(part) => part.replaceChildren()")
    page.fill("#paper", said)
    page.press("#paper", "Enter")
    found = page.locator("[data-judged] [data-answer]")
    found.wait_for()
    return found.get_attribute("data-answer") or ""


@pytest.mark.shows("X28")
def test_the_line_is_cut_and_comes_back(browser: Browser, desks: Desks, live_server: Any) -> None:
    """Y33 at reception: valid, spent here, wrong date and wrong clinic answered offline, reconciled after"""
    from clinics_world import AGENT, OTHER
    from konsil.store.queries import visits
    from reception_world import MORNING

    good, revoked, tomorrow, elsewhere = (
        desks.paper(), desks.paper(), desks.paper(days=1), desks.paper(clinic=OTHER)
    )  # fmt: skip
    desks.stand(good.starts)
    opened = seat(browser, desks, live_server.url)
    page = prepared(opened, live_server.url)
    opened.set_offline(True)
    page.reload()
    expect(page.locator("[data-standing=offline]")).to_contain_text("No line")
    expect(page.locator("[data-rule]")).to_contain_text("is not honoured")
    forged = good.code[:60] + ("1" if good.code[60] != "1" else "2") + good.code[61:]
    assert scanned(page, forged) in ("forged", "unreadable")
    assert scanned(page, tomorrow.code) == "other-day"
    assert scanned(page, elsewhere.code) == "other-clinic"
    assert scanned(page, good.code[:80]) == "unreadable"
    assert scanned(page, elsewhere.number) == "unlisted"
    assert scanned(page, good.number[:-1] + ("0" if good.number[-1] != "0" else "1")) == "mistyped"
    assert scanned(page, good.code.lower()) == "valid"
    page.get_by_role("button", name="Identity card", exact=True).click()
    expect(page.locator("[data-kept]")).to_contain_text("let in")
    assert scanned(page, good.code) == "spent"
    assert scanned(page, good.number) == "spent"
    page.reload()  # nothing of it is in the page's memory
    assert scanned(page, good.code) == "spent"
    assert scanned(page, revoked.number) == "valid"
    assert [name for name, _ in desks.facts(good.case)].count("visit.checked-in") == 0
    opened.clear_cookies()  # meanwhile the sitting has ended
    opened.set_offline(False)
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.locator("[data-kept]")).to_contain_text("let in")
    signed_in(opened, desks, live_server.url)
    page.get_by_role("link", name="Sign in").click()
    expect(page.locator("[data-standing=online]")).to_be_attached()
    expect(page.locator("[data-count]")).to_contain_text("Everything is sent.")
    assert [name for name, _ in desks.facts(good.case)].count("visit.checked-in") == 1
    seen = visits.scans(AGENT, MORNING - timedelta(days=1))
    assert sorted(one.why for one in seen)[:3] == ["authorisation-used"] * 3
    assert {"other-clinic"} <= {one.why for one in seen}
    opened.close()


def test_the_browser_judges_as_the_house_does(browser: Browser, desks: Desks, live_server: Any) -> None:
    from clinics_world import CLEAR, OTHER
    from konsil.core import slip
    from konsil.core.seal import key_of
    from konsil.gates.keys import keyring, slips

    one = desks.paper()
    said = slip.read(one.code)
    assert said
    day = said.slip.day
    drawn = random.Random(11)
    codes = [one.code, desks.paper(days=1).code, desks.paper(clinic=OTHER).code, "", "AV-1", one.code.lower()]
    for _ in range(150):
        signs = list(one.code)
        for _ in range(drawn.randrange(1, 4)):
            signs[drawn.randrange(len(signs))] = drawn.choice(slip.SIGNS)
        codes.append("".join(signs)[: drawn.choice((len(signs), len(signs), len(signs) - 1, 90))])
    keys = slips.public(keyring(), day)
    page = prepared(seat(browser, desks, live_server.url), live_server.url)
    for spent_, revoked_ in (((), ()), ((key_of(one.number),), ()), ((), (key_of(one.number),))):
        known = slip.Known(keys, frozenset(spent_), frozenset(revoked_))
        ours = [slip.judge(code, known, CLEAR, day, slips.check) for code in codes]
        told = {"keys": slip.told_keys(keys), "spent": list(spent_), "revoked": list(revoked_)}
        assert page.evaluate(JUDGE, [codes, told, CLEAR, day.isoformat()]) == ours
        assert len(set(ours)) >= 4


def test_reception_without_a_line_is_seen_by_axe_and_fits_a_telephone(
    browser: Browser, desks: Desks, live_server: Any
) -> None:
    good = desks.paper()
    desks.stand(good.starts)
    for theme, width in (("light", 390), ("dark", 390), ("light", 1440), ("dark", 1440)):
        opened = seat(browser, desks, live_server.url, width, color_scheme=theme)
        page = prepared(opened, live_server.url)
        for said in (good.code, "nothing"):
            scanned(page, said)
            found = Axe().run(page).response["violations"]
            assert [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in found] == []
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.goto(f"{live_server.url}/clinic/pack")
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        opened.close()
