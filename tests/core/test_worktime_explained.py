"""Why a promise is due when it is, when to warn, and what a changed calendar does to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from konsil.calendars.reading import holidays_of
from konsil.core.revisions import in_force, spliced, tightened
from konsil.core.worktime import Calendar, Convention, CountedDay, Holiday, Span, SpecialDay, read_week

TIRANE = ZoneInfo("Europe/Tirane")
OFFICE = read_week({"mon-fri": ["08:00-16:00"]})
ALBSIG = Calendar(TIRANE, OFFICE, holidays_of("AL"), key="operator")


def tirana(text: str) -> datetime:
    """A wall time in Tirana."""
    return datetime.fromisoformat(text).replace(tzinfo=TIRANE)


def told(start: str, span: str, *pauses: tuple[str, str | None], **law: Any) -> list[str]:
    """The days on the way, each as "23 holiday", with its place or hours where it counted."""
    halts = [(tirana(begin), tirana(end) if end else None) for begin, end in pauses]
    calendar = law.pop("calendar", ALBSIG)
    explanation = calendar.explain(tirana(start), Span.read(span), halts, Convention(**law))
    return [line(day) for day in explanation.days]


def line(day: CountedDay) -> str:
    share = f" {day.number}" if day.number else f" {day.worked / timedelta(hours=1):g}h" if day.worked else ""
    return f"{day.day.day} {day.reason}{share}"


# --- explanations


def test_the_three_days_of_the_centres_are_told_one_by_one() -> None:
    explanation = ALBSIG.explain(tirana("2026-11-19 16:00"), Span.read("3 working days"))
    assert [line(day) for day in explanation.days] == [
        "19 event-day", "20 counted 1", "21 off", "22 holiday", "23 holiday", "24 counted 2", "25 counted 3",
    ]  # fmt: skip
    assert explanation.days[4].names == {
        "sq": "Dita e Alfabetit (ditë pushimi e shtyrë)",
        "en": "Alphabet Day (observed)",
    }
    assert explanation.start == tirana("2026-11-19 16:00")
    assert explanation.due == tirana("2026-11-26 00:00")
    assert not explanation.provisional
    assert [day.day.day for day in explanation.skipped] == [19, 21, 22, 23]


def test_hours_are_told_with_each_day_s_share() -> None:
    assert told("2026-11-27 17:00", "12 working hours") == [
        "27 after-hours", "28 holiday", "29 holiday", "30 holiday", "1 holiday", "2 counted 8h", "3 counted 4h",
    ]  # fmt: skip
    assert told("2026-02-06 15:00", "2 hours") == ["6 counted 2h"]


def test_hours_that_are_paused_say_so() -> None:
    pause = ("2026-02-03 08:00", "2026-02-04 08:00")
    assert told("2026-02-02 12:00", "6 working hours", pause) == ["2 counted 4h", "3 paused", "4 counted 2h"]
    assert told("2026-02-02 12:00", "6 working hours", ("2026-02-03 08:00", None)) == ["2 counted 4h", "3 paused"]
    assert told("2026-02-02 17:00", "1 working hour", ("2026-02-05 08:00", "2026-02-05 09:00")) == [
        "2 after-hours", "3 counted 1h",
    ]  # fmt: skip


def test_days_that_are_paused_say_so() -> None:
    pause = ("2026-02-03 08:00", "2026-02-04 08:00")
    assert told("2026-02-02 12:00", "2 working days", pause) == [
        "2 event-day", "3 paused", "4 counted 1", "5 counted 2",
    ]  # fmt: skip
    held = ALBSIG.explain(tirana("2026-02-02 12:00"), Span.read("2 working days"), [(tirana(pause[0]), None)])
    assert [line(day) for day in held.days] == ["2 event-day", "3 paused"]
    assert held.due is None


def test_conventions_are_told_in_the_days_they_move() -> None:
    assert told("2026-02-02 09:00", "1 day", count="exclude_both") == ["2 event-day", "3 counted 1", "4 last-day"]
    assert told("2026-02-02 09:00", "1 day", count="include_first") == ["2 counted 1"]
    assert told("2026-02-02 17:00", "1 day", count="include_first", due="close_of_business") == [
        "2 after-hours", "3 counted 1",
    ]  # fmt: skip
    assert told("2026-02-06 17:00", "1 working day", after_hours="next_working_day") == [
        "6 after-hours", "7 after-hours", "8 after-hours", "9 event-day", "10 counted 1",
    ]  # fmt: skip
    assert told("2026-02-05 09:00", "2 days", roll="next_working_day") == [
        "5 event-day", "6 counted 1", "7 counted 2", "8 off", "9 rolled",
    ]  # fmt: skip


def test_special_days_are_told_with_their_reason() -> None:
    special = {
        date(2026, 2, 3): SpecialDay((), "snow"),
        date(2026, 2, 4): SpecialDay(OFFICE[0][:1], "short day"),
    }
    office = replace(ALBSIG, special_days=special)
    assert told("2026-02-02 09:00", "1 working day", calendar=office) == [
        "2 event-day", "3 special-closed", "4 special-hours 1",
    ]  # fmt: skip
    assert office.explain(tirana("2026-02-02 09:00"), Span.read("1 working day")).days[1].note == "snow"


def test_an_estimated_holiday_is_told_as_such() -> None:
    explanation = ALBSIG.explain(tirana("2027-03-08 10:00"), Span.read("1 working day"))
    assert explanation.provisional
    assert [day.estimated for day in explanation.days] == [False, True, False]


# --- warnings


def marks(start: str, span: str, *pauses: tuple[str, str | None], calendar: Calendar = ALBSIG) -> Mapping[str, str]:
    halts = [(tirana(begin), tirana(end) if end else None) for begin, end in pauses]
    found = calendar.mark_instants(tirana(start), Span.read(span), pauses=halts)
    return {mark: f"{at:%a %d %H:%M}" for mark, at in found}


def test_warnings_of_hours_are_shares_of_the_same_working_time() -> None:
    assert marks("2026-02-02 14:00", "10 working hours") == {
        "50": "Tue 03 11:00", "80": "Tue 03 14:00", "due": "Tue 03 16:00",
    }  # fmt: skip


def test_warnings_of_days_come_while_somebody_is_there() -> None:
    """Half of ten days is the end of the fifth, four fifths the end of the eighth, told at closing."""
    assert marks("2026-02-02 09:00", "10 working days") == {
        "50": "Mon 09 16:00", "80": "Thu 12 16:00", "due": "Tue 17 00:00",
    }  # fmt: skip
    assert marks("2026-02-05 09:00", "4 days")["50"] == "Fri 06 16:00"


def test_warnings_of_a_single_day_are_shares_of_its_opening_hours() -> None:
    assert marks("2026-02-02 09:00", "1 working day") == {
        "50": "Tue 03 12:00", "80": "Tue 03 14:24", "due": "Wed 04 00:00",
    }  # fmt: skip
    assert marks("2026-02-02 09:00", "1 working day", ("2026-02-03 09:00", None)) == {}


def test_no_warning_comes_before_the_promise_was_made() -> None:
    assert marks("2026-02-06 17:00", "2 days")["50"] == "Fri 06 17:00"


def test_a_pause_moves_the_warnings_and_an_open_one_holds_them() -> None:
    assert marks("2026-02-02 08:00", "10 working hours", ("2026-02-02 14:00", None)) == {"50": "Mon 02 13:00"}


def test_plain_hours_are_warned_of_at_the_last_closing() -> None:
    assert marks("2026-02-02 08:00", "24 hours")["50"] == "Mon 02 16:00"


def test_where_nobody_is_ever_there_the_instant_stays() -> None:
    assert marks("2026-02-02 08:00", "24 hours", calendar=Calendar(TIRANE))["50"] == "Mon 02 20:00"
    late = replace(ALBSIG, horizon=(date(2026, 2, 2), date(2026, 3, 1)))
    assert marks("2026-02-02 00:00", "2 hours", calendar=late)["50"] == "Mon 02 01:00"


# --- calendars that change


def known(calendar: Calendar, day: int) -> Calendar:
    return replace(calendar, known_from=datetime(2026, 11, day, tzinfo=UTC))


def test_the_latest_revision_known_is_in_force() -> None:
    first, second, third = ALBSIG, known(ALBSIG, 5), known(ALBSIG, 10)
    assert in_force([third, first, second], datetime(2026, 11, 7, tzinfo=UTC)) is second
    assert in_force([third, first], datetime(2026, 11, 7, tzinfo=UTC)) is first
    assert in_force([third], datetime(2026, 11, 7, tzinfo=UTC)) is None


def test_a_holiday_declared_tonight_moves_an_open_promise_by_a_day() -> None:
    tomorrow = date(2026, 11, 24)
    new = replace(ALBSIG, holidays={**ALBSIG.holidays, tomorrow: Holiday({"en": "Day of mourning"})}, revision="2")
    joined = spliced(ALBSIG, new, tomorrow)
    assert joined.add(tirana("2026-11-19 16:00"), Span.read("3 working days")) == tirana("2026-11-27 00:00")
    assert joined.revision == "2"


def test_days_before_a_change_keep_their_hours_and_their_holidays() -> None:
    monday = date(2026, 12, 7)
    closed = {date(2026, 12, 3): SpecialDay((), "snow"), date(2026, 12, 10): SpecialDay((), "move")}
    old = replace(ALBSIG, special_days=closed)
    new = Calendar(TIRANE, read_week({"mon-thu": ["08:00-18:00"]}), {date(2026, 12, 9): Holiday()}, key="operator")
    joined = spliced(old, new, monday)
    days = {day: joined.windows_on(date(2026, 12, day)) for day in range(1, 12)}
    assert [day for day, windows in days.items() if not windows] == [1, 3, 5, 6, 9, 11]
    assert days[4] == ((480, 960),)
    assert days[10] == ((480, 1080),)
    assert joined.bounds == (date(2023, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("old_due", "new_due", "expected"),
    [
        ("2026-11-24 16:00", "2026-11-25 16:00", ("2026-11-25 16:00", False)),
        ("2026-11-24 16:00", "2026-11-24 11:00", ("2026-11-24 11:00", False)),
        ("2026-11-24 16:00", "2026-11-24 09:00", ("2026-11-24 11:20", True)),
        ("2026-11-24 09:00", "2026-11-25 16:00", ("2026-11-24 09:00", False)),
    ],
)
def test_a_change_makes_no_promise_late_at_a_stroke(old_due: str, new_due: str, expected: tuple[str, bool]) -> None:
    """Tuesday 10:20: at least one working hour is left, and what was late before stays late."""
    due, tight = tightened(tirana("2026-11-24 10:20"), tirana(old_due), tirana(new_due), ALBSIG)
    assert (due, tight) == (tirana(expected[0]), expected[1])


def test_a_paused_promise_stays_paused_by_a_change() -> None:
    assert tightened(tirana("2026-11-24 10:20"), None, None, ALBSIG) == (None, False)
