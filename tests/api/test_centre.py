"""A centre's machine: one token, the role of the case it needs, and nothing of the case before it is chosen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from konsil.core.facts import FACTS
from konsil.door.actor import Acting
from konsil.door.recording import on_case
from konsil.store.queries.acting import Held
from konsil.store.registers.entrances import issue_token
from machine import Machine
from two_houses import Houses, built, opened

pytestmark = pytest.mark.django_db(transaction=True)

COMPLETE = {
    "diagnosis": "C50.4", "diagnosed_by": "Dr Leka", "diagnosed_on": "2026-11-01", "last_seen": "2026-11-02",
    "last_seen_by": "Dr Leka",
}  # fmt: skip


@pytest.fixture
def houses(db: None) -> Houses:
    made = built()
    opened(made.ours, **COMPLETE)
    guide = Machine(made.ours.token())
    asked = {
        "centre": "nordhaven", "disease": "C50.4", "age_band": "50-54", "languages": ["en"], "wanted_by": "2026-12-20",
    }  # fmt: skip
    for name, told in (("request.accepted", {}), ("centre.asked", asked)):
        assert guide.post(f"/cases/{made.ours.case}/facts/{name}", told).status_code == 201
    return made


@pytest.fixture
def centre(houses: Houses) -> Machine:
    return Machine(issue_token("nordhaven", "centre-desk", "Nordhaven's desk", "a test"))


def confirmation() -> dict[str, object]:
    until = datetime.now(UTC) + timedelta(days=3)
    return {"enquiry": "enquiry-1", "until": until.isoformat(), "can_start": "2026-12-01", "who": "Anna, desk"}


def test_a_centre_that_was_asked_answers_as_a_candidate(houses: Houses, centre: Machine) -> None:
    made = centre.post(f"/cases/{houses.ours.case}/facts/centre.confirmed", confirmation())
    assert (made.status_code, made.json()["items"]) == (201, {"enquiry": "enquiry-1"})
    seen = Machine(houses.ours.token()).get(f"/cases/{houses.ours.case}").json()
    assert seen["facts"][-1]["by"] == {"name": "Nordhaven's desk", "role": "candidate", "party": "nordhaven"}
    assert seen["items"] == [{"kind": "enquiry", "id": "enquiry-1", "of": {}, "live": True}]


def test_a_centre_that_was_asked_sees_nothing_of_the_case(houses: Houses, centre: Machine) -> None:
    nothing = centre.get("/cases/c_aaaaaaaaaaaaaaaaaaaaaaaaaa")
    got = centre.get(f"/cases/{houses.ours.case}")
    assert (got.status_code, got.content) == (404, nothing.content)


def test_what_is_for_others_to_record_is_refused_before_anything_is_learnt(houses: Houses, centre: Machine) -> None:
    got = centre.post(f"/cases/{houses.ours.case}/facts/request.declined", {"findings": ["acute"]})
    assert (got.status_code, got.json()["refused"]) == (409, "not-yours")


def test_a_centre_that_nobody_asked_is_on_no_case(houses: Houses) -> None:
    stranger = Machine(issue_token("tjeter-guide", "centre", "a stranger", "a test"))
    got = stranger.post(f"/cases/{houses.ours.case}/facts/centre.confirmed", confirmation())
    assert (got.status_code, got.json()["refused"]) == (404, "not-there")


def test_of_several_roles_the_one_the_row_names_first_acts(houses: Houses) -> None:
    both = Acting("a_1", "Arta Kola", held=(Held("supervisor", "mediguide"), Held("coordinator", "mediguide")))
    roles = {name: on_case(both, houses.ours.case, name).role for name in ("centre.offered", "entry.struck")}
    assert roles == {"centre.offered": "coordinator", "entry.struck": "supervisor"}
    assert {"centre.offered", "entry.struck"} <= FACTS.keys()


def test_an_opening_that_names_the_member_twice_or_no_programme_is_told(houses: Houses) -> None:
    guide, member = Machine(houses.ours.token()), houses.ours.member
    twice = guide.post("/cases", {"programme": "albsig-mso", "member": member, "fact": {"member": member}})
    nowhere = guide.post("/cases", {"programme": "nobodys", "member": member, "fact": {}})
    told = [(one["field"], one["fault"]) for got in (twice, nowhere) for one in got.json()["faults"]]
    assert told == [("fact.member", "not-a-field"), ("programme", "not-a-programme")]


def test_an_opening_by_whom_the_programme_does_not_let_is_refused_in_its_words(houses: Houses) -> None:
    payer = Machine(houses.ours.token("finance"))
    told = {"programme": "albsig-mso", "member": houses.ours.member, "fact": {}}
    got = payer.post("/cases", told, **{"accept-language": "sq"})
    assert (got.status_code, got.json()["refused"], got["Content-Language"]) == (409, "not-yours", "sq")
