"""Recording over REST: once, judged by the rules, refused in words."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from konsil.core.facts import FACTS
from machine import Machine
from two_houses import Houses, built, opened

pytestmark = pytest.mark.django_db(transaction=True)
RECEIVED = {"channel": "phone", "diagnosis_words": "a lump"}


@pytest.fixture
def houses(db: None) -> Houses:
    return built()


def fact(name: str, houses: Houses) -> str:
    return f"/cases/{houses.ours.case}/facts/{name}"


@pytest.fixture
def machine(houses: Houses) -> Machine:
    return Machine(houses.ours.token())


def test_a_case_is_opened_read_and_carried_on(houses: Houses, machine: Machine) -> None:
    made = machine.post("/cases", {"programme": "albsig-mso", "member": houses.ours.member, "fact": RECEIVED})
    assert (made.status_code, made.json()["seq"], made["ETag"]) == (201, 1, '"1"')
    where = f"/cases/{made.json()['case']}"
    assert made["Location"] == f"http://testserver/api/v1{where}"

    noted = machine.post(f"{where}/facts/note.written", {"text": "Called twice."}, **{"if-match": '"1"'})
    assert (noted.status_code, noted.json()["fact"], noted["ETag"]) == (201, "note.written", '"2"')

    seen = machine.get(where)
    assert (seen["ETag"], [one["name"] for one in seen.json()["facts"]]) == (
        '"2"',
        ["request.received", "note.written"],
    )
    assert seen.json()["facts"][0]["evidence"]["in_force"] is True
    assert seen.json()["member"]["name"] == "Elira Hoxha"
    assert machine.get(where, **{"if-none-match": '"2"'}).status_code == 304


def test_a_promise_says_when_it_is_due_and_why(houses: Houses, machine: Machine) -> None:
    opened(houses.ours)
    promise = next(
        one for one in machine.get(f"/cases/{houses.ours.case}").json()["promises"] if one["key"] == "three-centres"
    )
    assert (promise["state"], promise["owes"], promise["to"], promise["clause"]) == (
        "running",
        "operator",
        "member",
        "b",
    )
    assert [day["number"] for day in promise["explanation"] if day["number"]] == [1, 2, 3]
    assert promise["explanation"][0]["reason"] == "event-day"


def test_the_same_key_and_body_are_answered_once_more_and_recorded_once(houses: Houses, machine: Machine) -> None:
    opened(houses.ours)
    first = machine.post(fact("note.written", houses), {"text": "Once."}, key="the-very-same")
    again = machine.post(fact("note.written", houses), {"text": "Once."}, key="the-very-same")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first["Content-Length"] == str(len(first.content))
    assert (again["Idempotent-Replayed"], again["ETag"]) == ("true", first["ETag"])
    assert machine.get(f"/cases/{houses.ours.case}").json()["seq"] == 2


def test_a_repeated_opening_opens_one_case(houses: Houses, machine: Machine) -> None:
    told = {"programme": "albsig-mso", "member": houses.ours.member, "fact": RECEIVED}
    first, again = (machine.post("/cases", told, key="open-me-once") for _ in range(2))
    assert (first.status_code, first.content) == (again.status_code, again.content)


def test_a_key_used_for_another_body_is_refused(houses: Houses, machine: Machine) -> None:
    opened(houses.ours)
    machine.post(fact("note.written", houses), {"text": "Once."}, key="the-very-same")
    got = machine.post(fact("note.written", houses), {"text": "Twice."}, key="the-very-same")
    assert (got.status_code, got.json()["refused"]) == (422, "key-reused")
    assert machine.get(f"/cases/{houses.ours.case}").json()["seq"] == 2


@pytest.mark.parametrize("key", ["short", "with blank in it", "ë" * 12, "x" * 129])
def test_a_key_that_is_none_is_asked_for_in_words(houses: Houses, machine: Machine, key: str) -> None:
    opened(houses.ours)
    got = machine.post(fact("note.written", houses), {"text": "x"}, key=key, **{"accept-language": "en"})
    assert (got.status_code, got.json()) == (400, {
        "refused": "no-key", "message": "Send an Idempotency-Key, so that a repeated request is recorded once.",
    })  # fmt: skip


def test_without_any_key_nothing_is_recorded(houses: Houses, machine: Machine) -> None:
    opened(houses.ours)
    where = f"/api/v1{fact('note.written', houses)}"
    got = machine.client.post(where, '{"text": "x"}', content_type="application/json")
    assert (got.status_code, got.json()["refused"]) == (400, "no-key")
    assert machine.get(f"/cases/{houses.ours.case}").json()["seq"] == 1


def test_a_stale_page_is_told_what_is_newer(houses: Houses, machine: Machine) -> None:
    opened(houses.ours)
    machine.post(fact("questions.put", houses), {"questions": ["Must it be now?"]})
    got = machine.post(fact("request.accepted", houses), {}, **{"if-match": '"1"', "accept-language": "en"})
    assert (got.status_code, got.json()["refused"], got.json()["newer"]) == (409, "changed", [2])


@pytest.mark.parametrize("told", ["yesterday", '"x"', "-1", '"1234567890"'])
def test_a_version_that_is_none_is_not_understood(houses: Houses, machine: Machine, told: str) -> None:
    opened(houses.ours)
    got = machine.post(fact("note.written", houses), {"text": "x"}, **{"if-match": told})
    assert (got.status_code, got.json()["refused"]) == (400, "wrong-version")


def test_a_refusal_speaks_the_language_asked_for(houses: Houses, machine: Machine) -> None:
    opened(houses.ours)
    said = {
        language: machine.post(fact("centre.chosen", houses), {"centre": "nordhaven"}, **{"accept-language": language})
        for language in ("sq", "en")
    }
    assert {one.status_code for one in said.values()} == {409}
    assert {one.json()["refused"] for one in said.values()} == {"not-yet"}
    assert {language: one["Content-Language"] for language, one in said.items()} == {"sq": "sq", "en": "en"}
    assert said["sq"].json()["message"] != said["en"].json()["message"]
    assert said["en"].json().keys() == {"refused", "message"}


@pytest.mark.shows("A14")
def test_no_record_is_asked_or_sent_without_a_consent(houses: Houses, machine: Machine) -> None:
    """no record request nor transmission can be created while consent is not active; test by API too"""
    opened(houses.ours)
    asked = machine.post(fact("record.asked", houses), {"kind": "imaging", "what": "CT", "doctor": "dr-leka"})
    released = machine.post(fact("records.released", houses), {"to": "nordhaven"})
    sent = machine.post(fact("records.disclosed", houses), {"to": "nordhaven", "documents": [], "consent": "consent-1"})
    assert (asked.status_code, released.status_code, sent.status_code) == (409, 409, 409)
    assert {one.json()["refused"] for one in (asked, released)} == {"not-yet"}
    assert sent.json()["refused"] == "not-yours"
    assert machine.get(f"/cases/{houses.ours.case}").json()["seq"] == 1


EVIDENCE = [
    (name, one.name)
    for name, kind in sorted(FACTS.items())
    for one in fields(kind.evidence)  # type: ignore[arg-type]
    if one.name not in {own.name for own in fields(kind)}  # type: ignore[arg-type]
]


@pytest.mark.parametrize("where", ["evidence", "known"])
def test_no_fact_takes_evidence_under_any_name(houses: Houses, machine: Machine, where: str) -> None:
    opened(houses.ours)
    got = {name: machine.post(fact(name, houses), {where: {}}) for name in FACTS}
    assert {name: one.status_code for name, one in got.items()} == dict.fromkeys(FACTS, 422)
    assert all({"field": where, "fault": "evidence"}.items() <= _of(one, where).items() for one in got.values())


def test_evidence_typed_by_a_client_is_told_by_its_field(houses: Houses, machine: Machine) -> None:
    opened(houses.ours)
    assert len(EVIDENCE) > 8
    for name, field in EVIDENCE:
        got = machine.post(fact(name, houses), {field: "typed"}, **{"accept-language": "en"})
        assert got.status_code == 422, name
        assert _of(got, field) == {
            "field": field, "fault": "evidence", "message": "This is filled in by the system and cannot be told.",
        }, name  # fmt: skip


def _of(answer: Any, field: str) -> dict[str, str]:
    return next(one for one in answer.json()["faults"] if one["field"] == field)


def test_every_fault_of_an_opening_is_told_beneath_its_place(houses: Houses, machine: Machine) -> None:
    told = {"programme": "albsig-mso", "member": houses.ours.member, "fact": {"channel": "pigeon", "in_force": True}}
    got = machine.post("/cases", told)
    assert [(one["field"], one["fault"]) for one in got.json()["faults"]] == [
        ("fact.channel", "not-a-choice"), ("fact.in_force", "evidence"),
    ]  # fmt: skip
    lacking = machine.post("/cases", {"case": 1})
    assert [(one["field"], one["fault"]) for one in lacking.json()["faults"]] == [
        ("case", "not-a-field"), ("programme", "missing"), ("member", "missing"), ("fact", "missing"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "key"),
    [
        (b"{", 400, "no-json"),
        (b"[]", 400, "no-object"),
        (b"[" * 100_000, 400, "no-json"),
        (b'{"text": "' + b"x" * 300_000 + b'"}', 413, "too-large"),
        (b'{"text": "a\\u0000b"}', 422, "faulty"),
        (b'{"text": "\\ud800"}', 422, "faulty"),
        (b"\xff\xfe", 400, "no-json"),
    ],
)
def test_bytes_that_are_no_fact_are_answered_clearly(
    houses: Houses, machine: Machine, body: bytes, status: int, key: str
) -> None:
    opened(houses.ours)
    where = f"/api/v1{fact('note.written', houses)}"
    headers = {"idempotency-key": "a-key-of-mine"}
    got = machine.client.post(where, body, content_type="application/json", headers=headers)
    assert (got.status_code, got.json()["refused"]) == (status, key)
    assert machine.get(f"/cases/{houses.ours.case}").json()["seq"] == 1


def test_an_instant_without_its_offset_is_asked_for(houses: Houses, machine: Machine) -> None:
    opened(houses.ours)
    got = machine.post(fact("callback.promised", houses), {"when": "2026-11-25T10:00", "who": "Arta"})
    assert [(one["field"], one["fault"]) for one in got.json()["faults"]] == [("when", "zone-missing")]


def test_a_fact_told_late_says_when_it_happened(houses: Houses, machine: Machine) -> None:
    opened(houses.ours)
    where = fact("contact.logged", houses)
    told = {"channel": "phone", "direction": "in", "outcome": "answered"}
    late = machine.post(f"{where}?at=2020-01-01T10:00:00%2B01:00", told)
    assert (late.status_code, late.json()["refused"]) == (409, "told-too-late")
    assert machine.post(f"{where}?at=yesterday", told).json()["refused"] == "wrong-instant"


def test_a_fact_that_nobody_knows_is_not_there(houses: Houses, machine: Machine) -> None:
    opened(houses.ours)
    got = machine.post(fact("centre.bribed", houses), {})
    assert (got.status_code, got.json()["refused"]) == (404, "not-there")


def test_a_case_that_somebody_else_writes_on_is_busy(houses: Houses, machine: Machine, owner: Any) -> None:
    opened(houses.ours)
    with owner.transaction():
        owner.execute("SELECT FROM cases WHERE public = %s FOR UPDATE", (houses.ours.case,))
        got = machine.post(fact("note.written", houses), {"text": "x"})
    assert (got.status_code, got.json()["refused"], got["Retry-After"]) == (503, "busy", "2")
    assert machine.post(fact("note.written", houses), {"text": "x"}).status_code == 201


def test_recording_a_fact_asks_the_database_three_questions(houses: Houses, machine: Machine) -> None:
    """Whose token it is, and the two calls of R17."""
    opened(houses.ours)
    with CaptureQueriesContext(connection) as asked:
        machine.post(fact("note.written", houses), {"text": "x"})
    told = [one["sql"].split("(")[0] for one in asked if one["sql"].startswith("SELECT")]
    assert told == [
        "SELECT * FROM konsil.token_v1", "SELECT * FROM konsil.open_case_v1", "SELECT konsil.append_v1",
    ]  # fmt: skip
