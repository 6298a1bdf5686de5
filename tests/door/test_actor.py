"""In which role of a case somebody acts, and for whom."""

from __future__ import annotations

from konsil.core.case import Actor
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
        Actor("Mira", "member", "p_1"), Actor("Mira", "relative", "p_1"), Actor("Mira", "member", "p_2", "p_2"),
    )  # fmt: skip


def test_whoever_came_by_a_link_is_the_party_it_was_made_for() -> None:
    doctor = of_entrance(Entered("dr-leka", "doctor", "Dr Leka", "sq", ()))
    member = of_entrance(Entered("p_1", "member", "Elira Hoxha", "sq", ()))
    assert (doctor.reader, doctor.way, doctor.staff) == (Actor("Dr Leka", "doctor", "dr-leka"), "link", False)
    assert (member.reader, member.roles) == (Actor("Elira Hoxha", "member", "p_1"), {"member"})


def test_a_machine_acts_in_the_one_role_of_its_token() -> None:
    machine = of_token(Bearer("t_1", "mediguide", "coordinator", "billing"))
    assert machine.actors == (Actor("billing", "coordinator", "mediguide"),)
