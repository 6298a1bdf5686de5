"""Free time: laid out by the core, taken by bookings, searched in SQL; and the registers it stands on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, connection

from clinics_world import (
    AGENT,
    BEGAN,
    CLEAR,
    CONSULTATION,
    FIELD,
    IMAGING,
    OTHER,
    PAYER,
    PROGRAMME,
    RECEPTION,
    ROME,
    STRANGE,
    STRANGER,
    World,
    built,
)  # fmt: skip
from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.core.fact import Money
from konsil.store.capacity import lay_out_all
from konsil.store.queries import slots
from konsil.store.queries.reading import now, reading, rows
from konsil.store.queries.registers import changes
from konsil.store.queries.slots import Wanted
from konsil.store.refusals import NotThere
from konsil.store.registers import calendars, clinics, services
from two_houses import act_as

pytestmark = pytest.mark.django_db
OFFICE = Actor("the clinic's office", "clinic", CLEAR)


@pytest.fixture
def world(db: None) -> World:
    return built()


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ROME)


def working_day(after: int = 1) -> date:
    """A day on which clinics are open, so many days from today or the next one."""
    day = now().astimezone(ROME).date() + timedelta(days=after)
    free = slots.free(AGENT, {CONSULTATION: 1}, clinic=CLEAR, since=local(day, 0), most=1)
    return free[0].day


def starts(world: World, day: date, services: dict[str, int] | None = None, **more: Any) -> list[str]:
    """The wall times offered at the first clinic on a day."""
    found = slots.free(
        AGENT, services or {CONSULTATION: 1}, clinic=CLEAR, since=local(day, 0), until=day, most=100, each=100, **more
    )
    return [f"{one.starts.astimezone(ROME):%H:%M}" for one in found if one.day == day]


def test_a_day_is_offered_from_its_first_hour_in_steps_of_the_visit(world: World) -> None:
    day = working_day()
    assert starts(world, day)[:3] == ["08:00", "08:20", "08:40"]
    assert starts(world, day)[-1] == "15:40"
    assert len(starts(world, day)) == 8 * 3


def test_several_services_take_their_time_together_and_everything_each_needs(world: World) -> None:
    day = working_day()
    found = slots.free(AGENT, {CONSULTATION: 1, IMAGING: 2}, clinic=CLEAR, since=local(day, 0), most=1)[0]
    assert found.ends - found.starts == timedelta(minutes=20 + 2 * 15)
    assert set(found.labels) == {"doctor", "room-1", "oct"}
    assert found.practitioner == f"dr-{CLEAR}"


def test_one_that_is_away_takes_the_time_of_all_and_gives_it_back(world: World) -> None:
    day = working_day()
    absence = clinics.tell_absence(
        OFFICE, world.resources[f"{CLEAR}/oct"], "outage", local(day, 9), local(day, 12), "lamp"
    )
    assert starts(world, day, {IMAGING: 1})[3:5] == ["08:45", "12:00"]
    assert "09:00" in starts(world, day, {CONSULTATION: 1})
    clinics.withdraw_absence(OFFICE, absence)
    assert len(starts(world, day, {IMAGING: 1})) == 8 * 4


def test_new_hours_end_those_before_and_hours_of_a_stretch_stand_above(world: World) -> None:
    day = working_day(20)
    doctor = world.resources[f"{CLEAR}/doctor"]
    clinics.plan(OFFICE, doctor, {"mon-fri": ["10:00-12:00"]}, day)
    assert starts(world, day)[0] == "10:00"
    assert starts(world, working_day(1))[0] == "08:00"
    clinics.plan(OFFICE, doctor, {"mon-sun": ["09:00-10:00"]}, day, until_on=day)
    assert starts(world, day) == ["09:00", "09:20", "09:40"]


def test_a_search_is_narrowed_by_place_language_practitioner_and_part_of_the_day(world: World) -> None:
    day = working_day()
    assert starts(world, day, wanted=Wanted(part="afternoon"))[0] == "12:00"
    assert starts(world, day, wanted=Wanted(place="cluj", language="hu", practitioner=f"dr-{CLEAR}"))[0] == "08:00"
    for nobody in (Wanted(place="Turda"), Wanted(language="de"), Wanted(practitioner=f"dr-{OTHER}")):
        assert starts(world, day, wanted=nobody) == []


def test_a_holiday_of_the_country_and_a_closed_day_of_the_clinic_offer_nothing(world: World) -> None:
    day = working_day(3)
    calendars.revise(OFFICE, CLEAR, special_days={day: {"hours": ["08:00-09:00"], "reason": "stock-taking"}})
    assert len(starts(world, day)) == 24
    lay_out_all(Actor("konsil", "konsil", "konsil"))
    assert starts(world, day) == ["08:00", "08:20", "08:40"]
    calendars.revise(OFFICE, "RO", holidays={day: {"names": {"ro": "Liber", "en": "Day off"}}})
    calendars.revise(OFFICE, CLEAR, special_days={day: {"hours": [], "reason": "closed"}})
    lay_out_all(Actor("konsil", "konsil", "konsil"))
    assert starts(world, day) == []


def test_a_call_centre_searches_where_it_has_an_agreement_and_a_clinic_at_home(world: World) -> None:
    found = slots.free(AGENT, {CONSULTATION: 1}, most=100, each=1)
    assert {one.clinic for one in found} == {CLEAR, OTHER}
    assert {one.clinic for one in slots.free(RECEPTION, {CONSULTATION: 1}, most=100, each=1)} == {CLEAR}
    assert slots.free(AGENT, {CONSULTATION: 1}, clinic=STRANGE) == ()
    assert slots.free(Actor("nobody", "clinic", "nobody"), {CONSULTATION: 1}) == ()
    clinics.end_agreement(AGENT, PAYER, OTHER, now().date() - timedelta(days=1))
    assert {one.clinic for one in slots.free(AGENT, {CONSULTATION: 1}, most=100, each=1)} == {CLEAR}


def test_what_a_clinic_has_no_time_for_is_said_with_its_reason(world: World) -> None:
    day = working_day()
    month = day + timedelta(days=30)
    before, first = slots.capacity(AGENT, CLEAR, {FIELD: 1}, month), slots.first(AGENT, {FIELD: 1}, clinic=CLEAR)
    assert before is not None
    assert first is not None
    assert before.first_free == first.starts
    begin, end = now() - timedelta(hours=1), now() + timedelta(days=60)
    clinics.tell_absence(OFFICE, world.resources[f"{CLEAR}/doctor"], "leave", begin, end)
    clinics.tell_absence(OFFICE, world.resources[f"{CLEAR}/oct"], "outage", begin, end)
    found = slots.capacity(AGENT, CLEAR, {IMAGING: 1}, month)
    assert found is not None
    assert (found.offered, found.first_free, found.until) == (True, None, month)
    assert [one["label"] for one in found.on_leave] == ["doctor"]
    assert [one["label"] for one in found.out_of_order] == ["oct"]
    nothing = slots.capacity(AGENT, CLEAR, {"DENT": 1}, month)
    assert nothing is not None
    assert (nothing.offered, nothing.first_free) == (False, None)
    assert slots.capacity(AGENT, STRANGE, {FIELD: 1}, month) is None


@pytest.mark.shows("X38")
def test_a_price_holds_from_its_day_and_the_one_before_until_the_day_before(world: World) -> None:
    """the day before, on and after a change of tariff"""
    change = now().date() + timedelta(days=10)
    services.price(AGENT, PAYER, CLEAR, CONSULTATION, Money(Decimal("300"), "RON"), change)

    def price(day: date) -> str:
        with reading(AGENT):
            told = rows("SELECT konsil.prices_on(%s, %s, %s, %s) #>> %s", PAYER, CLEAR, [CONSULTATION], day,
                        [CONSULTATION, "amount"])  # fmt: skip
        return str(told[0][0])

    days = (change - timedelta(days=1), change, change + timedelta(days=1))
    assert [price(day) for day in days] == ["250.00", "300.00", "300.00"]
    with pytest.raises(Refused, match="tariff-overlaps"):
        services.price(AGENT, PAYER, CLEAR, CONSULTATION, Money(Decimal("310"), "RON"), change)


def test_a_rule_says_whether_a_paper_is_needed_and_a_package_may_have_its_own(world: World) -> None:
    today = now().date()
    services.cover(AGENT, PAYER, PROGRAMME, FIELD, from_on=today, package="optima")
    told = slots.rules(AGENT, PROGRAMME, (CONSULTATION, IMAGING, FIELD, "DENT"), today, language="ro")
    assert {code: (one.covered, one.needed) for code, one in told.items()} == {
        CONSULTATION: (True, False), IMAGING: (True, True), FIELD: (False, True), "DENT": (False, True),
    }  # fmt: skip
    assert told[CONSULTATION].name == "OFT-CONS ăâîșț"
    assert slots.rules(AGENT, PROGRAMME, (FIELD,), today, package="optima")[FIELD].covered is True


def test_what_a_clinic_sees_is_its_own_and_what_a_stranger_sees_is_nothing(world: World) -> None:
    tables = ("location", "resource", "schedule", "offer", "offer_resource", "open_time")
    with reading(AGENT):
        both = {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}
    with reading(RECEPTION):
        own = {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}
        assert rows("SELECT count(*) FROM coverage")[0][0] == 0
        assert rows("SELECT DISTINCT clinic_id FROM tariff") == [(CLEAR,)]
    assert both == {table: 2 * one for table, one in own.items()}
    with reading(Actor("nobody", "clinic", "nobody")):
        assert [rows(f"SELECT count(*) FROM {table}")[0][0] for table in (*tables, "coverage", "tariff")] == [0] * 8


def test_a_clinic_changes_its_own_hours_and_nobody_elses(world: World) -> None:
    doctor = world.resources[f"{CLEAR}/doctor"]
    with pytest.raises(NotThere):
        clinics.plan(STRANGER, doctor, {"mon": ["08:00-09:00"]}, BEGAN)
    act_as(PAYER)
    with connection.cursor() as cursor, pytest.raises(Error, match="not-there"):
        cursor.execute("SELECT konsil.open_time_v1(id, '2026-01-01', '2026-12-31', '{}') FROM resource LIMIT 1")


def test_every_change_leaves_who_made_it(world: World) -> None:
    day = working_day()
    clinics.tell_absence(OFFICE, world.resources[f"{CLEAR}/oct"], "outage", local(day, 9), local(day, 10), "lamp")
    told = changes(OFFICE, "absence")[0]
    assert (told.account, told.party, told.new["kind"], told.new["reason"]) == (OFFICE.name, CLEAR, "outage", "lamp")


def test_who_leaves_a_clinic_and_what_it_no_longer_does_are_offered_until_their_last_day(world: World) -> None:
    last = working_day(7)
    clinics.retire_resource(OFFICE, world.resources[f"{CLEAR}/oct"], last)
    services.withdraw_offer(OFFICE, world.places[CLEAR], FIELD, last)
    after = working_day((last - now().astimezone(ROME).date()).days + 1)
    assert starts(world, last, {IMAGING: 1})[0] == "08:00"
    assert starts(world, last, {FIELD: 1})[0] == "08:00"
    assert starts(world, after, {IMAGING: 1}) == []
    assert starts(world, after, {FIELD: 1}) == []
    assert starts(world, after)[0] == "08:00"
    services.retire(OFFICE, CONSULTATION, last)
    with reading(OFFICE):
        assert rows("SELECT until_on FROM service WHERE code = %s", CONSULTATION) == [(last,)]


def test_an_offer_may_take_its_own_time_and_a_rule_may_have_a_limit(world: World) -> None:
    day = working_day()
    doctor, room = (world.resources[f"{CLEAR}/{name}"] for name in ("doctor", "room-2"))
    services.describe(OFFICE, "OFT-KIDS", {"en": "Children"}, 20, BEGAN)
    services.offer(OFFICE, world.places[CLEAR], "OFT-KIDS", [doctor, room], from_on=BEGAN, minutes=60)
    assert len(starts(world, day, {"OFT-KIDS": 1})) == 8
    services.cover(AGENT, PAYER, PROGRAMME, "OFT-KIDS", from_on=BEGAN, cap=Money(Decimal("90"), "RON"))
    with reading(AGENT):
        assert rows("SELECT cap, currency FROM coverage WHERE service = 'OFT-KIDS'") == [(Decimal("90.00"), "RON")]


def test_what_is_not_there_cannot_be_changed(world: World) -> None:
    today = now().date()
    for change in (
        lambda: clinics.end_agreement(AGENT, PAYER, STRANGE, today),
        lambda: clinics.add_resource(OFFICE, "l_nowhere", "room", "room", from_on=today),
        lambda: clinics.plan(OFFICE, "s_nothing", {"mon": ["08:00-09:00"]}, today),
        lambda: clinics.withdraw_absence(OFFICE, "b_nothing"),
        lambda: services.retire(OFFICE, "NOTHING", today),
        lambda: services.withdraw_offer(OFFICE, world.places[CLEAR], "NOTHING", today),
        lambda: services.offer(OFFICE, world.places[CLEAR], FIELD, ["s_nothing"], from_on=today),
        lambda: services.offer(OFFICE, world.places[CLEAR], FIELD, [world.resources[f"{OTHER}/oct"]], from_on=today),
    ):
        with pytest.raises(NotThere):
            change()
    with pytest.raises(KeyError):
        clinics.open_location(OFFICE, CLEAR, "Nowhere", zone="Europe/Nowhere", from_on=today)
    at = now()
    with pytest.raises(Refused, match="dates-reversed"):
        clinics.tell_absence(OFFICE, world.resources[f"{CLEAR}/oct"], "outage", at, at)
