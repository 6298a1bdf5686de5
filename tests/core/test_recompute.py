"""`konsil clock`, the pure part: one question, one answer."""

from typing import Any

import pytest

from konsil.calendars.reading import holidays
from konsil.core.recompute import Unanswerable, evaluate

HOLIDAYS = holidays()
OFFICE = {day: [["08:00", "16:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
THURSDAY = {"id": "a", "tz": "Europe/Tirane", "start": "2026-11-19T16:00:00+01:00", "holidays": {"country": "AL"}}


def ask(kind: str, explain: bool = False, **told: Any) -> dict[str, Any]:
    return evaluate({**THURSDAY, "kind": kind, **told}, HOLIDAYS, explain)


def result(kind: str, **told: Any) -> Any:
    return ask(kind, **told)["result"]


def test_every_kind_is_answered() -> None:
    assert ask("add_working_days", amount=3) == {"id": "a", "result": "2026-11-26T00:00:00+01:00"}
    assert result("add_calendar_days", amount=3) == "2026-11-23T00:00:00+01:00"
    assert result("add_months", amount=3) == "2027-02-20T00:00:00+01:00"
    assert result("months_back", amount=12) == "2025-11-19T00:00:00+01:00"
    assert result("add_working_hours", amount=12, weekly_hours=OFFICE) == "2026-11-24T12:00:00+01:00"
    assert result("valid_on_date", amount="2026-11-19") is True
    assert result("valid_on_date", amount="2026-11-20") is False
    end = "2026-11-24T09:30:00.900+01:00"
    assert result("elapsed_working_seconds", end=end, weekly_hours=OFFICE) == 34200
    assert result("elapsed_working_seconds", start=end, end=THURSDAY["start"], weekly_hours=OFFICE) == -34200


def test_hours_may_be_told_in_seconds_and_in_parts() -> None:
    seconds = result("add_working_hours", amount=5400, unit="seconds", weekly_hours=OFFICE)
    assert seconds == result("add_working_hours", amount=1.5, weekly_hours=OFFICE) == "2026-11-20T09:30:00+01:00"
    assert result("add_working_hours", amount=0, weekly_hours=OFFICE) == THURSDAY["start"]


def test_dates_that_are_told_count_instead_of_the_country_s() -> None:
    told = {"country": "AL", "dates": ["2026-11-20"]}
    assert result("add_working_days", amount=3, holidays=told) == "2026-11-26T00:00:00+01:00"
    assert result("add_working_days", amount=3, holidays={"country": None, "dates": None}) == (
        "2026-11-25T00:00:00+01:00"
    )
    assert result("add_working_days", amount=3, holidays=None) == "2026-11-25T00:00:00+01:00"


def test_special_days_stand_above_holidays() -> None:
    special = {"2026-11-23": [["09:00", "12:00"]], "2026-11-20": []}
    assert result("add_working_days", amount=3, special_days=special) == "2026-11-26T00:00:00+01:00"
    assert result("add_working_hours", amount=4, special_days=special, weekly_hours=OFFICE) == (
        "2026-11-24T09:00:00+01:00"
    )


def test_pauses_and_conventions_are_heeded() -> None:
    open_pause = [{"from": "2026-11-24T10:00:00+01:00", "to": None}]
    assert result("add_working_days", amount=3, pauses=open_pause) is None
    pause = [{"from": "2026-11-24T10:00:00+01:00", "to": "2026-11-25T09:00:00+01:00"}]
    assert result("add_working_days", amount=3, pauses=pause) == "2026-11-27T00:00:00+01:00"
    law = {"due": "close_of_business", "count": "exclude_both"}
    assert result("add_working_days", amount=3, convention=law, weekly_hours=OFFICE) == "2026-11-26T16:00:00+01:00"
    rolled = {"roll": "next_working_day", "after_hours": "next_working_day", "round_hour": "next_full_hour"}
    assert result("add_calendar_days", amount=2, convention=rolled) == "2026-11-25T00:00:00+01:00"


def test_a_calendar_is_laid_out_as_far_as_the_answer_lies() -> None:
    assert result("add_working_days", amount=500, holidays=None) == "2028-10-20T00:00:00+02:00"
    assert result("add_months", amount=300, holidays=None) == "2051-11-20T00:00:00+01:00"
    with pytest.raises(Unanswerable, match="beyond-horizon"):
        result("add_months", amount=600, holidays=None)
    with pytest.raises(Unanswerable, match="beyond-horizon"):
        result("add_months", amount=300)
    with pytest.raises(Unanswerable, match="beyond-horizon"):
        result("add_months", amount=1, start="2031-01-01T09:00:00+01:00")


def test_an_explanation_tells_the_days() -> None:
    answer = ask("add_working_days", explain=True, amount=2)
    assert answer["provisional"] is False
    assert [(day["day"][-2:], day["reason"], day.get("number")) for day in answer["days"]] == [
        ("19", "event-day", None), ("20", "counted", 1), ("21", "off", None), ("22", "holiday", None),
        ("23", "holiday", None), ("24", "counted", 2),
    ]  # fmt: skip
    assert answer["days"][4] == {
        "day": "2026-11-23", "counted": False, "reason": "holiday",
        "names": {"sq": "Dita e Alfabetit (ditë pushimi e shtyrë)", "en": "Alphabet Day (observed)"},
    }  # fmt: skip


def test_an_explanation_of_time_that_has_passed_tells_the_seconds() -> None:
    told = {"start": "2027-03-08T15:00:00+01:00", "end": "2027-03-10T09:00:00+01:00", "weekly_hours": OFFICE}
    days = ask("elapsed_working_seconds", explain=True, **told)["days"]
    assert [(day.get("seconds"), day.get("estimated")) for day in days] == [(3600, None), (None, True), (3600, None)]


def test_what_is_only_looked_up_needs_no_explanation() -> None:
    assert ask("months_back", explain=True, amount=1) == {"id": "a", "result": "2026-10-19T00:00:00+02:00"}


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        ({"kind": "add_weeks", "amount": 1}, ("kind: unreadable",)),
        ({"kind": "add_months"}, ("amount: missing",)),
        ({"kind": "add_months", "amount": -1}, ("amount: negative",)),
        ({"kind": "add_months", "amount": 1e300}, ("amount: too-much",)),
        ({"kind": "add_working_days", "amount": 1.5}, ("amount: not-whole",)),
        ({"kind": "add_months", "amount": "2026-11-19"}, ("amount: not-of-this-kind",)),
        ({"kind": "valid_on_date", "amount": 3}, ("amount: not-of-this-kind",)),
        ({"kind": "add_months", "amount": 1, "unit": "seconds"}, ("unit: not-of-this-kind",)),
        ({"kind": "elapsed_working_seconds"}, ("end: missing", "weekly_hours: missing")),
        ({"kind": "add_working_hours", "amount": 1}, ("weekly_hours: missing",)),
        ({"kind": "add_months", "amount": 1, "convention": {"due": "close_of_business"}}, ("weekly_hours: missing",)),
        ({"kind": "add_months", "amount": 1, "tz": "Europe/Atlantis"}, ("tz: unknown-zone",)),
        ({"kind": "add_months", "amount": 1, "tz": "../etc"}, ("tz: unknown-zone",)),
        ({"kind": "add_months", "amount": 1, "start": "2026-11-19T16:00"}, ("start: no-offset",)),
        ({"kind": "add_months", "amount": 1, "start": 1}, ("start: no-text",)),
        ({"kind": "add_months", "amount": 1, "amuont": 1}, ("amuont: unknown-key",)),
        ({"kind": "add_months", "amount": 1, "holidays": {"country": "XX"}}, ("holidays.country: unknown-country",)),
        ({"kind": "add_months", "amount": 1, "weekly_hours": {"mon": [["16:00", "08:00"]]}},
         ("weekly_hours.mon: bad-windows",)),
        ({"kind": "add_months", "amount": 1, "weekly_hours": {"mon": [["16:00"]]}}, ("weekly_hours.mon: bad-windows",)),
        ({"kind": "add_months", "amount": 1, "weekly_hours": {"mon": 8}}, ("weekly_hours.mon: bad-windows",)),
        ({"kind": "add_months", "amount": 1, "pauses": [
            {"from": "2026-11-19T16:00:00+01:00", "to": "2026-11-19T15:00:00+01:00"}]},
         ("pauses: ends-before-it-begins",)),
    ],
)  # fmt: skip
def test_all_faults_of_a_line_are_told_with_their_key(told: dict[str, Any], faults: tuple[str, ...]) -> None:
    with pytest.raises(Unanswerable) as refused:
        evaluate(THURSDAY | told, HOLIDAYS)
    assert refused.value.faults == faults


def test_a_line_must_say_what_it_asks() -> None:
    with pytest.raises(Unanswerable) as refused:
        evaluate({}, HOLIDAYS)
    assert refused.value.faults == ("kind: missing", "tz: missing", "start: missing")
