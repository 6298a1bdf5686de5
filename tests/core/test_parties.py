"""Roles are held on a case by parties; facts bind them, and taking a fact back cuts them (R7, R12)."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from core import small
from core.small import TIRANA
from core.wandering import PROGRAMME, begun
from konsil.core import disclosure, parties
from konsil.core.case import Case
from konsil.core.disclosure import Access
from konsil.core.fact import Fact
from konsil.core.journey import Step, take


def after(case: Case, who: str, fact: str, **told: object) -> Case:
    at = datetime(2026, 3, 19, 9, len(case.entries), tzinfo=TIRANA)
    return take(case, Step(at=at, who=who, fact=fact, told=told))


def test_a_fixed_party_holds_its_role_always() -> None:
    assert parties.holders(Case(PROGRAMME).seen, "coordinator") == {"mediguide"}


def test_a_role_that_nothing_bound_is_held_by_nobody() -> None:
    assert parties.holders(Case(PROGRAMME).seen, "centre") == frozenset()


def test_several_facts_bind_several_parties() -> None:
    assert parties.holders(begun(10).seen, "candidate") == {"nordhaven", "clairval", "st-brigid"}


def test_the_centre_that_was_chosen_holds_the_role_until_it_withdraws() -> None:
    assert parties.holders(begun(16).seen, "centre") == {"nordhaven"}
    gone = after(begun(30), "centre:nordhaven/desk", "centre.withdrew", reason="The team is ill")
    assert parties.holders(gone.seen, "centre") == frozenset()


@dataclass(frozen=True)
class Register:
    """What a register said, in these tests."""

    polyclinics: tuple[str, ...]
    nurse: str | None


@dataclass(frozen=True, kw_only=True)
class Registered(Fact):
    """A fact of these tests only: who holds the role stands in the evidence."""

    name = "test.registered"
    evidence = Register
    binds = {"polyclinic": "evidence.polyclinics", "nurse": "evidence.nurse"}


def test_a_register_may_say_who_holds_a_role() -> None:
    known = Register(("p-1", "p-2"), None)
    assert parties.bound(Registered(), known, "polyclinic") == {"p-1", "p-2"}
    assert parties.bound(Registered(), known, "nurse") == frozenset()
    assert parties.bound(Registered(), known, "doctor") == frozenset()


@pytest.mark.shows("A27")
def test_only_the_chosen_centre_reads_and_only_under_a_consent() -> None:
    """disclosure log: what, to whom, on which consent; other centres get nothing"""
    chosen, signed = begun(17), begun(18)
    assert disclosure.readable(chosen.seen, "centre", "nordhaven") == {"status"}
    assert disclosure.readable(signed.seen, "centre", "nordhaven") == {"status", "medical"}
    assert disclosure.readable(signed.seen, "centre", "clairval") == frozenset()
    assert disclosure.readable(signed.seen, "candidate", "clairval") == frozenset()
    assert disclosure.consents(signed.seen, "records-to-centre") == ("consent-1",)
    assert begun(29).entries[-1].fact.consent == "consent-1"  # type: ignore[attr-defined]


@pytest.mark.shows("X05")
def test_access_closes_in_the_same_entry_as_the_withdrawal() -> None:
    """withdraw mid-case: whoever read under the consent reads nothing medical from that entry on."""
    before = disclosure.access(begun(30))
    here = after(begun(30), "member:p_elira", "consent.withdrawn", consent="consent-1")
    assert set(before - disclosure.access(here)) == {
        Access("nordhaven", "centre", ("medical", "status"), until="2027-03-12T23:00:00+00:00"),
        Access("dr-leka", "doctor", ("medical", "status"), until="2027-03-12T23:00:00+00:00"),
    }
    assert disclosure.has_basis(here.seen, "records-to-centre") is False


def test_a_disclosure_by_contract_needs_no_consent() -> None:
    received = small.case("request.received")
    assert disclosure.has_basis(received.seen, "records-to-centre")
    assert disclosure.readable(received.seen, "coordinator", "desk") == {"status", "medical", "money"}


def test_a_signature_without_its_form_covers_nothing() -> None:
    assert disclosure.covers(begun(18).seen, "consent-9") == ()


def test_the_payer_reads_nothing_of_a_case() -> None:
    assert disclosure.readable(begun(41).seen, "payer", "albsig-jete") == frozenset()
