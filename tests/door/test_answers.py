"""What every answer carries: headers, language, and the same bytes for what is not there."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from konsil.door.language import accepted, chosen
from konsil.web.security import headers

pytestmark = pytest.mark.django_db


def test_a_page_loads_nothing_from_elsewhere_is_framed_by_nobody_and_never_kept() -> None:
    page = Client().get("/enter")
    policy = page["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert {name: page[name] for name in EXPECTED} == EXPECTED


EXPECTED = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}


def test_only_a_demo_frames_its_own_pages() -> None:
    assert "frame-ancestors 'none'" in headers(frames=False)["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in headers(frames=True)["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("header", "cookie", "language"),
    [
        ("", "", "en"),
        ("sq", "", "sq"),
        ("sq-AL,en;q=0.8", "", "sq"),
        ("en,sq;q=0.9", "", "en"),
        ("en;q=0.3,sq;q=0.7", "", "sq"),
        ("de,fr", "", "en"),
        ("sq;q=0,en", "", "en"),
        ("en", "sq", "sq"),
        ("sq", "de", "sq"),
    ],
)
def test_a_page_speaks_the_language_chosen_before_and_else_the_one_asked_for(
    header: str, cookie: str, language: str
) -> None:
    client = Client(headers={"accept-language": header})
    client.cookies["language"] = cookie
    page = client.get("/enter")
    assert (page["Content-Language"], f'<html lang="{language}"' in page.content.decode()) == (language, True)


def test_a_person_s_own_language_goes_before_the_browser_s() -> None:
    assert chosen(("", "sq", "en")) == "sq"
    assert chosen(("de-AT", "fr"), ("sq", "en")) == "en"
    assert chosen(("ro",), ("sq", "ro"), otherwise="sq") == "ro"


@given(st.text(max_size=60))
def test_any_header_is_read(header: str) -> None:
    assert chosen(accepted(header)) in ("sq", "en")


def test_what_is_not_there_says_so_in_one_way() -> None:
    client = Client()
    first, second = client.get("/no/such/page"), client.get("/cases/c_other?x=<script>")
    assert (first.status_code, second.status_code) == (404, 404)
    assert first.content == second.content
    assert b"script>alert" not in second.content


def test_a_form_from_elsewhere_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    got = client.post("/enter", {"email": "x@example.al"})
    assert (got.status_code, b"lay open" in got.content) == (403, True)
