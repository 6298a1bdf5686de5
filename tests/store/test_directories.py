"""Directories: organisations, doctors, centres, codes, calendars, and how people are reached."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from carried import document
from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.core.identity import BadNumber
from konsil.store.queries import registers, traffic
from konsil.store.queries.people import find_people, person
from konsil.store.queries.reading import now
from konsil.store.refusals import Changed, NotThere
from konsil.store.registers import accounts, authorities, calendars, codes, organisations, people, policies
from two_houses import Houses, built, opened

pytestmark = pytest.mark.django_db
INSURER = Actor("Blerta Prifti", "administrator", "albsig-jete")
DAY = date(2024, 1, 1)


@pytest.fixture
def houses(db: None) -> Houses:
    return built()


def test_an_organisation_is_known_changed_and_closed(houses: Houses) -> None:
    organisations.found(INSURER, "clairval", kind="centre", name="Clairval", country="FR", city="Lyon")
    organisations.list_centre(INSURER, "clairval", languages=("fr", "en"), desk="desk@clairval.example", days=8)
    organisations.change(INSURER, "clairval", city="Paris", settings={"quiet": "20:00-08:00"})
    found = registers.organisation("clairval")
    assert found is not None
    assert (found.city, found.languages, found.desk) == ("Paris", ("fr", "en"), "desk@clairval.example")
    assert found.settings == {"quiet": "20:00-08:00"}
    assert [one.key for one in registers.organisations("centre")] == ["clairval", "nordhaven"]
    organisations.close(INSURER, "clairval")
    assert registers.organisation("clairval") is None
    assert "clairval" not in [one.key for one in registers.organisations()]
    with pytest.raises(NotThere):
        organisations.change(INSURER, "nobody", city="Paris")


def test_a_centre_nobody_listed_cannot_be_ranked(houses: Houses) -> None:
    with pytest.raises(NotThere):
        organisations.rank(INSURER, "C50", "mediguide", 1, source="x", published_on=DAY, from_on=DAY)


def test_a_population_is_seen_by_its_keeper_and_its_readers(houses: Houses) -> None:
    organisations.populate(INSURER, "guests", keeper="albsig-jete", country="AL", readers=("tjeter-guide",))
    told = people.Enrolled("Ana", "Mysafir", date(1990, 1, 1))
    public = people.enrol(INSURER, "guests", told)
    assert person(houses.theirs.actor(), public) is not None
    assert person(houses.ours.actor(), public) is None


def test_a_doctor_is_known_by_a_key_and_found_by_a_name(houses: Houses) -> None:
    organisations.register_doctor(INSURER, "dr-exempel", name="Dr Exempel", city="Tirana", from_on=DAY)
    organisations.change_doctor(INSURER, "dr-exempel", email="exempel@example.al")
    found = registers.doctor("dr-exempel")
    assert found is not None
    assert (found.name, found.city, found.email) == ("Dr Exempel", "Tirana", "exempel@example.al")
    assert [one.key for one in registers.doctors("exem")] == ["dr-exempel"]
    assert registers.doctor("dr-nobody") is None
    with pytest.raises(NotThere):
        organisations.change_doctor(INSURER, "dr-nobody", city="x")


def test_diagnoses_are_found_by_code_and_by_words_of_a_language(houses: Houses) -> None:
    told = [
        ("C50", {"en": "Malignant neoplasm of breast", "sq": "Neoplazi malinje e gjirit"}),
        ("C50.4", {"en": "Upper-outer quadrant of breast", "sq": "Kuadrati i sipërm i jashtëm i gjirit"}),
        ("I21", {"en": "Acute myocardial infarction", "sq": "Infarkt akut i miokardit"}),
    ]
    assert codes.add_diagnoses(INSURER, told, DAY) == 3
    assert codes.add_diagnoses(INSURER, told, DAY) == 3  # again changes nothing
    assert [one.code for one in registers.diagnoses("c50", "en")] == ["C50", "C50.4"]
    assert [one.code for one in registers.diagnoses("gjirit", "sq")] == ["C50", "C50.4"]
    assert [one.code for one in registers.diagnoses("infarkt", "en")] == []
    found = registers.diagnosis("I21")
    assert found is not None
    assert found.texts["sq"] == "Infarkt akut i miokardit"
    assert registers.diagnosis("Z99") is None


def test_a_calendar_is_revised_and_never_edited(houses: Houses) -> None:
    first = calendars.revise(INSURER, "albsig-jete", holidays={date(2026, 12, 24): {"names": {"en": "By decree"}}})
    second = calendars.revise(INSURER, "albsig-jete", special_days={date(2026, 12, 23): {"hours": ["08:00-12:00"]}})
    assert second > first
    newest, before = registers.calendar_revisions("albsig-jete")
    assert (newest.special_days, newest.reviewed_by) == ({"2026-12-23": {"hours": ["08:00-12:00"]}}, "Blerta Prifti")
    assert before.holidays == {"2026-12-24": {"names": {"en": "By decree"}}}
    assert newest.known_from > before.known_from


def test_a_contact_is_confirmed_or_dead_and_a_dead_one_finds_nobody(houses: Houses) -> None:
    who = houses.ours.actor()
    point = people.add_contact(who, houses.ours.member, "phone", "+355 69 700 0001", whose="daughter")
    assert [one.why for one in find_people(who, "069 700 0001")] == ["phone"]
    people.confirm_contact(who, point)
    assert _contact(houses, point)[:2] == ("confirmed", "daughter")
    people.mark_contact_dead(who, point)
    assert _contact(houses, point)[0] == "dead"
    assert find_people(who, "069 700 0001") == ()
    with pytest.raises(NotThere):
        people.confirm_contact(houses.theirs.actor(), point)


def _contact(houses: Houses, point: int) -> tuple[Any, ...]:
    found = person(houses.ours.actor(), houses.ours.member)
    assert found is not None
    return next((one.state, one.whose, one.value) for one in found.contacts if one.id == point)


def test_a_national_number_is_corrected_and_can_be_only_one_persons(houses: Houses) -> None:
    who, member = houses.ours.actor(), houses.ours.member
    assert people.number_of(who, member) == ""
    people.correct_number(who, member, "AL", "H45502001A")
    assert people.number_of(who, member) == "H45502001A"
    other = people.enrol(INSURER, "albsig-jete-members", people.Enrolled("Besa", "Hoxha", date(1990, 1, 1)))
    with pytest.raises(Refused, match="number-known-already"):
        people.correct_number(INSURER, other, "AL", "H45502001A")
    with pytest.raises(BadNumber, match="wrong-check"):
        people.correct_number(INSURER, other, "RO", "1630615123458")
    with pytest.raises(NotThere):
        people.number_of(houses.theirs.actor(), member)


def test_a_role_is_taken_back_and_the_account_stays(houses: Houses) -> None:
    chief = houses.ours.actor("supervisor", "Besa")
    account = accounts.invite(chief, "arta@example.al", "Arta Kola")
    for role in ("coordinator", "finance"):
        accounts.assign(chief, account, role)
    accounts.withdraw(chief, account, "finance")
    with pytest.raises(NotThere):
        accounts.withdraw(chief, account, "finance")
    with pytest.raises(NotThere):
        accounts.leave(chief, "a_nobody")
    assert next(change.new for change in registers.changes(chief, "account", account))["is_active"] is True


def test_what_is_not_there_cannot_be_changed(houses: Houses) -> None:
    who, member = INSURER, houses.ours.member
    told: list[Any] = [
        lambda: policies.end(who, "y_none", DAY),
        lambda: policies.uncover(who, "y_none", member, DAY),
        lambda: policies.cover(who, "y_none", member, number="1", from_on=DAY),
        lambda: authorities.grant(who, "p_none", member, relation="other", scope=("status",), proof="x"),
        lambda: authorities.revoke(who, "u_none"),
        lambda: codes.retire_reason(who, "closing", "none", DAY),
        lambda: people.amend(who, "p_none", called="x"),
        lambda: people.add_contact(who, "p_none", "phone", "1"),
        lambda: traffic.document(who, "d_none"),
    ]
    for act in told:
        with pytest.raises(NotThere):
            act()
    with pytest.raises(Refused, match="not-merged"):
        people.unmerge(who, member)
    assert str(Changed(())) == "changed"


def test_an_authority_that_is_not_a_parents_keeps_its_own_last_day(houses: Houses) -> None:
    proxy = people.enrol(INSURER, "albsig-jete-members", people.Enrolled("Mira", "Hoxha", date(1990, 1, 1)))
    last = now().date() + timedelta(days=90)
    authorities.grant(
        INSURER, houses.ours.member, proxy, relation="attorney", scope=("status",), proof="deed 7", until_on=last
    )
    assert [one.until_on for one in registers.authorities(INSURER, houses.ours.member)] == [last]
    leap = people.enrol(INSURER, "albsig-jete-members", people.Enrolled("Bisht", "Hoxha", date(2024, 2, 29)))
    authorities.grant(INSURER, leap, proxy, relation="parent", scope=("status",), proof="birth certificate")
    assert [one.until_on for one in registers.authorities(INSURER, leap)] == [date(2042, 2, 28)]


def test_a_paper_is_seen_by_whoever_may_read_its_category(houses: Houses) -> None:
    opened(houses.ours)
    public = document(houses.ours, "letter.pdf")
    found = traffic.document(houses.ours.actor(), public)
    assert (found.name, found.state, found.category) == ("letter.pdf", "clean", "medical")
    assert traffic.document(Actor("Elira", "member", houses.ours.member), public) == found
    for stranger in (houses.theirs.actor(), houses.ours.actor("payer")):
        with pytest.raises(NotThere):
            traffic.document(stranger, public)
    assert traffic.attempts(houses.ours.actor(), houses.ours.case) == ()
