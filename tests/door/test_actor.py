"""In which role of a case somebody acts, and for whom."""

from __future__ import annotations

from datetime import UTC, datetime

from konsil import library
from konsil.core.case import Actor, Case
from konsil.core.journey import Journey, Step, play
from konsil.door.actor import Acting, of_entrance, of_token
from konsil.store.queries.acting import Bearer, Entered, Held, Ward

ARTA = Acting("a_1", "Arta", held=(Held("coordinator", "mediguide"), Held("supervisor", "mediguide")))
CENTRE = Acting("a_2", "Lund", held=(Held("expert", "nordhaven"),))
WARDS = (Ward("p_2", "parent", ("status", "medical")), Ward("p_3", "sibling", ("status",)))
MOTHER = Acting("p_1", "Mira", person="p_1", wards=WARDS)


def test_the_first_role_of_a_row_that_one_holds_is_the_one_whose_act_it_is() -> None:
    assert ARTA.acting_as(("member", "supervisor", "coordinator")) == Actor("Arta", "supervisor", "mediguide")
    assert ARTA.acting_as(("coordinator", "supervisor")) == Actor("Arta", "coordinator", "mediguide")


def test_an_expert_acts_for_the_centre_asked_or_chosen() -> None:
    assert CENTRE.acting_as(("candidate", "coordinator")) == Actor("Lund", "candidate", "nordhaven")
    assert CENTRE.acting_as(("centre", "coordinator")) == Actor("Lund", "centre", "nordhaven")


def test_who_holds_no_role_of_a_row_is_left_for_the_core_to_refuse() -> None:
    assert CENTRE.acting_as(("finance",)) == Actor("Lund", "centre", "nordhaven")
    assert Acting("a_3", "Nobody").acting_as(("finance",)) == Actor("Nobody", "", "")


def test_a_parent_acts_as_the_member_for_the_child_and_a_sibling_only_as_a_relative() -> None:
    assert MOTHER.actors == (
        Actor("Mira", "member", "p_1"), Actor("Mira", "insured", "p_1"), Actor("Mira", "relative", "p_1"),
        Actor("Mira", "member", "p_2", "p_2"), Actor("Mira", "insured", "p_2", "p_2"),
    )  # fmt: skip


def test_on_a_case_the_one_acts_whose_party_holds_the_role_there_and_a_relative_for_its_member() -> None:
    of_the_child = played("child")
    assert MOTHER.acting_as(("member",), of_the_child) == Actor("Mira", "member", "p_2", "p_2")
    assert MOTHER.acting_as(("relative",), of_the_child) == Actor("Mira", "relative", "p_1", "p_2")
    assert ARTA.acting_as(("coordinator",), of_the_child) == Actor("Arta", "coordinator", "mediguide")


def played(name: str) -> Case:
    """A case of the person p_2."""
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    step = Step(at=at, who="coordinator:mediguide/arta", fact="request.received", told={"member": "p_2"})
    return play(library.shipped("albsig-mso").programme, Journey(name=name, steps=[step]), {})


def test_whoever_came_by_a_link_is_the_party_it_was_made_for() -> None:
    doctor = of_entrance(Entered("dr-leka", "doctor", "Dr Leka", "sq", ()))
    member = of_entrance(Entered("p_1", "member", "Elira Hoxha", "sq", ()))
    assert (doctor.reader, doctor.way, doctor.staff) == (Actor("Dr Leka", "doctor", "dr-leka"), "link", False)
    assert (member.reader, member.roles) == (Actor("Elira Hoxha", "member", "p_1"), {"member"})


def test_a_machine_acts_in_the_one_role_of_its_token() -> None:
    machine = of_token(Bearer("t_1", "mediguide", "coordinator", "billing"))
    assert machine.actors == (Actor("billing", "coordinator", "mediguide"),)
