"""Promises are counted from facts: cycles, pauses, caps, what reopens them and what never does (R8, clocks)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core import small
from core.small import MONDAY, TIRANA, case, tell
from core.wandering import PROGRAMME, begun
from konsil.core import promises
from konsil.core.case import Actor, Case
from konsil.core.journey import Step, named_cycles, take
from konsil.core.programme import Programme
from konsil.core.promises import Cycle
from konsil.core.spans import Span
from konsil.core.worktime import SpecialDay

SIGNS = ("request.received", "consent.released")  # due on Monday 9 March 2026, 24:00


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=TIRANA)


def only(case: Case) -> Cycle:
    (found,) = promises.cycles(case)
    return found


def after(case: Case, when: datetime, who: str, fact: str, **told: Any) -> Case:
    return take(case, Step(at=when, who=who, fact=fact, told=told))


def test_a_promise_that_did_not_start_has_no_cycle() -> None:
    assert promises.cycles(case("request.received")) == ()


def test_it_runs_and_is_late_at_the_instant_that_is_out_of_time() -> None:
    cycle = only(case(*SIGNS))
    due = datetime(2026, 3, 10, tzinfo=TIRANA)
    assert (cycle.due, cycle.exclusive) == (due, True)
    second = timedelta(seconds=1)
    assert [cycle.state(when) for when in (MONDAY, due - second, due)] == ["running", "running", "late"]
    assert (cycle.open(due), cycle.state(due)) == (True, "late")


def test_hours_are_in_time_at_their_instant() -> None:
    hours = small.programme(('within = "5 working days"', 'within = "2 working hours"'))
    cycle = only(case(*SIGNS, under=hours))
    assert cycle.due is not None
    assert (cycle.state(cycle.due), cycle.state(cycle.due + timedelta(seconds=1))) == ("running", "late")


@pytest.mark.parametrize(("day", "state"), [(9, "met"), (10, "met-late")])
def test_what_was_met_is_met_or_met_late_for_ever(day: int, state: str) -> None:
    sent = case(*SIGNS, "consent.sent")
    signed = tell(sent, "consent.signed", at=at(day, 23))
    assert only(signed).state(at(31)) == state
    assert only(signed).open(at(31)) is False


def test_an_end_cancels_the_promises_it_closes() -> None:
    two = case(*SIGNS, "consent.sent", "consent.refused", "consent.released", "case.closed")
    assert {key: cycle.state(at(31)) for key, cycle in named_cycles(two).items()} == {
        "member-signs consent-1": "met",
        "member-signs consent-2": "cancelled",
    }


def test_a_promise_survives_an_end_where_what_meets_it_does() -> None:
    lasting = small.programme(('met_by = ["consent.signed", "consent.refused"]', 'met_by = ["consent.signed"]'))
    flow = {**lasting.flow, "consent.signed": replace(lasting.flow["consent.signed"], after_end=True)}
    end = case(*SIGNS, "consent.sent", "consent.refused", "case.closed", under=replace(lasting, flow=flow))
    assert only(end).state(at(4)) == "running"


def test_a_start_without_a_live_item_carries_the_promise_itself() -> None:
    alone = small.programme(('of = "consent.released"', 'of = "request.received"'))
    assert list(named_cycles(case("request.received", under=alone))) == ["member-signs"]
    assert list(named_cycles(case(*SIGNS, under=alone))) == ["member-signs consent-1"]


CALL = """
[promise.called-back]
owes = "operator"
to = "member"
of = "callback.promised.when"
met_by = ["note.written"]
within = "1 hour"

[promise.covered]
owes = "operator"
to = "member"
of = "authority.granted.until"
met_by = ["authority.ended"]
within = "1 day"

[flow."callback.promised"]
by = ["coordinator"]
after = ["request.received"]

[flow."authority.granted"]
by = ["coordinator"]
after = ["request.received"]

[flow."authority.ended"]
by = ["coordinator"]
after = ["authority.granted"]
"""


def test_a_promise_may_count_from_an_instant_that_was_told() -> None:
    told = tell(case("request.received", under=small.programme(more=CALL)), "callback.promised", when=at(5), who="Arta")
    assert only(told).due == at(5, 10)


@pytest.mark.parametrize(("until", "due"), [("2026-03-20", datetime(2026, 3, 22, tzinfo=TIRANA)), (None, None)])
def test_a_promise_may_count_from_a_day_that_was_told_and_does_not_start_without(until: str, due: datetime) -> None:
    open_ = case("request.received", under=small.programme(more=CALL))
    told = tell(open_, "authority.granted", person="p_t", relation="child", scope="read", until=until, proof="Paper")
    assert [cycle.due for cycle in promises.cycles(told)] == ([due] if due else [])


# -- going back ------------------------------------------------------------------------------------------------


def test_a_bounce_reopens_the_same_cycle_and_says_so() -> None:
    bounced = after(begun(7), at(10, 8), "konsil:konsil", "consent.bounced", consent="consent-1", why="550")
    cycle = named_cycles(bounced)["consent-form"]
    assert (cycle.number, cycle.marks, cycle.state(at(10, 12))) == (1, ["met-withdrawn"], "late")


def test_voiding_the_start_cancels_and_a_new_start_is_a_new_cycle() -> None:
    more = after(begun(30), at(24), "centre:nordhaven/desk", "records.incomplete", missing="A slide")
    again = after(more, at(25), "coordinator:mediguide/arta", "records.completed", checked=["record-1", "record-2"])
    found = named_cycles(again)
    assert found["centre-opines"].state(at(26)) == "cancelled"
    assert (found["centre-opines#2"].start.seq, found["centre-opines#2"].state(at(26))) == (32, "running")


def test_a_cycle_that_was_met_when_its_start_is_voided_stays_met() -> None:
    more = after(begun(33), at(31, 9), "centre:nordhaven/desk", "records.incomplete", missing="A slide")
    assert named_cycles(more)["centre-opines"].state(at(31, 12)) == "met"


def test_what_began_anew_with_its_ground_stays_kept() -> None:
    """A centre withdraws, and with it goes the offer that had been sent in time: the member had it."""
    gone = after(begun(17), at(12), "centre:nordhaven/desk", "centre.withdrew", reason="The team is ill")
    cycle = named_cycles(gone)["three-centres"]
    assert (cycle.state(at(31)), cycle.kept_by, cycle.marks) == ("met", None, [])


def test_a_voider_that_meets_the_promise_too_leaves_it_met_at_the_first() -> None:
    """A centre that was free and takes it back the next day had answered in time all the same."""
    desk = "candidate:nordhaven/desk"
    back = after(begun(13), at(11), desk, "centre.unavailable", enquiry="enquiry-1", reason="Full")
    cycle = named_cycles(back)["centre-answers enquiry-1"]
    assert cycle.state(at(31)) == "met"
    assert [entry.seq for entry in (cycle.met, cycle.kept_by) if entry] == [11, 14]


def test_a_live_start_while_a_cycle_is_open_does_not_restart_it() -> None:
    asked = after(begun(5), at(9), "member:p_elira", "complaint.made", about="Slow", by_whom="member")
    again = after(asked, at(10), "member:p_elira", "complaint.made", about="Still slow", by_whom="member")
    assert [key for key in named_cycles(again) if key.startswith("complaint")] == [
        "complaint-answered complaint-1",
        "complaint-answered complaint-2",
    ]


def test_a_start_that_was_voided_before_the_item_existed_is_no_start_for_it() -> None:
    """The first opinion went back before anybody planned a delivery; the second is what the deliveries are of."""
    marku = "medical-officer:mediguide/marku"
    back = after(begun(33), at(30, 14), marku, "opinion.returned", opinion="opinion-1", why="Wrong side")
    second = after(back, at(31, 9), "centre:nordhaven/lund", "opinion.received", document="d_2")
    planned = after(
        second, at(31, 10), "coordinator:mediguide/arta", "delivery.planned", opinion="opinion-2", to="member",
        channel="portal",
    )  # fmt: skip
    found = {key: cycle.start.seq for key, cycle in named_cycles(planned).items() if key.startswith("opinion-to")}
    assert found == {"opinion-to-recipient delivery-1": 35}


def test_a_bearer_never_sees_a_start_that_was_over_before_it() -> None:
    """A record item opened after a start without an item was voided carries no cycle of it."""
    lone = small.programme(
        ('of = "consent.released"', 'of = "callback.promised"'),
        more="""
[flow."callback.promised"]
by = ["coordinator"]
after = ["request.received"]

[flow."case.reopened"]
by = ["coordinator"]
after = ["callback.promised"]
voids = ["callback.promised"]
""",
    )
    before = tell(case("request.received", under=lone), "callback.promised", when=at(5), who="Arta")
    voided = tell(tell(before, "case.reopened", why="No need"), "consent.released")
    assert promises.cycles(voided) == ()


# -- pauses ----------------------------------------------------------------------------------------------------


@pytest.mark.shows("X03")
def test_a_pause_moves_the_due_instant_and_is_kept_when_the_promise_changes() -> None:
    """no pause lost on priority change: the same facts under another span have the same stretch taken out."""
    sent = begun(15)
    urgent = after(sent, at(12), "member:p_elira", "urgency.reported", what="Short of breath", by_whom="member")
    paused = named_cycles(urgent)["member-chooses"]
    assert (paused.due, paused.state(at(13))) == (None, "paused")
    passed = after(urgent, at(18), "medical-officer:mediguide/marku", "urgency.passed", by_whom="Dr Leka")
    halts = ((at(12), at(18)),)
    assert named_cycles(passed)["member-chooses"].halts == halts
    shorter = replace(PROGRAMME.promises["member-chooses"], within=Span.read("5 working days"))
    other = Case(replace(PROGRAMME, promises={**PROGRAMME.promises, "member-chooses": shorter}), passed.entries)
    cycle = named_cycles(other)["member-chooses"]
    assert (cycle.halts, cycle.due) == (halts, datetime(2026, 3, 26, tzinfo=TIRANA))


def test_what_happens_after_it_was_met_moves_nothing() -> None:
    """A pause that was open when it was met, and closed later, ends for it when it was met."""
    asked = begun(22)
    gone = after(asked, at(13), "member:p_elira", "consent.withdrawn", consent="consent-1")
    met = after(gone, at(13, 12), "coordinator:mediguide/arta", "record.waived", record="record-1", reason="Not needed")
    again = take(met, Step(at=at(17), who="coordinator:mediguide/arta", fact="consent.released",
                           told={"covers": ["records-to-centre"]}))  # fmt: skip
    again = after(again, at(17, 10), "konsil:konsil", "consent.sent", consent="consent-2", channel="email", message="m")
    again = after(again, at(18), "member:p_elira", "consent.signed", consent="consent-2", way="code", document="d")
    before, now = named_cycles(met)["doctor-sends record-1"], named_cycles(again)["doctor-sends record-1"]
    assert (before.due, before.halts) == (now.due, now.halts) == (before.due, ((at(13), at(13, 12)),))


def test_a_mended_request_finds_the_time_that_was_left() -> None:
    """Declined after an hour, mended four days later: eleven hours of twelve are left."""
    arta = Actor("arta", "coordinator", "mediguide")
    lone = small.tell(Case(PROGRAMME), "request.received", by=arta, at=at(6, 15))
    declined = small.tell(lone, "request.declined", by=arta, at=at(6, 16), findings=["no-diagnosis"])
    assert named_cycles(declined)["consent-form"].state(at(9)) == "met"
    mended = small.tell(declined, "request.amended", by=arta, at=at(10, 15), diagnosis="C50.4")
    assert named_cycles(mended)["consent-form"].due == at(12, 10)


def test_the_cap_is_told_with_what_it_counts_from() -> None:
    cycle = named_cycles(begun(38))["opinion-to-recipient delivery-1"]
    assert cycle.capped is None
    late = after(begun(32), at(31).replace(month=4, day=3), "coordinator:mediguide/arta", "opinion.received",
                 document="d", way="email")  # fmt: skip
    cycle = named_cycles(late)["opinion-to-recipient opinion-1"]
    assert cycle.capped == (begun(27).entries[-1].at, "records.completed")


def test_where_the_cap_has_not_begun_the_span_alone_counts() -> None:
    more = """
[promise.called-back]
owes = "operator"
to = "member"
of = "request.received"
met_by = ["note.written"]
within = "1 hour"
not_after = "1 day of consent.signed"
"""
    found = named_cycles(case("request.received", under=small.programme(more=more)))
    assert (found["called-back"].due, found["called-back"].capped) == (MONDAY + timedelta(hours=1), None)


def test_late_items_are_those_of_late_cycles() -> None:
    two = case(*SIGNS, "consent.sent", "consent.refused", "consent.released")
    assert promises.late_items(two, "member-signs", at(31)) == ({"consent": "consent-2"},)


# -- calendars that change -------------------------------------------------------------------------------------


def revised(known: datetime, *off: int, hours: str = "08:00-16:00") -> Programme:
    """The small programme whose calendar changed: from this instant on these days of March are known to be off."""
    old = small.programme()
    calendar = small.programme(('"08:00-16:00"', f'"{hours}"')).calendars["operator"]
    special = {date(2026, 3, day): SpecialDay() for day in off}
    new = replace(calendar, special_days=special, known_from=known)
    promise = replace(old.promises["member-signs"], calendar=new, former=(old.calendars["operator"],))
    return replace(old, promises={"member-signs": promise})


def test_a_day_off_that_becomes_known_moves_what_is_open() -> None:
    assert only(case(*SIGNS, under=revised(at(4), 6))).due == at(11, 0)


def test_what_was_met_before_the_day_became_known_keeps_its_due_instant() -> None:
    signed = case(*SIGNS, "consent.sent", "consent.signed", under=revised(at(4), 6))
    assert only(signed).due == at(10, 0)


def test_what_was_late_before_the_day_became_known_stays_late() -> None:
    late = only(case(*SIGNS, under=revised(at(12), 6)))
    assert (late.due, late.state(at(12)), late.tightened) == (at(10, 0), "late", False)


def test_a_calendar_that_was_known_ever_is_the_first() -> None:
    ever = revised(at(4), 6)
    promise = ever.promises["member-signs"]
    calendar = replace(promise.calendar, known_from=None)
    plain = replace(ever, promises={"member-signs": replace(promise, calendar=calendar)})
    assert only(case(*SIGNS, under=plain)).due == at(10, 0)


def test_a_new_start_after_it_was_met_is_a_new_cycle() -> None:
    under = small.programme(more=CALL)
    first = tell(case("request.received", under=under), "callback.promised", when=at(5), who="Arta")
    second = tell(tell(first, "note.written"), "callback.promised", when=at(6), who="Arta")
    assert [(key, cycle.state(at(4))) for key, cycle in named_cycles(second).items()] == [
        ("called-back", "met"),
        ("called-back#2", "running"),
    ]
