"""What the API shows: a programme, a worklist, its own description, and nothing of anybody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from konsil.core.facts import FACTS
from konsil.store import record as store
from konsil.store.registers.entrances import end_token, issue_token, tokens
from machine import Machine
from two_houses import Houses, account, built, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def houses(db: None) -> Houses:
    return built()


def test_a_programme_tells_its_flow_and_the_schema_of_each_fact(houses: Houses) -> None:
    got = Machine(houses.ours.token()).get("/programmes/albsig-mso").json()
    row = got["flow"]["centre.offered"]
    assert (row["by"], row["after"][0], row["clause"].keys()) == (
        ["coordinator", "supervisor"], "request.accepted", {"sq", "en"},
    )  # fmt: skip
    assert row["schema"]["properties"]["centres"]["x-party"] == "centre"
    assert "ranks" not in row["schema"]["properties"]
    assert got["promises"]["three-centres"]["within"] == "3 working days"


def test_no_schema_asks_for_evidence_or_for_the_item_that_a_fact_opens(houses: Houses) -> None:
    flow = Machine(houses.ours.token()).get("/programmes/albsig-mso").json()["flow"]
    for name, row in flow.items():
        told = set(row["schema"]["properties"])
        assert {"evidence", "known", FACTS[name].opens} & told == set(), name
        assert row["schema"]["additionalProperties"] is False


def test_a_programme_of_others_is_not_there(houses: Houses) -> None:
    machine = Machine(houses.ours.token())
    theirs, nobodys = machine.get("/programmes/tjeter-mso"), machine.get("/programmes/nobodys")
    assert (theirs.status_code, theirs.content) == (404, nobodys.content)
    assert machine.get("/programmes/albsig-mso?on=2023-12-31").status_code == 404
    assert machine.get("/programmes/albsig-mso?on=soon").json()["faults"][0]["fault"] == "not-a-day"


def test_a_centre_may_read_the_programme_it_is_called_on_by(houses: Houses) -> None:
    machine = Machine(issue_token("nordhaven", "centre", "Nordhaven", "a test"))
    assert machine.get("/programmes/albsig-mso").status_code == 200


def test_the_worklist_comes_in_pages(houses: Houses) -> None:
    for number in range(3):
        told = {"member": houses.ours.member, "diagnosis_words": "a lump"}
        store.open(houses.ours.actor(), "albsig-mso", told, key=f"opening-{number}")
    machine = Machine(houses.ours.token())
    first = machine.get("/work?size=2").json()
    last = machine.get(f"/work?size=2&after={first['next']}").json()
    assert (len(first["work"]), len(last["work"]), last["next"]) == (2, 1, "")
    assert len({one["case"] for one in (*first["work"], *last["work"])}) == 3
    assert machine.get(f"/cases/{first['work'][0]['case']}").status_code == 200


@pytest.mark.parametrize("query", ["size=0", "size=201", "size=x", "after=x", "after=%FF", "after=YX5iX2M"])
def test_a_page_that_cannot_be_is_not_understood(houses: Houses, query: str) -> None:
    got = Machine(houses.ours.token()).get(f"/work?{query}")
    assert (got.status_code, got.json()["refused"]) == (400, "wrong-page")


def test_another_house_sees_neither_case_nor_line_and_the_same_bytes_as_for_nothing(houses: Houses) -> None:
    opened(houses.theirs)
    machine = Machine(houses.ours.token())
    theirs = machine.get(f"/cases/{houses.theirs.case}")
    nothing = machine.get("/cases/c_aaaaaaaaaaaaaaaaaaaaaaaaaa")
    assert (theirs.status_code, theirs.content, dict(theirs.headers)) == (404, nothing.content, dict(nothing.headers))
    posted = machine.post(f"/cases/{houses.theirs.case}/facts/note.written", {"text": "x"})
    absent = machine.post("/cases/c_aaaaaaaaaaaaaaaaaaaaaaaaaa/facts/note.written", {"text": "x"})
    assert (posted.status_code, posted.content) == (404, absent.content)
    assert machine.get("/work").json()["work"] == []
    opening = machine.post("/cases", {"programme": "albsig-mso", "member": houses.theirs.member, "fact": {}})
    assert (opening.status_code, houses.theirs.canary in opening.content.decode()) == (404, False)


@pytest.mark.parametrize("header", ["", "Bearer x", "Bearer konsil_" + "x" * 32, "Basic eDp5", "Token konsil_x"])
def test_without_a_token_that_stands_nothing_is_said(houses: Houses, header: str) -> None:
    opened(houses.ours)
    got = Client().get(f"/api/v1/cases/{houses.ours.case}", headers={"authorization": header})
    assert (got.status_code, got["WWW-Authenticate"], got.json()["refused"]) == (401, "Bearer", "no-token")


def test_a_token_ends_at_once(houses: Houses) -> None:
    machine = Machine(houses.ours.token())
    assert machine.get("/work").status_code == 200
    assert end_token(tokens("mediguide")[0].public, "a test") is True
    assert machine.get("/work").status_code == 401
    assert end_token(tokens("mediguide")[0].public, "a test") is False


def test_a_session_counts_for_nothing_at_the_api(houses: Houses) -> None:
    client = Client()
    client.force_login(account("arta@mediguide.example", "Arta Kola", ("coordinator", "mediguide")))
    assert client.get("/api/v1/work").status_code == 401


def test_a_method_that_is_not_served_is_said(houses: Houses) -> None:
    machine = Machine(houses.ours.token())
    got = machine.client.delete("/api/v1/work")
    assert (got.status_code, got.json()["refused"]) == (405, "wrong-method")


def test_the_description_names_every_fact_with_the_parts_it_refers_to() -> None:
    told = Client().get("/api/v1/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    assert {f"/cases/{{id}}/facts/{name}" for name in FACTS} <= told["paths"].keys()
    for reference in _references(told):
        found: Any = told
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def _references(told: Any) -> list[str]:
    if isinstance(told, dict):
        own = [told["$ref"]] if isinstance(told.get("$ref"), str) else []
        return own + [one for value in told.values() for one in _references(value)]
    return [one for value in told for one in _references(value)] if isinstance(told, list) else []


def test_the_process_says_that_it_lives_and_can_serve() -> None:
    assert (Client().get("/live").content, Client().get("/ready").content) == (b"live\n", b"ready\n")
