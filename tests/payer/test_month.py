"""The insurer's month: counted, counted again, told without a name, printed, exported; what if; a programme of one's
own."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from konsil.core import cells, whatif
from konsil.core.case import Actor
from konsil.core.spans import Span
from konsil.demo import load
from konsil.demo.played import World
from konsil.store import programmes
from konsil.store.queries import promises
from konsil.store.queries.reading import now, reading, rows
from konsil.store.queries.whatif import what_if
from konsil.web import sheets

BLERTA = Actor("Blerta", "payer", "albsig-jete")
OCTOBER = date(2026, 10, 1)


@pytest.mark.shows("X35", "Y38")
def test_every_figure_of_a_month_equals_a_recount_from_the_log(world: World) -> None:
    """Every figure equals a recount from facts."""
    for first in (OCTOBER, date(2026, 9, 1), date(2026, 11, 1)):
        assert promises.recount(BLERTA, load.PROGRAMME, first).month == promises.month(BLERTA, load.PROGRAMME, first)


def test_the_cases_asked_are_kept_late_or_still_running(world: World) -> None:
    found = promises.month(BLERTA, load.PROGRAMME, OCTOBER)
    assert found.kept + found.late + found.running == found.asked >= 38
    assert sum(found.causes.values()) == found.late == found.strip[-1][2]


@pytest.mark.shows("Y38")
def test_a_late_promise_says_whose_time_it_was(world: World) -> None:
    """Every late promise carries where the time went (member, doctor, courier, centre, operator) computed from facts,
    and a coded cause."""
    lates = promises.month(BLERTA, load.PROGRAMME, OCTOBER).lates
    assert {(one.key, one.cause) for one in lates} >= {("centre-opines", "centre"), ("consent-form", "operator")}
    assert all(one.shares[one.cause] == max(one.shares.values()) for one in lates)


@pytest.mark.shows("A02", "Y38")
def test_the_page_holds_nobody(world: World, blerta: Client) -> None:
    """Default payer role: case numbers and counts, no name, birth date, diagnosis, centre or letter, cells under 5
    suppressed, because the fact of a request is itself health data."""
    with reading(load.OPERATOR):
        people = {family for (family,) in rows("SELECT family FROM person p JOIN cases c ON c.person_id = p.id")}
        codes = set(rows("SELECT DISTINCT b.body::jsonb #>> '{fact,diagnosis}' FROM fact_body b JOIN fact f"
                         " USING (case_id, seq) WHERE f.name = 'request.received'"))  # fmt: skip
    page = blerta.get("/payer?month=2026-10").content.decode()
    words = set(re.findall(r"[\w.’-]+", re.sub(r"<[^>]+>", " ", page)))
    assert words & people == set()
    assert words & {code for (code,) in codes} == set()
    assert [name for name in ("Nordhaven", "Clairval", "Kaltenbrunn", "Belvale") if name in page] == []
    assert ">few<" in page


@pytest.mark.shows("A02")
def test_a_payer_sees_no_case_even_by_raw_sql(world: World) -> None:
    """Never medical records unless the programme grants it."""
    with reading(BLERTA):
        assert [rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("cases", "fact", "fact_body")] == [0, 0, 0]
        told = rows("SELECT konsil.month_v1('albsig-mso', '2026-10-02')::text")[0][0]
    assert '"answered": 0' in told


@pytest.mark.shows("A02", "Y38")
def test_a_name_is_a_right_of_its_own(world: World, blerta: Client) -> None:
    """A named look-up is a separate right with reason, logged."""
    assert blerta.get("/name").status_code == 404


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 30, "b": 8}, {"a": 30, "b": 8}),
        ({"a": 30, "b": 3}, {"a": None, "b": None}),
        ({"a": 30, "b": 3, "c": 6}, {"a": 30, "b": None, "c": None}),
        ({"a": 30, "b": 1, "c": 2}, {"a": None, "b": None, "c": None}),
        ({"a": 30, "b": 0}, {"a": 30, "b": 0}),
        ({}, {}),
    ],
)
def test_small_cells_are_hidden_with_what_gives_them_away(
    world: World, owner: object, counts: dict[str, int], shown: dict[str, int | None]
) -> None:
    import json

    assert cells.told(counts) == shown
    found = owner.execute("SELECT konsil.told(%s::jsonb)", [json.dumps(counts)]).fetchone()  # type: ignore[attr-defined]
    assert found[0] == shown


@pytest.mark.shows("Y38")
def test_the_month_is_printed_with_the_same_figures(world: World, blerta: Client) -> None:
    """Month report as PDF and XLSX that recomputes to the same figures from the log."""
    again = promises.recount(BLERTA, load.PROGRAMME, OCTOBER).month
    pdf = PdfReader(io.BytesIO(blerta.get("/payer/month.pdf?month=2026-10").content))
    sheet = load_workbook(io.BytesIO(blerta.get("/payer/month.xlsx?month=2026-10").content)).active
    told = pdf.pages[0].extract_text()
    assert len(pdf.pages) == 1
    assert f"{again.asked} requests in the month" in told
    assert f"Every promise was kept in {again.kept}" in told
    lines = sheet.iter_rows(values_only=True)
    table = {clause: (kept, of) for _, clause, kept, of in lines if clause and isinstance(of, int)}
    assert table == {one.promise.clause: (one.kept, one.of) for one in again.promises}


@pytest.mark.shows("X25")
def test_a_spreadsheet_runs_nothing_and_keeps_every_letter_and_zero() -> None:
    """Formula injection neutralised, a spreadsheet opens ë ș ғ, leading zeros of a CNP kept."""
    cells_ = ['=HYPERLINK("http://x.example")', "+1", "-1", "@x", " =1", "ë ș ғ", "0150101410012", 7, None]
    book = load_workbook(io.BytesIO(sheets.as_xlsx([cells_], "Figures: [1]"))).active
    assert [cell.value for cell in book[1]] == cells_
    assert {cell.data_type for cell in book[1]} == {"s", "n"}
    text = sheets.as_csv([cells_]).decode("utf-8-sig")
    assert text.startswith("\"'=HYPERLINK")
    assert '"\'+1","\'-1","\'@x","\' =1","ë ș ғ","0150101410012",7' in text


@pytest.mark.shows("Y38")
def test_counting_again_says_that_nothing_differs(world: World, blerta: Client) -> None:
    """Recomputes to the same figures from the log."""
    assert "every figure is the same" in blerta.get("/payer/again?month=2026-10").content.decode()


def test_another_length_is_the_replay_of_every_case(world: World) -> None:
    found, at = what_if(BLERTA, load.PROGRAMME, "centre-opines"), now()
    cases = list(promises.of_payer(BLERTA, load.PROGRAMME))
    for days in (1, 6, 8, 10, 13):
        late = [whatif.replay((one,), "centre-opines", Span(days, "day", True), at).late_then > 0 for one in cases]
        assert found.late(days) == sum(late) == sum(found.causes(days).values())
    assert found.cases == len(cases)


def test_the_terms_stand_with_their_clauses_and_cannot_be_saved(world: World, blerta: Client) -> None:
    page = blerta.get("/payer/terms?promise=centre-opines&within=8").content.decode()
    assert "8 working days" in page
    assert f">{what_if(BLERTA, load.PROGRAMME, 'centre-opines').late(8)}</b>" in page
    assert 'lang="sq"' in page
    assert re.search(r"<button[^>]*disabled[^>]*aria-describedby=\"why-not\"", page)


def test_a_light_colour_is_refused_and_what_was_typed_stays(world: World, blerta: Client) -> None:
    answer = blerta.post("/payer/mine", {**MINE, "colour": "#ffcc00"})
    assert answer.status_code == 422
    assert 'value="Kujdesi Plus"' in answer.content.decode()


def test_an_own_programme_is_a_dated_file_and_runs_at_once(world: World, blerta: Client) -> None:
    answer = blerta.post("/payer/mine", MINE)
    assert answer.headers["Location"] == "/payer/terms?programme=kujdesi-plus&made=yes"
    found = programmes.in_force("kujdesi-plus")
    assert found is not None
    programme, texts = programmes.programme(found.hash)
    assert str(programme.promises["centre-opines"].within) == "8 working days"
    assert str(programme.promises["opinion-to-recipient"].not_after[0]) == "8 working days"  # type: ignore[index]
    assert texts.say("sq", "programme.name") == "Kujdesi Plus"
    assert blerta.post("/payer/mine", MINE).status_code == 302  # sent twice, it is one
    assert blerta.post("/payer/mine", {**MINE, "within.centre-opines": "9"}).status_code == 422
    connection.close()


MINE = {
    "name": "Kujdesi Plus", "colour": "#8a1a4b", "languages": ["sq", "en"], "within.consent-form": "12",
    "within.three-centres": "3", "within.doctor-paid": "7", "within.centre-opines": "8",
    "within.opinion-to-recipient": "12",
}  # fmt: skip
