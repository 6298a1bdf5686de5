"""What every answer carries: headers, language, and the same bytes for what is not there."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from konsil.api.rest.endpoints import endpoint
from konsil.core.engine import Refused
from konsil.door import refusing, words
from konsil.door.guard import route
from konsil.door.idempotency import NoKey, new_key
from konsil.door.language import accepted, chosen
from konsil.door.policy import Public
from konsil.door.telling import Fault, Faulty, Unreadable
from konsil.door.urls import urlpatterns as doors
from konsil.store.refusals import Busy, Changed, KeyReused, NotThere
from konsil.web.security import headers

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

RAISED: dict[str, Exception] = {
    "refused": Refused("not-yet", "consent.signed"),
    "changed": Changed(()),
    "busy": Busy("busy"),
    "key-reused": KeyReused("key-reused"),
    "faulty": Faulty(Fault("text", "missing")),
    "no-json": Unreadable("no-json"),
    "no-key": NoKey("no-key"),
    "not-there": NotThere("not-there"),
}


def raising(request: HttpRequest, what: str) -> HttpResponse:
    raise RAISED[what]


def breaking(request: HttpRequest) -> HttpResponse:
    raise OperationalError("Elira Hoxha")


urlpatterns = [
    *doors,
    route("raise/<str:what>", raising, name="raise", policy=Public()),
    route("break", breaking, name="break", policy=Public()),
    endpoint("api/break", name="api-break", policy=Public(), get=breaking),
]
handler404 = "konsil.door.refusing.not_there"
handler500 = "konsil.door.refusing.broken"


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
    assert chosen(accepted(header)) in words.languages()


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


@pytest.mark.parametrize(
    ("what", "status", "said"),
    [
        ("refused", 409, "Something has to happen first."),
        ("changed", 409, "Something newer was recorded while you were writing."),
        ("busy", 503, "Somebody else is working on this case"),
        ("key-reused", 422, "This request was already sent with other contents."),
        ("faulty", 422, "Some fields are wrong."),
        ("no-json", 400, "The body is no JSON."),
        ("no-key", 400, "Send an Idempotency-Key"),
        ("not-there", 404, "There is nothing here for you."),
    ],
)
def test_what_a_view_does_not_show_itself_is_said_on_a_small_page(what: str, status: int, said: str) -> None:
    got = Client().get(f"/raise/{what}")
    assert (got.status_code, said in got.content.decode()) == (status, True)


@pytest.mark.parametrize("where", ["/break", "/api/break"])
def test_a_fault_of_ours_shows_nothing_of_what_it_was_about(where: str) -> None:
    got = Client(raise_request_exception=False).get(where)
    assert (got.status_code, b"Elira" in got.content, b"noted" in got.content) == (500, False, True)


def test_the_key_of_a_form_is_another_each_time() -> None:
    assert len({new_key() for _ in range(100)}) == 100


def test_what_only_another_language_s_programme_refuses_is_said_in_english() -> None:
    refused = Refused("no-guideline")
    assert refusing.message(refused, "ro") == refusing.message(refused, "en")
    assert refusing.message(Refused("not-yet"), "ro") != refusing.message(Refused("not-yet"), "en")
