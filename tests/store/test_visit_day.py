"""A visit on its day: the paper's one use, what reception is told, what was done, the wait-list, who sees what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from clinics_world import (
    AGENT,
    CLEAR,
    CONSULTATION,
    DOCTOR,
    ELSEWHERE,
    FIELD,
    IMAGING,
    KONSIL,
    OTHER,
    PAYER,
    PROGRAMME,
    RECEPTION,
    ROME,
    STRANGER,
    SUPERVISOR,
    TODAY,
    Standing,
    World,
    built,
    carried,
    checked_in,
    issued,
    signed,
    standing,
    table,
    time,
)
from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.core.fact import Money, plain
from konsil.core.facts import attendance
from konsil.core.seal import number
from konsil.store import visits as derived
from konsil.store.queries import cases, notices, slots, visits
from konsil.store.queries.reading import reading, rows
from konsil.store.queries.visits import PaperSeen
from konsil.store.registers import clinics, policies, services, sheets
from konsil.store.scans import tried

pytestmark = pytest.mark.django_db


class Clock:
    """The database's clock, standing where it is put."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner

    def put(self, at: datetime | None) -> None:
        self.owner.execute("UPDATE instance SET kind = %s, stands_at = %s", ["demo" if at else "production", at])


@pytest.fixture
def clock(owner: Any) -> Iterator[Clock]:
    made = Clock(owner)
    made.put(TODAY)
    yield made
    made.put(None)


@pytest.fixture
def day(clock: Clock, db: None) -> World:
    """The world as of that morning."""
    return built()


def test_a_paper_is_used_once_and_a_reversed_scan_of_the_day_lets_it_be_used_again(day: World) -> None:
    visit = standing(day)
    assert visits.paper(RECEPTION, visit.number).verdict == "valid"
    checked_in(visit)
    with pytest.raises(Refused, match="authorisation-used"):
        checked_in(visit)
    seen = visits.paper(RECEPTION, visit.number.lower().replace("-", " "))
    assert (seen.verdict, seen.used_at, seen.case) == ("used", TODAY, visit.case)
    carried(visit.case, "check-in.reversed", RECEPTION, booking=visit.booking, reason="the wrong paper")
    assert visits.paper(RECEPTION, visit.number).verdict == "valid"
    checked_in(visit)
    assert [one.because for one in visits.reversals(AGENT, TODAY - timedelta(days=1))] == ["the wrong paper"]
    assert table("SELECT count(*), count(reversed_at) FROM redemption") == [(2, 1)]


@pytest.mark.shows("O22")
@pytest.mark.parametrize("on", [date(2026, 11, 25), date(2026, 10, 25), date(2027, 3, 28)])
def test_a_paper_is_good_on_one_local_day_from_midnight_to_midnight(db: None, clock: Clock, on: date) -> None:
    """valid only on that local date (clinic's time zone); midnight test: also where that day has 25 hours, or 23"""
    before, begins = datetime(on.year, on.month, on.day, tzinfo=ROME) - timedelta(seconds=1), on + timedelta(days=1)
    first, almost = before + timedelta(seconds=1), datetime(on.year, on.month, on.day, 23, 59, 59, tzinfo=ROME)
    over = datetime(begins.year, begins.month, begins.day, tzinfo=ROME)
    clock.put(before - timedelta(hours=12))
    world = built()
    for one in ("doctor", "room-1"):
        hours = {"mon-sun": ["00:00-24:00"]}
        clinics.plan(Actor("office", "clinic", CLEAR), world.resources[f"{CLEAR}/{one}"], hours, on, until_on=on)
    case, slot = world.opened(), world.slot(since=datetime(on.year, on.month, on.day, 23, 30, tzinfo=ROME))
    booking = world.booked(case, slot)
    visit = Standing(case, booking, issued(case, booking), slot)
    assert slot.day == on
    for at in (before, over):
        clock.put(at)
        assert visits.paper(RECEPTION, visit.number).verdict == "other-day"
    for at in (first, almost):
        clock.put(at)
        assert visits.paper(RECEPTION, visit.number).verdict == "valid"
    assert checked_in(visit).entry.known == attendance.Arrival(on.year - 1980 - (on < date(on.year, 3, 1)), on, on)


def test_a_paper_of_another_day_is_refused_at_the_desk(day: World, clock: Clock) -> None:
    visit = standing(day)
    clock.put(TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="authorisation-for-another-day"):
        checked_in(visit)


def test_another_clinic_learns_of_a_signed_code_that_it_is_not_its_own_and_of_a_number_nothing(day: World) -> None:
    visit = standing(day)
    assert visits.paper(ELSEWHERE, visit.number, signed=True) == PaperSeen("other-clinic")
    assert visits.paper(ELSEWHERE, visit.number) == PaperSeen("unknown")
    assert visits.paper(ELSEWHERE, number("AV", 7)) == PaperSeen("unknown")
    assert visits.paper(AGENT, visit.number).verdict == "valid"


def test_what_was_tried_stays_when_the_fact_was_refused_and_is_kept_once(day: World) -> None:
    visit = standing(day)
    checked_in(visit)
    with pytest.raises(Refused):
        checked_in(visit)
    assert tried(RECEPTION, visit.number, "authorisation-used", scanned="scanner", key="n_1") is True
    assert tried(RECEPTION, visit.number, "authorisation-used", scanned="scanner", key="n_1") is False
    tried(ELSEWHERE, visit.number, "other-clinic")
    found = visits.scans(AGENT, TODAY - timedelta(days=1), visit.case)
    assert sorted((one.clinic, one.why) for one in found) == [(OTHER, "other-clinic"), (CLEAR, "authorisation-used")]
    assert [one.clinic for one in visits.scans(ELSEWHERE, TODAY - timedelta(days=1))] == [OTHER]


def test_an_extension_has_a_number_of_its_own_names_the_base_and_is_used_without_a_second_check_in(day: World) -> None:
    visit = standing(day, CONSULTATION)
    checked_in(visit)
    asking = carried(visit.case, "extension.asked", RECEPTION, booking=visit.booking,
                     lines=[{"service": IMAGING}], why="swelling").answer["items"]["asking"]  # fmt: skip
    told = plain(carried(visit.case, "authorisation.extended", asking=asking, lines=[{"service": IMAGING}]).entry.known)
    assert (told["extends"], told["day"]) == (visit.number, TODAY.date().isoformat())
    assert told["number"] != visit.number
    assert visits.paper(RECEPTION, told["number"]).verdict == "valid"
    carried(visit.case, "visit.performed", DOCTOR, booking=visit.booking,
            lines=[{"service": CONSULTATION}, {"service": IMAGING}])  # fmt: skip
    assert [(one.number, one.extends, one.state) for one in visits.papers_of(RECEPTION, CLEAR, TODAY.date())] == sorted(
        [(visit.number, "", "used"), (told["number"], visit.number, "valid")]
    )


def test_a_statement_charges_what_was_signed_at_the_price_of_the_day_and_holds_the_rest(day: World) -> None:
    first, second = standing(day), standing(day)
    for visit in (first, second):
        checked_in(visit)
        carried(visit.case, "visit.performed", DOCTOR, booking=visit.booking, lines=[{"service": CONSULTATION}])
    extra = [{"service": IMAGING}]
    carried(first.case, "service.performed-beyond", DOCTOR, booking=first.booking, lines=extra, why="seen")
    services.price(AGENT, PAYER, CLEAR, CONSULTATION, Money(Decimal("300"), "RON"), TODAY.date() + timedelta(days=1))
    signed(first.case, first.booking, {CONSULTATION: 1, IMAGING: 1})
    month = (CLEAR, date(2026, 11, 1), date(2026, 11, 30))
    for whoever in (AGENT, RECEPTION):
        told = sorted((one.service, one.held, one.amount) for one in visits.statement(whoever, *month))
        assert told == [
            (CONSULTATION, "", Decimal("250.00")), (CONSULTATION, "unsigned", 0), (IMAGING, "not-authorised", 0),
        ]  # fmt: skip
    told = {"booking": first.booking, "services": [IMAGING], "reason": "urgent"}
    carried(first.case, "beyond.approved", second="Radu Ionescu", **told)
    assert sum(one.amount for one in visits.statement(AGENT, *month)) == Decimal("430.00")
    assert visits.statement(ELSEWHERE, *month) == ()


def test_a_reserved_number_is_good_on_its_day_and_entered_once(day: World, clock: Clock) -> None:
    lent, other = sheets.lay(AGENT, PROGRAMME, TODAY.date(), 2)
    assert visits.reserved(RECEPTION, lent) == "reserved"
    assert visits.reserved(STRANGER, lent) == "unknown"
    assert visits.reserved(RECEPTION, number("AV", 9)) == "unknown"
    case, slot = day.opened(), day.slot()
    booking = day.booked(case, slot)
    assert issued(case, booking, reserved=lent.lower()) == lent
    assert visits.reserved(RECEPTION, lent) == "used"
    assert sheets.sheet(AGENT, TODAY.date()) == (other,)
    again = day.opened()
    rebooked = day.booked(again, day.slot())
    with pytest.raises(Refused, match="number-not-reserved"):
        issued(again, rebooked, reserved=lent)
    clock.put(datetime(2026, 11, 26, 0, 0, tzinfo=ROME))
    assert visits.reserved(RECEPTION, other) == "other-day"
    later = slots.free(AGENT, {CONSULTATION: 1}, clinic=CLEAR, most=1)[0]
    with pytest.raises(Refused, match="number-not-reserved"):
        issued(last := day.opened(), day.booked(last, later), reserved=other)


def test_what_was_read_out_before_midnight_may_be_entered_after_it(day: World, clock: Clock) -> None:
    lent = sheets.lay(AGENT, PROGRAMME, TODAY.date(), 1)[0]
    case = day.opened()
    booking = day.booked(case, day.slot(since=TODAY + timedelta(days=1)))
    clock.put(TODAY + timedelta(days=1))
    done = carried(case, "authorisation.issued", at=TODAY + timedelta(hours=3), booking=booking,
                   lines=[{"service": CONSULTATION}], reserved=lent)  # fmt: skip
    assert plain(done.entry.known)["number"] == lent


@pytest.mark.shows("X19")
def test_a_freed_time_is_offered_to_the_first_who_fits_and_held_for_him_alone(day: World) -> None:
    """the freed slot is offered to the first on the wait-list that fits, once"""
    holder = standing(day)
    patient, later = day.opened(), day.opened()
    wanted = {"services": [{"service": CONSULTATION}], "earliest": "2026-11-25", "latest": "2026-12-24"}
    wish = carried(patient, "place.wanted", **wanted).answer["items"]["wish"]
    carried(later, "place.wanted", **wanted)
    carried(holder.case, "visit.cancelled", booking=holder.booking, reason="ill")
    found = visits.wishes(AGENT, CLEAR, holder.slot.day, [CONSULTATION, FIELD])
    assert [one.case for one in found] == [patient, later]
    assert visits.wishes(AGENT, CLEAR, holder.slot.day, [IMAGING]) == ()
    carried(patient, "place.offered", wish=wish, until=(TODAY + timedelta(minutes=30)).isoformat(), **time(holder.slot))
    assert [one.case for one in visits.wishes(AGENT)] == [later]
    with pytest.raises(Refused, match="slot-taken"):
        day.booked(later, holder.slot)
    carried(patient, "place.taken", wish=wish)
    day.booked(patient, holder.slot)
    assert table("SELECT DISTINCT item FROM booked_time") == [("booking-1",)]


def test_an_offer_that_was_let_pass_frees_the_time_for_the_next(day: World) -> None:
    slot, patient = day.slot(), day.opened()
    wanted = {"services": [{"service": CONSULTATION}], "earliest": "2026-11-25", "latest": "2026-12-24"}
    wish = carried(patient, "place.wanted", **wanted).answer["items"]["wish"]
    carried(patient, "place.offered", wish=wish, until=(TODAY + timedelta(minutes=30)).isoformat(), **time(slot))
    assert table("SELECT count(*) FROM booked_time") == [(2,)]
    carried(patient, "place.declined", KONSIL, wish=wish, why="silent")
    assert table("SELECT count(*) FROM booked_time") == [(0,)]
    assert [one.case for one in visits.wishes(AGENT)] == [patient]


def test_one_absence_names_every_visit_it_touches(day: World) -> None:
    kept, touched = standing(day), standing(day, IMAGING)
    device = day.resources[f"{CLEAR}/oct"]
    found = slots.touched(RECEPTION, [device], TODAY, TODAY + timedelta(hours=8))
    assert [(one.case, one.booking) for one in found] == [(touched.case, touched.booking)]
    assert kept.case != touched.case
    carried(touched.case, "visit.suspended", RECEPTION, booking=touched.booking, why="device-broken", event="b_1")
    assert visits.paper(RECEPTION, touched.number).verdict == "suspended"
    with pytest.raises(Refused, match="visit-suspended"):
        checked_in(touched)
    carried(touched.case, "visit.resumed", RECEPTION, booking=touched.booking, event="b_1")
    assert visits.paper(RECEPTION, touched.number).verdict == "valid"


def test_each_change_is_acknowledged_anew(day: World) -> None:
    visit = standing(day)
    later = day.slot(since=visit.slot.starts + timedelta(hours=1))
    carried(visit.case, "visit.moved", booking=visit.booking, reason="cannot come", **time(later))
    carried(visit.case, "clinic.acknowledged", RECEPTION, booking=visit.booking, who="Maria Rus")
    carried(visit.case, "visit.cancelled", booking=visit.booking, reason="ill")
    carried(visit.case, "clinic.acknowledged", RECEPTION, booking=visit.booking, who="Maria Rus")
    open_cycles = table("SELECT promise FROM promise_cycle WHERE state = 'running' AND promise LIKE '%%acknowledged'")
    assert open_cycles == []


def struck(case: str, seq: int) -> None:
    told = {"strikes": [seq], "stays": [], "reason": "recorded on the wrong case"}
    carried(case, "entry.struck", SUPERVISOR, second="Ioana Pop", **told)


def test_a_check_in_recorded_in_error_leaves_the_paper_unused(day: World) -> None:
    visit = standing(day)
    done = checked_in(visit)
    struck(visit.case, done.entry.seq)
    assert visits.paper(RECEPTION, visit.number).verdict == "valid"
    assert [one.because for one in visits.reversals(AGENT, TODAY)] == ["recorded on the wrong case"]
    checked_in(visit)


def test_a_paper_issued_in_error_is_struck_and_its_number_never_used_again(day: World) -> None:
    visit = standing(day)
    struck(visit.case, 3)
    assert visits.paper(RECEPTION, visit.number).verdict == "struck"
    assert issued(visit.case, visit.booking) != visit.number
    assert table("SELECT count(*) FROM authorisation") == [(2,)]


def test_a_booking_made_in_error_frees_its_time_and_ends_its_paper(day: World) -> None:
    visit = standing(day)
    told = {"strikes": [2, 3], "stays": [], "reason": "another person's call"}
    carried(visit.case, "entry.struck", SUPERVISOR, second="Ioana Pop", **told)
    assert table("SELECT count(*) FROM booked_time") == [(0,)]
    assert visits.of_day(RECEPTION, TODAY.date()) == ()
    assert table("SELECT state FROM authorisation") == [("struck",)]
    assert day.slot().starts == visit.slot.starts


def test_a_closed_request_frees_what_it_had_taken(day: World) -> None:
    visit, patient = standing(day), day.opened()
    wanted = {"services": [{"service": CONSULTATION}], "earliest": "2026-11-25", "latest": "2026-12-24"}
    carried(patient, "place.wanted", **wanted)
    for case in (visit.case, patient):
        carried(case, "request.withdrawn")
        carried(case, "case.closed", reason="withdrawn")
    assert table("SELECT count(*) FROM booked_time") == [(0,)]
    assert table("SELECT state FROM authorisation") == [("closed",)]
    assert table("SELECT state FROM wish") == [("over",)]
    assert [one.state for one in visits.between(AGENT, TODAY.date(), TODAY.date(), CLEAR)] == ["closed"]


def test_what_is_derived_again_from_the_log_is_what_stands(day: World) -> None:
    visit = standing(day)
    checked_in(visit)
    carried(visit.case, "visit.performed", DOCTOR, booking=visit.booking, lines=[{"service": CONSULTATION}])
    found = cases.whole(AGENT, visit.case)
    stored = derived.rows(found.case)
    assert stored is not None
    assert [(row["number"], row["state"]) for row in stored["papers"]] == [(visit.number, "used")]
    assert [row["state"] for row in stored["visits"]] == ["performed"]
    assert derived.rows(found.case, found.case) is None


def test_visits_ahead_of_whom_the_cover_ends_before_are_listed_and_nothing_is_changed(day: World) -> None:
    kept, ahead = standing(day), day.opened()
    later = day.slot(since=TODAY + timedelta(days=10))
    booking = day.booked(ahead, later)
    number_ahead = issued(ahead, booking)
    assert visits.uncovered(AGENT) == ()
    with reading(AGENT):
        policy = rows("SELECT y.public FROM policy y WHERE y.number = 'RO-1'")[0][0]
    policies.uncover(AGENT, policy, day.insured, TODAY.date() + timedelta(days=5), "left the company")
    assert [(one.case, one.booking, one.paper) for one in visits.uncovered(AGENT)] == [(ahead, booking, number_ahead)]
    assert visits.paper(AGENT, number_ahead).verdict == "other-day"
    assert visits.paper(RECEPTION, kept.number).verdict == "valid"
    assert {one.case for one in notices.notices(AGENT)} == {kept.case, ahead}
    carried(ahead, "authorisation.revoked", booking=booking, reason="cover-ended")
    with pytest.raises(Refused, match="not-insured"):
        carried(ahead, "visit.moved", booking=booking, reason="x", **time(day.slot(since=TODAY + timedelta(days=12))))
