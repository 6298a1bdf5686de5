"""Another hand over REST: named by the machine, and held against the accounts of its house."""

from __future__ import annotations

from typing import Any

import pytest

from carried import walked
from konsil.store.queries.cases import whole
from konsil.work.worker import KONSIL
from machine import Machine
from two_houses import Houses, account, act_as, built, opened

pytestmark = pytest.mark.django_db
STRUCK = {"strikes": [2], "reason": "Another member's note."}


@pytest.fixture
def houses(db: None) -> Houses:
    from django.db import transaction

    made = built()
    with transaction.atomic():
        act_as("mediguide")
        account("arta@mediguide.example", "Arta Kola", ("coordinator", "mediguide"))
        account("eva@mediguide.example", "Eva Toska", ("supervisor", "mediguide"))
        account("else@tjeter.example", "Else Where", ("coordinator", "tjeter-guide"))
    return made


def post(houses: Houses, role: str, name: str, told: dict[str, Any], key: str = "a-key-of-this-test") -> Any:
    return Machine(houses.ours.token(role)).post(f"/cases/{houses.ours.case}/facts/{name}", told, key=key)


def last(houses: Houses) -> Any:
    return whole(KONSIL, houses.ours.case).case.entries[-1]


@pytest.fixture
def noted(houses: Houses) -> Houses:
    opened(houses.ours)
    assert post(houses, "coordinator", "note.written", {"text": "Called twice."}, "the-note-itself").status_code == 201
    return houses


@pytest.mark.shows("X34")
def test_a_strike_carries_the_second_name_where_its_bearer_holds_the_role(noted: Houses) -> None:
    """both names shown; the same person, and whoever lacks the role, refused as second"""
    got = post(noted, "supervisor", "entry.struck", {**STRUCK, "second": "Arta Kola"})
    assert (got.status_code, last(noted).name, last(noted).second) == (201, "entry.struck", "Arta Kola")


@pytest.mark.parametrize("second", ["", "Eva Toska", "Else Where", "Nobody Atall", "mediguide supervisor"])
def test_no_name_goes_in_whose_bearer_may_not_lend_it(noted: Houses, second: str) -> None:
    got = post(noted, "supervisor", "entry.struck", {**STRUCK, "second": second})
    assert (got.status_code, got.json()["refused"], last(noted).name) == (409, "needs-second", "note.written")


def test_a_second_hand_that_nothing_asks_for_is_a_fault(noted: Houses) -> None:
    got = post(noted, "coordinator", "note.written", {"text": "x", "second": "Eva Toska"})
    assert (got.status_code, [one["field"] for one in got.json()["faults"]]) == (422, ["second"])


@pytest.fixture
def confirmed(houses: Houses) -> Houses:
    """One centre has said that it is free, and three must be offered."""
    walked(houses.ours, "centre.confirmed")
    return houses


TWO_MISSING = {"key": "wrong-number-of-centres", "reason": "Two of the three are closed this week."}


def offered(houses: Houses, role: str, **more: Any) -> Any:
    centre = next(e.fact.centre for e in whole(KONSIL, houses.ours.case).case.entries if e.name == "centre.asked")
    return post(houses, role, "centre.offered", {"centres": [centre], **more})


@pytest.mark.shows("A16")
def test_an_override_carries_its_reason_and_both_names(confirmed: Houses) -> None:
    """an offer of another number needs a supervisor's override with its reason"""
    assert offered(confirmed, "coordinator").json()["refused"] == "wrong-number-of-centres"
    got = offered(confirmed, "coordinator", override=TWO_MISSING, second="Eva Toska")
    assert got.status_code == 201
    (one,) = last(confirmed).overrides
    assert (one.key, one.reason, one.by.name, one.by.role, one.second) == (
        TWO_MISSING["key"], TWO_MISSING["reason"], "Eva Toska", "supervisor", "mediguide coordinator",
    )  # fmt: skip


@pytest.mark.parametrize("more", [{}, {"second": "Arta Kola"}, {"second": "Else Where"}])
def test_nobody_overrides_alone_or_with_a_hand_that_may_not(confirmed: Houses, more: dict[str, str]) -> None:
    got = offered(confirmed, "coordinator", override=TWO_MISSING, **more)
    assert (got.status_code, got.json()["refused"]) == (409, "needs-second" if more else "no-override")


def test_a_key_used_with_another_override_is_refused(confirmed: Houses) -> None:
    assert offered(confirmed, "coordinator", override=TWO_MISSING, second="Eva Toska").status_code == 201
    other = {**TWO_MISSING, "reason": "Another reason."}
    got = offered(confirmed, "coordinator", override=other, second="Eva Toska")
    assert (got.status_code, got.json()["refused"]) == (422, "key-reused")


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"second": 7}, ["second"]),
        ({"override": "please"}, ["override"]),
        ({"override": {"key": "x"}}, ["override.reason"]),
        ({"override": {"key": 7, "reason": "x", "by": "me"}}, ["override.by", "override.key"]),
    ],
)
def test_what_is_no_second_hand_is_a_fault_of_its_field(
    confirmed: Houses, more: dict[str, Any], fields: list[str]
) -> None:
    got = offered(confirmed, "coordinator", **more)
    assert (got.status_code, [one["field"] for one in got.json()["faults"]]) == (422, fields)


def test_the_description_names_both(houses: Houses) -> None:
    told = Machine(houses.ours.token()).get("/openapi.json").json()["components"]["schemas"]
    assert {"second", "override", "text"} <= set(told["note.written"]["properties"])
    assert told["Override"]["required"] == ["key", "reason"]
