"""Registers: one verb a change, dated, audited; cases do not move with them (R26)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from carried import carried, walked
from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.core.fact import plain
from konsil.core.identity import BadNumber
from konsil.store import record as store
from konsil.store.queries import cases, registers
from konsil.store.queries.notices import notices
from konsil.store.queries.people import find_people, person
from konsil.store.queries.reading import now
from konsil.store.queries.work import work
from konsil.store.refusals import NotThere
from konsil.store.registers import accounts, authorities, codes, people, policies
from konsil.store.registers.people import Doubles, Enrolled
from two_houses import Houses, act_as, built, opened

pytestmark = pytest.mark.django_db

MEMBERS = "albsig-jete-members"
INSURER = Actor("Blerta Prifti", "administrator", "albsig-jete")


@pytest.fixture
def houses(db: None) -> Houses:
    return built()


def today() -> date:
    return now().date()


def enrolled(given: str, born_on: date, **more: Any) -> str:
    return people.enrol(INSURER, MEMBERS, Enrolled(given, more.pop("family", "Hoxha"), born_on, **more))


def family(houses: Houses, **members: str) -> str:
    """One policy for the house's member and these, by relation; its public id."""
    policy = policies.start(
        INSURER, payer="albsig-jete", programme="albsig-mso", number="F-1", kind="family", from_on=date(2024, 1, 1)
    )
    for number, (relation, public) in enumerate(members.items()):
        policies.cover(INSURER, policy, public, number=f"F-1-{number}", relation=relation, from_on=date(2024, 1, 1))
    return policy


def cover_of(houses: Houses, public: str) -> dict[str, Any]:
    """What the register says of a person when a case of theirs is opened today."""
    found = store.open(houses.ours.actor(), "albsig-mso", {"member": public}, key=f"cover-{public}-{today()}")
    return plain(found.entry.known)


@pytest.mark.shows("A01")
def test_one_family_policy_covers_its_persons_and_no_stranger(houses: Houses) -> None:
    """one family policy, 4 persons; each opens an own case; a stranger to the family cannot; newborn added, divorced
    spouse and a child come of age removed by date"""
    four = {
        "self": enrolled("Agim", date(1975, 1, 1)), "spouse": enrolled("Mira", date(1976, 1, 1)),
        "child": enrolled("Dea", date(2010, 1, 1)), "parent": enrolled("Fatmir", date(1947, 1, 1)),
    }  # fmt: skip
    policy = family(houses, **four)
    for public in four.values():
        assert cover_of(houses, public) == {"in_force": True, "policy": "F-1", "package": "family", "until": None}
    opened_by = {public: cases.cases_of(houses.ours.actor(), public) for public in four.values()}
    assert [len(found) for found in opened_by.values()] == [1, 1, 1, 1]
    assert len({found[0].number for found in opened_by.values()}) == 4

    stranger = enrolled("Ilir", date(1980, 1, 1), family="Huaj")
    assert cover_of(houses, stranger)["in_force"] is False
    with pytest.raises(NotThere):
        store.open(Actor("Ilir", "member", stranger), "albsig-mso", {"member": four["self"]}, key="k")

    newborn = enrolled("Ana", today())
    policies.cover(INSURER, policy, newborn, number="F-1-9", relation="child", from_on=today())
    assert cover_of(houses, newborn)["in_force"] is True

    yesterday = today() - timedelta(days=1)
    policies.uncover(INSURER, policy, four["spouse"], yesterday, "divorced")
    policies.uncover(INSURER, policy, four["child"], today(), "of age tomorrow")
    for public, in_force in ((four["spouse"], False), (four["child"], True)):
        again = store.open(houses.ours.actor(), "albsig-mso", {"member": public}, key=f"again-{public}")
        assert plain(again.entry.known)["in_force"] is in_force


def test_a_cover_that_ends_is_a_notice_on_the_open_case_and_the_case_goes_on(houses: Houses) -> None:
    public = enrolled("Agim", date(1975, 1, 1))
    policy = family(houses, self=public)
    case = store.open(houses.ours.actor(), "albsig-mso", {"member": public}, key="k1").answer["case"]
    policies.end(INSURER, policy, today())
    assert [(one.case, one.key, one.about) for one in notices(houses.ours.actor())] == [
        (case, "policy-ended", {"last": today().isoformat()})
    ]
    assert store.record(houses.ours.actor(), case, "note.written", {"text": "On."}, key="k2").answer["seq"] == 2


@pytest.mark.shows("X06")
def test_a_person_who_may_be_there_already_is_shown_before_saving(houses: Houses) -> None:
    """same CNP/IIN or same name and birth date: the number blocks, the name asks"""
    first = enrolled("Drita", date(1968, 2, 18), sex="", country="AL", number="G80218157A")
    with pytest.raises(Doubles) as same:
        enrolled("Another", date(1968, 2, 18), country="AL", number="g 80218157 a")
    assert (same.value.people, same.value.sure) == ((first,), True)

    with pytest.raises(Doubles) as namesake:
        enrolled("DRITA", date(1968, 2, 18), family="Hoxhá")
    assert (namesake.value.people, namesake.value.sure) == ((first,), False)
    told = Enrolled("Drita", "Hoxha", date(1968, 2, 18))
    twin = people.enrol(INSURER, MEMBERS, told, although=(first,))
    assert twin != first
    assert enrolled("Drita", date(1969, 2, 18)) not in (first, twin)
    with pytest.raises(BadNumber):
        enrolled("Besa", date(1990, 1, 1), country="AL", number="12")


def test_another_population_is_never_betrayed(houses: Houses) -> None:
    number = {"country": "AL", "number": "G80218157A"}
    enrolled("Drita", date(1968, 2, 18), **number)
    other = Actor("x", "administrator", "tjeter-jete")
    people.enrol(other, "tjeter-jete-members", Enrolled("Drita", "Hoxha", date(1968, 2, 18), **number))
    with pytest.raises(NotThere):
        people.enrol(other, MEMBERS, Enrolled("Drita", "Hoxha", date(1968, 2, 18)))


def test_a_person_is_found_by_number_card_phone_name_and_sound(houses: Houses) -> None:
    public = enrolled(
        "Çelnike", date(1968, 2, 18), family="Shembulli", country="AL", number="G80218157A", phone="+355 69 111 2222"
    )
    policy = family(houses)
    policies.cover(INSURER, policy, public, number="M-77", card="alb-77", from_on=date(2024, 1, 1))
    coordinator = houses.ours.actor()
    told = {
        "G80218157A": "number", "ALB-77": "card", "m-77": "card", "069 111 2222": "phone", "celnike shem": "name",
        "qelnike shembuli": "sound",
    }  # fmt: skip
    for said, why in told.items():
        assert [(one.public, one.why) for one in find_people(coordinator, said)] == [(public, why)], said
        assert find_people(houses.theirs.actor(), said) == ()
    assert people.number_of(coordinator, public) == "G80218157A"
    assert find_people(coordinator, "  ") == ()


def test_two_rows_of_one_person_are_merged_and_parted_again(houses: Houses) -> None:
    old, kept = enrolled("Drita", date(1968, 2, 18)), enrolled("Dritë", date(1968, 2, 19), family="Hoxhaj")
    case = store.open(houses.ours.actor(), "albsig-mso", {"member": old}, key="k1").answer["case"]
    people.merge(INSURER, old, kept)
    found = person(houses.ours.actor(), old)
    assert found is not None
    assert found.public == kept
    assert [one.public for one in find_people(INSURER, "Drita")] == [kept]  # by its sound
    assert [one.public for one in cases.cases_of(houses.ours.actor(), kept)] == [case]
    assert cases.case(houses.ours.actor(), case).entries[0].fact.member == old  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="merge-not-possible"):
        people.merge(INSURER, kept, old)
    people.unmerge(INSURER, old)
    assert [one.public for one in find_people(INSURER, "Drita")] == [old]


def test_a_new_name_is_on_the_worklist_at_once(houses: Houses) -> None:
    opened(houses.ours)
    people.amend(houses.ours.actor(), houses.ours.member, family="Martuar")
    assert [line.person for line in work(houses.ours.actor()).rows] == ["Elira Martuar"]
    with pytest.raises(TypeError, match="number_mac"):
        people.amend(houses.ours.actor(), houses.ours.member, number_mac=b"")


@pytest.mark.shows("X08")
def test_each_change_of_a_register_says_who_what_when_old_and_new(houses: Houses) -> None:
    """who/what/when old/new"""
    at, coordinator = now(), houses.ours.actor()
    people.amend(coordinator, houses.ours.member, called="Lira", best_hour="after 17:00")
    change = registers.changes(coordinator, "person", houses.ours.member)[0]
    assert (change.account, change.party) == ("Arta Kola", "mediguide")
    assert change.old == {"called": "", "best_hour": ""}
    assert change.new == {"called": "Lira", "best_hour": "after 17:00"}
    assert change.at >= at
    people.amend(coordinator, houses.ours.member, called="Lira")
    assert len(registers.changes(coordinator, "person", houses.ours.member)) == 2  # made, amended; not "amended" twice


def test_secrets_never_reach_the_audit(houses: Houses) -> None:
    enrolled("Drita", date(1968, 2, 18), country="AL", number="G80218157A")
    account = accounts.invite(INSURER, "drita@example.al", "Drita Hoxha")
    told = repr([registers.changes(INSURER, table) for table in ("person", "account")])
    assert account in told
    for secret in ("G80218157A", "number_mac", "number_sealed", "password"):
        assert secret not in told


@pytest.mark.shows("X17")
def test_a_reason_retired_today_stays_readable_and_cannot_be_chosen(houses: Houses) -> None:
    """a code retired today stays readable on old cases and cannot be chosen on new ones"""
    for code in ("lapsed", "duplicate"):
        codes.add_reason(INSURER, "closing", code, {"en": code.title(), "sq": code}, date(2024, 1, 1))
    opened(houses.ours)
    carried(houses.ours, "request.set-aside", ground="duplicate", note="It came by post yesterday.")
    carried(houses.ours, "case.closed", reason="duplicate")
    codes.retire_reason(INSURER, "closing", "duplicate", today() - timedelta(days=1))

    assert [one.code for one in registers.reasons("closing")] == ["lapsed"]
    old = {one.code: (one.texts["en"], one.choosable) for one in registers.every_reason("closing")}
    assert old == {"lapsed": ("Lapsed", True), "duplicate": ("Duplicate", False)}
    closed = cases.case(houses.ours.actor(), houses.ours.case).entries[-1]
    assert plain(closed.fact)["reason"] == "duplicate"

    again = store.open(houses.ours.actor(), "albsig-mso", {"member": houses.ours.member}, key="another")
    houses.ours.case = again.answer["case"]
    with pytest.raises(Refused) as no:
        carried(houses.ours, "request.set-aside", ground="duplicate", note="Again.")
    assert (no.value.key, no.value.about) == ("code-retired", "duplicate")


@pytest.mark.shows("X31")
def test_an_authority_reaches_its_categories_and_ends_by_itself_at_majority(houses: Houses) -> None:
    """as Y03: authority has person, relation, scope, from-to and proof, and ends by itself at majority"""
    born = date(today().year - 18, today().month, 1) + timedelta(days=40)  # of age within weeks
    child, mother = enrolled("Dea", born), enrolled("Mira", date(1980, 5, 5))
    family(houses, self=child)
    case = store.open(houses.ours.actor(), "albsig-mso", {"member": child}, key="k1").answer["case"]
    with pytest.raises(Refused, match="authority-not-possible"):
        authorities.grant(INSURER, child, mother, relation="parent", scope=("status",), proof="")

    granted = authorities.grant(
        INSURER, child, mother, relation="parent", scope=("status", "medical"), proof="birth certificate 12"
    )
    told = registers.authorities(INSURER, child)[0]
    of_age = born.replace(year=born.year + 18)
    assert (told.public, told.proxy_name, told.relation, told.scope) == (
        granted, "Mira Hoxha", "parent", ("medical", "status")
    )  # fmt: skip
    assert told.until_on == of_age - timedelta(days=1)
    proxy = Actor("Mira", "proxy", mother)
    assert cases.case(proxy, case).scope == ("medical", "status")
    assert _ends(case, mother) == of_age

    authorities.revoke(INSURER, granted)
    with pytest.raises(NotThere):
        cases.case(proxy, case)


def _ends(case: str, party: str) -> date:
    """The day on which a way into a case ends by itself, in Tirana."""
    act_as(party)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (w.until_at AT TIME ZONE 'Europe/Tirane')::date FROM case_party w JOIN cases c ON c.id = w.case_id"
            " WHERE c.public = %s",
            (case,),
        )
        found: date = cursor.fetchone()[0]
    return found


def test_whoever_leaves_has_no_role_from_that_instant(houses: Houses) -> None:
    chief = houses.ours.actor("supervisor", "Besa")
    account = accounts.invite(chief, " Arta@Example.al ", "Arta Kola")
    with pytest.raises(Refused, match="account-known-already"):
        accounts.invite(chief, "arta@example.al", "Arta Kola")
    accounts.assign(chief, account, "coordinator")
    with pytest.raises(Refused, match="role-held-already"):
        accounts.assign(chief, account, "coordinator")
    accounts.leave(chief, account)
    roles = [(change.old, change.new) for change in registers.changes(chief, "membership")]
    assert roles[0][0] == {"until_at": None}
    assert roles[0][1] is not None
    assert registers.changes(chief, "account", account)[0].new == {"is_active": False}


def test_rankings_are_those_of_the_day_and_of_the_closest_disease(houses: Houses) -> None:
    from konsil.store.registers import organisations

    walked(houses.ours, "centre.offered")
    by = houses.ours.actor("administrator")
    new = today()
    organisations.rank(by, "C50", "clairval", 9, source="A later list", published_on=new, from_on=new)
    organisations.rank(by, "C50.4", "st-brigid", 1, source="A closer list", published_on=new, from_on=new)
    found = [(one.centre, one.rank, one.source) for one in registers.rankings(by, "C50.4")]
    assert found == [
        ("nordhaven", 1, "An invented list"), ("st-brigid", 1, "A closer list"), ("clairval", 9, "A later list")
    ]  # fmt: skip
    before = [(one.centre, one.rank) for one in registers.rankings(by, "C50.4", new - timedelta(days=1))]
    assert before == [("nordhaven", 1), ("clairval", 2), ("st-brigid", 3)]
    offer = next(e for e in cases.case(houses.ours.actor(), houses.ours.case).entries if e.name == "centre.offered")
    assert plain(offer.known)["ranks"]["clairval"]["rank"] == 2
