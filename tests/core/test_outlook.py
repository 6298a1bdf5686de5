"""Looking ahead and looking back: the forecast, who held the ball, the next step."""

from datetime import date, datetime, timedelta

import pytest

from core import small
from core.small import MONDAY, TIRANA, case
from core.wandering import PROGRAMME, WAY, begun
from konsil.core import ball
from konsil.core.ball import Stretch
from konsil.core.forecast import forecast
from konsil.core.journey import Step, take
from konsil.core.steps import next_step


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=TIRANA)


@pytest.mark.shows("Y14")
@pytest.mark.parametrize(
    ("steps", "day", "answer"),
    [
        (5, at(6, 16), date(2026, 3, 27)),  # two stages of a day, then ten, from Friday on
        (27, at(18, 13), date(2026, 4, 3)),  # complete on the 18th
        (33, at(30, 13), date(2026, 3, 30)),  # the opinion is here
    ],
)
def test_the_answer_is_expected_by_a_day_as_soon_as_anything_is_known(steps: int, day: datetime, answer: date) -> None:
    """planned treatment and its date are asked at intake and whenever they change; each case shows expected delivery
    beside it: the stages that are left, each as long as it usually takes, holidays left out."""
    found = forecast(begun(steps), day)
    assert (found.answer, found.operation, found.conflict) == (answer, date(2026, 4, 20), False)


def test_the_stages_say_since_when_they_are_done_or_by_when_they_will_be() -> None:
    found = forecast(begun(18), at(12, 11))
    assert [(stage.key, stage.done, stage.expected) for stage in found.stages] == [
        ("request", at(6, 15).replace(minute=30), None),
        ("consent", at(12, 10), None),
        ("centres", at(11, 10), None),
        ("records", None, date(2026, 3, 13)),
        ("opinion", None, date(2026, 4, 1)),
        ("delivered", None, date(2026, 4, 1)),
    ]
    assert found.current == found.stages[3]


def test_a_delivered_case_has_no_expected_day_and_no_current_stage() -> None:
    found = forecast(begun(41), at(31))
    assert (found.answer, found.current) == (None, None)


def test_what_is_overdue_is_expected_today_at_the_earliest() -> None:
    assert forecast(begun(5), at(31)).answer == date(2026, 4, 20)


def test_a_treatment_that_has_begun_is_no_date_to_be_before() -> None:
    told = {"items": ["Chemotherapy"], "on": "2026-03-09", "begun": True}
    arta = "coordinator:mediguide/arta"
    treated = take(begun(5), Step(at=at(9), who=arta, fact="treatment.planned", told=told))
    assert (forecast(treated, at(9)).operation, forecast(treated, at(9)).conflict) == (None, False)


@pytest.mark.parametrize(
    ("who", "fact", "told"),
    [
        ("member:p_elira", "urgency.reported", {"what": "Short of breath"}),
        ("coordinator:mediguide/arta", "death.reported", {"by_whom": "Her sister"}),
        ("member:p_elira", "consent.withdrawn", {"consent": "consent-1"}),
    ],
)
def test_nobody_names_a_day_while_the_case_stands_still(who: str, fact: str, told: dict[str, str]) -> None:
    assert forecast(take(begun(22), Step(at=at(13), who=who, fact=fact, told=told)), at(13)).answer is None


def test_a_programme_without_stages_has_no_forecast() -> None:
    found = forecast(case("request.received"), MONDAY)
    assert (found.stages, found.answer, found.current) == ((), None, None)


def test_the_haste_of_a_centre_that_was_not_chosen_counts_no_more() -> None:
    five = {"centre": "clairval", "working_days": 5}
    asked = Step(at=at(9, 15), who="coordinator:mediguide/arta", fact="haste.asked", told=five)
    agreed = Step(at=at(9, 15), who="candidate:clairval/desk", fact="haste.agreed", told=five | {"who": "Mme Exemple"})
    hasty = take(take(begun(13), asked), agreed)
    assert (forecast(begun(13), at(9, 15)).answer, forecast(hasty, at(9, 15)).answer) == (
        date(2026, 3, 30),
        date(2026, 3, 19),
    )
    for step in WAY[13:16]:  # offered, sent, Nordhaven chosen
        hasty = take(hasty, step)
    assert forecast(hasty, at(11)).answer == forecast(begun(16), at(11)).answer


# -- who held the ball -----------------------------------------------------------------------------------------


def test_a_turn_is_told_with_whose_it_was_and_why() -> None:
    found = ball.held(begun(18), at(6, 15), at(12, 12))
    assert [(one.holder, one.turn) for one in found] == [
        ("operator", ""),
        ("member", "member-signs"),
        ("operator", ""),
    ]
    assert found[1] == Stretch("member", "member-signs", at(9, 9).replace(minute=1), at(12, 10))


def test_where_turns_overlap_the_first_declared_wins() -> None:
    """The courier carries one record while the doctor still has the other."""
    found = ball.held(begun(26), at(17, 8), at(18, 11))
    assert [one.holder for one in found] == ["doctor", "courier", "doctor", "operator"]


def test_a_turn_that_is_still_open_reaches_to_the_end() -> None:
    (found,) = ball.held(begun(7), at(10), at(11))
    assert found == Stretch("member", "member-signs", at(10), at(11))


def test_the_shares_are_working_time() -> None:
    calendar = PROGRAMME.calendars["operator"]
    assert ball.shares(begun(18), at(6, 15), at(12, 12), calendar) == {
        "operator": timedelta(hours=4, minutes=1),
        "member": timedelta(hours=24, minutes=59),
    }


# -- the next step ---------------------------------------------------------------------------------------------


def test_the_next_step_is_the_nearest_on_the_way() -> None:
    assert next_step(begun(5), ["offer.sent"], {}, at(9)) == "centre.asked"
    assert next_step(begun(10), ["offer.sent"], {}, at(9)) == "centre.confirmed"
    assert next_step(begun(13), ["offer.sent"], {}, at(9, 16)) == "centre.offered"
    assert next_step(begun(14), ["offer.sent"], {}, at(10, 11)) == "offer.sent"


def test_the_first_way_is_preferred_to_a_later_one() -> None:
    assert next_step(begun(5), ["offer.sent", "request.declined"], {}, at(9)) == "centre.asked"
    assert next_step(begun(5), ["request.declined", "offer.sent"], {}, at(9)) == "request.declined"


def test_an_item_that_is_not_there_is_opened_first() -> None:
    assert next_step(case("request.received"), ["consent.signed"], {}, MONDAY) == "consent.released"
    each = small.programme(('"consent.refused | overdue member-signs"', '"every consent: consent.refused"'))
    assert next_step(case("request.received", under=each), ["case.closed"], {}, MONDAY) == "consent.released"


def test_a_case_that_has_ended_leads_nowhere() -> None:
    ended = case("request.received", "consent.released", "consent.sent", "consent.signed")
    assert next_step(ended, ["consent.refused", "no.such-fact"], {}, MONDAY) == ""


def test_recipients_are_planned_before_the_release() -> None:
    assert next_step(begun(36), ["opinion.released"], {}, at(30, 13)) == "delivery.planned"
    assert next_step(begun(38), ["opinion.released"], {}, at(30, 13)) == "opinion.released"
