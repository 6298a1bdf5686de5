"""The demo as somebody starts it: one command, and everybody's day is there."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

PEOPLE = ("arta", "elira", "teuta", "dr-leka", "eva", "marku", "admin", "blerta", "desk", "lund")
PATIENCE = 300  # seconds for a first start on a busy machine


def _free() -> int:
    """A free port for the web; the live process and the sink take the two after it."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo that was laid and is served by the command."""
    home, port = tmp_path_factory.mktemp("demo"), _free()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KONSIL_")}
    command = [sys.executable, "-m", "konsil.cli", "demo", "--port", str(port), "--quiet"]
    log = home / "log"
    with log.open("w") as out:
        demo = subprocess.Popen(command, stdout=out, stderr=out, env=environment | {"KONSIL_HOME": str(home)})
        try:
            _until_ready(demo, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            demo.terminate()
            demo.wait(60)


def _until_ready(demo: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(PATIENCE * 2):
        if "Ctrl-C ends." in log.read_text("utf8"):
            return
        try:
            demo.wait(0.5)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(log.read_text("utf8")[-3000:])


@contextmanager
def _being(address: str, who: str) -> Iterator[tuple[httpx.Client, httpx.Response]]:
    """Somebody's browser, and the page their day begins with."""
    with httpx.Client(base_url=address, follow_redirects=True, timeout=60) as client:
        yield client, client.get(f"/demo/be/{who}")


def _post(client: httpx.Client, where: str, **told: str) -> httpx.Response:
    page = client.get(where if where != "/demo" else "/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token
    return client.post(where, data={"csrfmiddlewaretoken": token[1], **told})


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_is_one_click_away_and_their_day_is_there(address: str, who: str) -> None:
    with _being(address, who) as (_, page):
        assert page.status_code == 200, page.url


def test_the_start_page_shows_every_face(address: str) -> None:
    page = httpx.get(address)
    assert [who for who in PEOPLE if f'value="{who}"' not in page.text] == []


@pytest.mark.parametrize("stop", range(1, 10))
def test_each_stop_of_the_tour_says_what_to_look_at(address: str, stop: int) -> None:
    assert httpx.get(f"{address}/demo/tour/{stop}").status_code == 200


def test_every_fact_is_proved_and_one_changed_letter_is_found(address: str) -> None:
    with _being(address, "admin") as (client, _):
        told = [_post(client, "/demo/proof", what=what).text for what in ("verify", "change", "mend")]
    assert ["altered" in page for page in told] == [False, True, False]


def test_the_clock_steps_a_day_when_told(address: str) -> None:
    with _being(address, "arta") as (client, _):
        before = client.get("/demo/sink").text
        _post(client, "/demo", step="day", next="/demo/sink")
        after = client.get("/demo/sink").text
    assert ("25 Nov, 10:20" in before, "26 Nov, 10:20" in after) == (True, True)
