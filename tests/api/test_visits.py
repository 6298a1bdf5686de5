"""Visits over REST: asked for, booked, authorised, verified and used by machines of an insurer and of its clinics."""

from __future__ import annotations

from typing import Any

import pytest

from clinics_world import CLEAR, CONSULTATION, FIELD, IMAGING, OTHER, PAYER, PROGRAMME, World, built
from konsil.store.registers.entrances import issue_token
from machine import Machine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(db: None) -> World:
    return built()


def machine(party: str, role: str) -> Machine:
    return Machine(issue_token(party, role, f"{party} {role}", "a test"))


def requested(world: World, calls: Machine) -> str:
    told = {"services": [{"service": CONSULTATION}], "identified": ["birth-date", "phone"]}
    made = calls.post("/cases", {"programme": PROGRAMME, "member": world.insured, "fact": told})
    assert made.status_code == 201, made.content
    return str(made.json()["case"])


def authorised(world: World, calls: Machine) -> tuple[str, dict[str, Any]]:
    """A case with its visit tomorrow or later, and its paper."""
    case = requested(world, calls)
    slot = calls.get(f"/slots?service={CONSULTATION}&clinic={CLEAR}&most=50").json()["slots"][-1]
    booked = {name: slot[name] for name in ("clinic", "location", "starts", "resources")}
    calls.post(f"/cases/{case}/facts/visit.booked", {**booked, "services": [{"service": CONSULTATION}]})
    told = {"booking": "booking-1", "lines": [{"service": CONSULTATION}]}
    made = calls.post(f"/cases/{case}/facts/authorisation.issued", told)
    assert made.status_code == 201, made.content
    facts = calls.get(f"/cases/{case}").json()["facts"]
    return case, next(one["evidence"] for one in facts if one["name"] == "authorisation.issued")


def test_a_visit_is_asked_for_booked_and_authorised_by_a_machine(world: World) -> None:
    calls = machine(PAYER, "call-centre")
    _, paper = authorised(world, calls)
    found = calls.get(f"/papers/{paper['number']}").json()
    assert (found["verdict"], found["number"], found["items"]["booking"]) == (
        "other-day", paper["number"], "booking-1"
    )  # fmt: skip


def test_a_cover_is_asked_before_anything_is_booked(world: World) -> None:
    calls = machine(PAYER, "call-centre")
    query = "&".join(f"service={code}" for code in (CONSULTATION, IMAGING, FIELD))
    found = calls.get(f"/cover?programme={PROGRAMME}&{query}&on=2026-11-27").json()
    assert found["services"] == {
        CONSULTATION: {"covered": True, "authorisation": False},
        IMAGING: {"covered": True, "authorisation": True},
        FIELD: {"covered": False, "authorisation": True},
    }
    assert calls.get("/cover?programme=nope&service=X").status_code == 422
    assert machine(CLEAR, "clinic").get(f"/cover?programme={PROGRAMME}&{query}").status_code == 403


def test_of_another_clinics_paper_nothing_is_told(world: World) -> None:
    calls = machine(PAYER, "call-centre")
    _, paper = authorised(world, calls)
    assert machine(OTHER, "clinic").get(f"/papers/{paper['number']}").json() == {"verdict": "unknown"}
    assert machine(CLEAR, "clinic").get(f"/papers/{paper['number']}").json()["verdict"] == "other-day"
    assert machine(CLEAR, "clinic").get("/papers/AV-00000-00000-00").json() == {"verdict": "unknown"}


def test_a_clinic_sees_its_own_free_times_and_asks_no_cover(world: World) -> None:
    clinic = machine(CLEAR, "clinic")
    found = clinic.get(f"/slots?service={CONSULTATION}&most=5").json()["slots"]
    assert {one["clinic"] for one in found} == {CLEAR}
    assert clinic.get(f"/slots?service={CONSULTATION}&most=0").status_code == 400
    assert clinic.get("/slots").status_code == 422
    assert clinic.get(f"/slots?service={CONSULTATION}&from=tomorrow").status_code == 400


def test_the_description_names_the_addresses_of_visits(world: World) -> None:
    found = machine(PAYER, "call-centre").get("/openapi.json").json()
    assert {"/slots", "/cover", "/papers/{said}", "/cases/{id}/facts/visit.checked-in"} <= set(found["paths"])
