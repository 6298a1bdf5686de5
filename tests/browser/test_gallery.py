"""The components in a real browser: seen by axe, narrowed, read without scripts, driven by keys alone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

SERVER = Path(__file__).parents[1] / "web" / "gallery.py"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic",
]  # fmt: skip
PAGES = ("desk", "parts", "member", "small")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The gallery on a free port."""
    with subprocess.Popen([sys.executable, str(SERVER)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip().rpartition("/")[0]
        server.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the module."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


def opened(browser: Browser, url: str, width: int = 1440, **options: Any) -> Page:
    """A page that keeps what the browser complained of in `page.complaints`."""
    page = browser.new_context(viewport={"width": width, "height": 900}, **options).new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.complaints = complaints  # type: ignore[attr-defined]
    page.goto(url)
    return page


@pytest.mark.parametrize(("name", "theme", "width"), list(product(PAGES, ("light", "dark"), (390, 1440))))
def test_axe_finds_nothing(browser: Browser, address: str, name: str, theme: Any, width: int) -> None:
    language = "sq" if (theme == "dark") == (width == 390) else "en"
    page = opened(browser, f"{address}/{name}", width, color_scheme=theme, locale=language)

    found = Axe().run(page).response["violations"]

    assert [(fault["id"], [node["html"][:160] for node in fault["nodes"]]) for fault in found] == []
    assert page.complaints == []  # type: ignore[attr-defined]
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_at_320_pixels(browser: Browser, address: str, name: str) -> None:
    page = opened(browser, f"{address}/{name}", 320)

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.context.close()


LONGER = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts.filter(one => one.data.trim() && !one.parentElement.closest("script"))) {
        const more = Math.ceil(text.data.trim().length * 0.4);
        text.data += " " + "länger ".repeat(more).slice(0, more);
    }
}"""


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_when_texts_are_four_tenths_longer(browser: Browser, address: str, name: str) -> None:
    page = opened(browser, f"{address}/{name}", 320)

    page.evaluate(LONGER)

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_when_letters_are_twice_as_large(browser: Browser, address: str, name: str) -> None:
    page = opened(browser, f"{address}/{name}", 640)

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.documentElement.scrollWidth") == 640
    page.context.close()


def test_a_member_can_read_choose_and_sign_without_scripts(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/member", 390, java_script_enabled=False)

    assert page.get_by_role("radio").count() == 3
    assert page.locator(":checked").count() == 0
    expect(page.get_by_label("Code")).to_be_visible()
    expect(page.locator("canvas")).to_be_hidden()
    expect(page.locator("input[type=file]")).to_be_visible()
    page.context.close()


def test_with_scripts_a_drawn_signature_travels_as_svg_and_the_code_stays_one_press_away(
    browser: Browser, address: str
) -> None:
    page = opened(browser, f"{address}/member", 1440)
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=8)
    page.mouse.up()

    assert page.locator("[name=signature_svg]").input_value().startswith("<svg")

    page.get_by_role("button", name="Sign with a code instead").click()

    expect(page.get_by_label("Name")).to_be_focused()
    assert page.locator("[name=signature_svg]").input_value() == ""
    page.context.close()


def test_j_and_k_move_through_the_worklist_and_stop_in_a_field(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/desk")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Liri Gashi")).to_be_focused()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Elira Hoxha, 52")).to_be_focused()

    page.keyboard.press("/")
    page.keyboard.type("jk")

    expect(page.get_by_role("searchbox")).to_have_value("jk")
    page.context.close()


def test_single_letters_can_be_switched_off(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/desk")
    page.keyboard.press("?")
    page.get_by_label("Single letters act as keys").uncheck()
    page.keyboard.press("Escape")
    focused = page.evaluate("document.activeElement.className")

    page.keyboard.press("j")

    assert page.evaluate("document.activeElement.className") == focused
    page.context.close()


def test_the_palette_does_what_a_button_of_the_page_does(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/desk")
    change = page.get_by_role("button", name="Change a centre")
    change.evaluate("button => button.addEventListener('click', () => { window.done = true })")

    page.keyboard.press("Control+k")
    page.keyboard.type("change a")
    expect(page.get_by_role("option", selected=True)).to_have_text(re.compile("Change a centre"))
    page.keyboard.press("Enter")

    assert page.evaluate("window.done") is True
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.context.close()


def test_the_reason_of_a_stretch_of_time_is_read_by_focus_alone(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/desk")
    stretch = page.get_by_role("img", name="Elira: signs, 20–24 Nov. Mon 23 Nov is a holiday.")

    stretch.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")

    expect(stretch.locator("foreignObject")).to_be_visible()
    page.context.close()


def test_the_way_back_leaves_after_its_seconds_unless_a_hand_rests_on_it(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/small")
    html = '<div class="toast" data-toast data-seconds="0" id="{0}"><button>Undo</button></div>'

    page.evaluate("html => document.querySelector('[data-toasts]').innerHTML = html", html.format("left"))
    expect(page.locator("#left")).to_have_count(0)

    page.evaluate(
        """html => {
            document.querySelector('[data-toasts]').innerHTML = html;
            document.querySelector('#held button').focus();
        }""",
        html.format("held"),
    )
    page.wait_for_timeout(700)

    expect(page.locator("#held")).to_have_count(1)
    page.context.close()
