"""What somebody at a clinic's desk, or behind its form, tries and must not get."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders

from clinics_world import CONSULTATION, DOCTOR, ELSEWHERE, OTHER, RECEPTION, carried, table
from konsil.core.facts.attendance import fingerprint
from konsil.door.idempotency import new_key
from konsil.web.clinic import booking
from konsil.work import packs
from portal_world import signed_in
from reception_world import Desks, laid
from two_houses import act_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def desks(db: None, owner: Any) -> Iterator[Desks]:
    made = laid(owner)
    yield made
    made.stand(None)


def names(desks: Desks, case: str) -> list[str]:
    return [name for name, _ in desks.facts(case)]


def test_a_signature_names_a_paper_that_lies_there_or_is_none(desks: Desks) -> None:
    """Whoever fills in the form by hand invents no document (O26)."""
    slip = desks.paper()
    desks.checked_in(slip)
    carried(slip.case, "visit.performed", DOCTOR, booking=slip.booking, lines=[{"service": CONSULTATION}])
    told = {"booking": slip.booking, "way": "drawn", "list_hash": fingerprint({CONSULTATION: 1}), "document": "d_none"}
    got = desks.client().post(f"/cases/{slip.case}/facts/visit.signed", {**told, "key": new_key()})
    assert (got.status_code, "visit.signed" in names(desks, slip.case)) == (409, False)


def test_a_clinic_records_nothing_about_anothers_booking_of_the_same_case(desks: Desks) -> None:
    """Two clinics of one case: the item in a form is not believed."""
    slip = desks.paper()
    free = desks.world.slot(CONSULTATION, clinic=OTHER, since=slip.starts + timedelta(days=1))
    desks.world.booked(slip.case, free, CONSULTATION)
    told = {"booking": slip.booking, "documents": "identity-document", "match": "same", "key": new_key()}
    elena = desks.client("elena")
    got = elena.post(f"/cases/{slip.case}/facts/visit.checked-in", told)
    assert (got.status_code >= 400, "visit.checked-in" in names(desks, slip.case)) == (True, False)
    assert elena.get(f"/clinic/visits/{slip.case}/{slip.booking}/sign").status_code == 404
    assert table("SELECT booking FROM visit WHERE booking = %s", slip.booking, by=ELSEWHERE) == []


def test_looking_for_somebody_is_logged_for_them_and_has_an_end(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number and a date of birth show a name: that look is in the person's log, and dates are not tried out (S13)."""
    monkeypatch.setattr(booking, "FEW", 3)
    client, who = desks.client(), {"number": "m-1", "born_day": "1", "born_month": "3"}
    tried = [client.post("/clinic/new", {**who, "born_year": year}).status_code for year in ("1981", "1980", "1982")]
    assert tried == [404, 200, 404]
    looks = table("SELECT account, what FROM read_audit WHERE person = %s", desks.world.person, by=RECEPTION)
    assert looks == [(RECEPTION.name, "insured")]
    ended = client.post("/clinic/new", {**who, "number": "M-1", "born_year": "1980"})
    assert (ended.status_code, "rănescu" in ended.content.decode()) == (429, False)


def test_a_key_used_for_another_paper_is_another_scan(desks: Desks) -> None:
    """Nothing that is told of a day without a line is said to be recorded and is not (Y33)."""
    one, other = desks.paper(), desks.paper()
    desks.stand(max(one.starts, other.starts))
    scans = [
        {"key": "same-key-1", "code": each.code, "at": each.starts.isoformat(), "done": True,
         "documents": ["identity-document"]}
        for each in (one, other)
    ]  # fmt: skip
    got = desks.client().post("/clinic/offline/reconcile", json.dumps(scans), content_type="application/json").json()
    assert [(each["key"], each["state"]) for each in got["answers"]] == [("same-key-1", "recorded")] * 2
    assert ["visit.checked-in" in names(desks, each.case) for each in (one, other)] == [True, True]


def test_no_code_is_sent_where_there_is_nothing_to_sign(desks: Desks) -> None:
    slip = desks.paper()
    act_as(desks.world.insured)
    client = signed_in(desks.world.insured, "Ștefan Țărănescu")
    got = client.post(f"/my/visits/{slip.case}/{slip.booking}/code", {"name": "Ștefan Țărănescu"})
    assert (got.status_code, got["Location"]) == (302, f"/my/visits/{slip.case}")


def test_the_browser_knows_reserved_numbers_by_the_same_slow_mark() -> None:
    """On a plain hash, the fifty bits of a number are tried out in an hour (Y33)."""
    script = Path(str(finders.find("konsil/offline/page.js"))).read_text()
    assert f"iterations: {packs.ROUNDS:_}" in script
    assert packs.ROUNDS >= 100_000
