"""A clinic's month: signed lines at the price of their day, held ones with their reason, the same in every form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from clinics_world import AGENT, CLEAR, CONSULTATION, DOCTOR, IMAGING, OTHER, RECEPTION, World, built, carried, issued
from clinics_world import signed as sign
from konsil.core.fact import Money
from konsil.store.queries import visits
from konsil.store.registers import services
from konsil.web.statements.shown import Month, Statement
from two_houses import account, act_as

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)  # Wednesday, eight o'clock in Bucharest


@pytest.fixture
def world(db: None, owner: Any) -> Iterator[World]:
    owner.execute("UPDATE instance SET kind = 'demo', stands_at = %s", [MORNING])
    yield built()
    owner.execute("UPDATE instance SET kind = 'production', stands_at = NULL")


def visited(world: World, *, signed: bool = True, beyond: bool = False) -> str:
    """A visit of today: checked in, a consultation done, signed or not; perhaps an image beyond the paper."""
    case = world.opened(CONSULTATION)
    booking = world.booked(case, world.slot())
    issued(case, booking)
    carried(case, "visit.checked-in", RECEPTION, booking=booking, documents=["identity-document"])
    carried(case, "visit.performed", DOCTOR, booking=booking, lines=[{"service": CONSULTATION}])
    done = {CONSULTATION: 1}
    if beyond:
        lines = [{"service": IMAGING}]
        carried(case, "service.performed-beyond", DOCTOR, booking=booking, lines=lines, why="The line was busy")
        done[IMAGING] = 1
    if signed:
        sign(case, booking, done)
    return case


def month(clinic: str = CLEAR) -> Statement:
    found = visits.statement(AGENT, clinic, date(2026, 11, 1), date(2026, 11, 30))
    return Statement(clinic, Month(2026, 11), found)


@pytest.mark.shows("O26")
def test_a_visit_is_paid_when_it_is_signed_and_held_until_then(world: World) -> None:
    """A claim without it is held: the signature."""
    visited(world)
    visited(world, signed=False)
    found = month()
    assert (found.total, dict(found.reasons), found.waiting) == (Decimal("250.00"), {"unsigned": 1}, Decimal("250.00"))


@pytest.mark.shows("Y32")
def test_what_was_done_beyond_the_paper_is_held_and_never_dropped(world: World) -> None:
    """Performed without authorisation: recorded as such, never silently dropped, otherwise held in the statement."""
    case = visited(world, beyond=True)
    held = month()
    assert (held.total, dict(held.reasons)) == (Decimal("250.00"), {"not-authorised": 1})
    told = {"booking": "booking-1", "services": [IMAGING], "reason": "Indicated"}
    carried(case, "beyond.approved", AGENT, second="Radu Ionescu", **told)
    assert (month().total, dict(month().reasons)) == (Decimal("430.00"), {})


@pytest.mark.shows("X38")
@pytest.mark.parametrize(("begins", "price"), [(26, "250.00"), (25, "300.00"), (24, "300.00")])
def test_a_line_has_the_price_of_its_own_day(world: World, begins: int, price: str) -> None:
    """The day before, on and after a change of tariff."""
    cost = Money(Decimal("300.00"), "RON")
    services.price(AGENT, "omniasig", CLEAR, CONSULTATION, cost, date(2026, 11, begins))
    visited(world)
    assert month().total == Decimal(price)


def browser(actor: Any) -> Client:
    """Somebody's browser, signed in with both factors, in English."""
    act_as(actor.party)
    who = account("desk@example.ro", actor.name, (actor.role, actor.party))
    client = Client()
    client.force_login(who)
    session = client.session
    session["proved"] = True
    session.save()
    client.cookies["language"] = "en"
    return client


def test_page_spreadsheet_and_table_say_the_same(world: World) -> None:
    visited(world)
    visited(world, signed=False)
    client = browser(RECEPTION)
    page = client.get(f"/statements/{CLEAR}/2026-11").content.decode()
    told = client.get(f"/statements/{CLEAR}/2026-11.csv").content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(client.get(f"/statements/{CLEAR}/2026-11.xlsx").content))
    rows = list(csv.reader(io.StringIO(told)))
    assert "<dd>250.00\N{NO-BREAK SPACE}RON</dd>" in page
    cells = [[str(cell.value or "") for cell in row] for row in book.active.rows]
    assert [row[7] for row in cells] == [row[7] for row in rows]
    assert sorted(row[7] for row in rows[1:-1]) == ["0.00", "250.00"]
    assert (rows[-1][7], sorted(row[9] for row in rows[1:-1])) == ("250.00", ["", "not signed yet"])


@pytest.mark.parametrize("where", ["2026-11", "2026-11.csv", "2026-11.xlsx"])
def test_a_clinic_reads_its_own_month_and_no_others(world: World, where: str) -> None:
    client = browser(RECEPTION)
    assert client.get(f"/statements/{CLEAR}/{where}").status_code == 200
    assert client.get(f"/statements/{OTHER}/{where}").status_code == 404


def test_the_month_is_printed_with_the_same_sum(world: World) -> None:
    visited(world)
    made = browser(RECEPTION).get(f"/statements/{CLEAR}/2026-11.pdf").content
    told = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())
    assert "250.00 RON" in told
    assert CONSULTATION in told


@pytest.mark.parametrize("where", ["2026-13", "2026-1", "2026-11-01", "later", "2026-11.docx"])
def test_a_month_that_is_none_is_not_there(world: World, where: str) -> None:
    assert browser(RECEPTION).get(f"/statements/{CLEAR}/{where}").status_code == 404
