"""The administrator's pages: one verb a change, with what was before beside what is now."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from konsil.store.queries.registers import every_reason, reasons
from payer_world import seated


@pytest.fixture
def admin(world: object) -> Client:
    """The operator's administrator."""
    return seated("admin@mediguide.example")


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


@pytest.mark.shows("X08")
def test_a_change_stands_below_with_old_and_new(admin: Client) -> None:
    """Who/what/when old/new."""
    told = {"verb": "change", "change-key": "qendra-tirana", "change-phone": "+355 4 000 0999"}
    assert admin.post("/registers/organisations", told).status_code == 302
    page = admin.get("/registers/organisations").content.decode()
    assert re.search(r"<del>[^<]*</del></td><td><ins>\+355 4 000 0999</ins>", page)
    assert "qendra-tirana" in page


@pytest.mark.shows("X17")
def test_a_retired_reason_is_read_and_not_chosen(admin: Client) -> None:
    """A code retired today stays readable on old cases and cannot be chosen on new ones."""
    new = {"verb": "add", "add-system": "refusal", "add-code": "too-far", "add-sq": "Shumë larg", "add-en": "Too far"}
    assert admin.post("/registers/reasons", new | day("add-from_on", date(2026, 1, 1))).status_code == 302
    assert [one.code for one in reasons("refusal")] == ["too-far"]
    old = {"verb": "retire", "retire-system": "refusal", "retire-code": "too-far"}
    assert admin.post("/registers/reasons", old | day("retire-last", date(2026, 11, 24))).status_code == 302
    assert [one.code for one in reasons("refusal")] == []
    assert [(one.code, one.choosable) for one in every_reason("refusal")] == [("too-far", False)]
    assert "Too far" in admin.get("/registers/reasons").content.decode()


def test_what_is_not_possible_is_said_at_its_form(admin: Client) -> None:
    told = {"verb": "found", "found-key": "nordhaven", "found-kind": "centre", "found-name": "X", "found-country": "DK"}
    answer = admin.post("/registers/organisations", told)
    assert answer.status_code == 422
    assert "data-errors" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/admin", "/admin/accounts", "/admin/changes", "/admin/looks", "/admin/members", "/registers"]
)
def test_every_page_opens_for_the_administrator_and_for_nobody_else(admin: Client, path: str) -> None:
    assert admin.get(path).status_code == 200
    assert seated("arta@mediguide.example").get(path).status_code == 404
    assert seated("blerta@albsig.example").get(path).status_code == 404
