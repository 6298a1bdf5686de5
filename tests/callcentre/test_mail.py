"""Mail on the board of the call centre: a clinic's question one press away, a stranger's apart."""

from __future__ import annotations

from typing import Any

import pytest

from callcentre_world import Calls, text
from clinics_world import AGENT, CLEAR, IMAGING, PAYER, RECEPTION
from konsil.store.queries.traffic import arrivals
from konsil.store.registers.arrivals import arrive
from konsil.work.worker import KONSIL

pytestmark = pytest.mark.django_db
WHY = "Suspiciune de glaucom"


def came(calls: Calls, **said: Any) -> str:
    told = {"kind": "unmatched", "sender": "x@example.ro", "subject": "Bună ziua", "text": WHY, "services": []}
    return arrive(KONSIL, PAYER, "email", told | said, at=calls.at)


def asked(calls: Calls) -> tuple[str, str]:
    """A patient is inside, and the clinic's mail asks for an image: the case, and the arrival."""
    case, booking = calls.inside()
    mail = came(
        calls, kind="extension", clinic=CLEAR, sender="receptie@ochi.example.ro", case=case, booking=booking,
        number="AV-…", services=[IMAGING],
    )  # fmt: skip
    return case, mail


@pytest.mark.shows("O27")
def test_a_clinics_mail_is_asked_for_with_one_press(calls: Calls) -> None:
    """Incoming mail or form makes a linked request marked patient waiting."""
    case, mail = asked(calls)
    page = calls.page("/calls")
    assert (f"/calls/mail/{mail}/ask" in page, WHY in page) == (True, True)
    told = {
        "key": "mail-form-1", "booking": "booking-1", "via": "email", "why": WHY, "next": "/calls",
        "lines.0.service": IMAGING, "lines.0.quantity": "1",
    }  # fmt: skip
    got = calls.send(f"/calls/mail/{mail}/ask", told)
    assert (got.status_code, got["Location"]) == (302, "/calls")
    assert calls.names(case)[-1] == "extension.asked"
    assert f"/calls/mail/{mail}" not in calls.page("/calls")


def test_a_press_on_a_mail_that_was_settled_finds_nothing(calls: Calls) -> None:
    case, mail = asked(calls)
    assert calls.send(f"/calls/mail/{mail}/aside", {}).status_code == 302
    assert calls.send(f"/calls/mail/{mail}/ask", {"booking": "booking-1"}).status_code == 404
    assert calls.names(case)[-1] == "visit.checked-in"


def test_mail_from_nobody_known_stands_apart_and_can_only_be_put_aside(calls: Calls) -> None:
    mail = came(calls, subject="Câștigați un telefon")
    page = calls.page("/calls")
    assert "Mail from unknown senders" in text(page)
    assert f"/calls/mail/{mail}/ask" not in page
    assert calls.send(f"/calls/mail/{mail}/ask", {"booking": "booking-1"}).status_code == 404
    calls.send(f"/calls/mail/{mail}/aside", {})
    assert "Mail from unknown senders" not in text(calls.page("/calls"))


def test_what_a_mail_says_is_words_and_never_markup(calls: Calls) -> None:
    came(calls, text="<script>alert(1)</script>", subject="<b>x</b>")
    page = calls.page("/calls")
    assert ("<script>alert(1)" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_another_house_sees_no_mail(calls: Calls) -> None:
    came(calls)
    assert (len(arrivals(AGENT)), arrivals(RECEPTION)) == (1, ())
