"""What a promise's time means, in cases a person can check with a calendar on the wall."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from konsil.calendars.reading import holidays_of
from konsil.core.worktime import (
    Calendar,
    Convention,
    Holiday,
    Span,
    SpecialDay,
    Window,
    add_months,
    months_back,
    read_week,
    read_windows,
    valid_on_date,
)

TIRANE = ZoneInfo("Europe/Tirane")
OFFICE = read_week({"mon-fri": ["08:00-16:00"]})
ALBSIG = Calendar(TIRANE, OFFICE, holidays_of("AL"), key="operator")
NIGHT_DESK = Calendar(TIRANE, read_week({"mon-sun": ["00:00-06:00", "22:00-24:00"]}), holidays_of("AL"))


def tirana(text: str) -> datetime:
    """A wall time in Tirana."""
    return datetime.fromisoformat(text).replace(tzinfo=TIRANE)


def due(start: str, span: str, calendar: Calendar = ALBSIG, **law: str) -> str:
    """When it is due, as a wall in Tirana shows it."""
    found = calendar.add(tirana(start), Span.read(span), convention=Convention(**law))  # type: ignore[arg-type]
    assert found is not None
    return f"{found:%a %Y-%m-%d %H:%M}"


# --- the promises of the contract


@pytest.mark.shows("A12")
@pytest.mark.parametrize(
    ("why", "start", "expected"),
    [
        ("a night", "2026-10-13 10:00", "Wed 2026-10-14 14:00"),
        ("a weekend", "2026-10-16 14:00", "Tue 2026-10-20 10:00"),
        ("a public holiday: Flag and Liberation Day, both observed", "2026-11-27 14:00", "Thu 2026-12-03 10:00"),
        ("clocks moved forward, and Catholic Easter", "2024-03-29 12:00", "Tue 2024-04-02 16:00"),
        ("clocks moved back", "2026-10-23 12:00", "Mon 2026-10-26 16:00"),
        ("asked on a Sunday", "2026-10-18 23:59", "Tue 2026-10-20 12:00"),
        ("asked at closing", "2026-10-13 16:00", "Thu 2026-10-15 12:00"),
    ],
)
def test_the_consent_form_is_due_in_twelve_working_hours(why: str, start: str, expected: str) -> None:
    """clock test across night, weekend, Albanian public holiday, DST change"""
    assert due(start, "12 working hours") == expected, why


def test_working_hours_of_a_night_desk_count_the_hour_that_is_lived_twice_and_not_the_one_that_is_skipped() -> None:
    assert due("2026-10-24 22:00", "9 working hours", NIGHT_DESK) == "Sun 2026-10-25 06:00"
    assert due("2026-03-28 22:00", "7 working hours", NIGHT_DESK) == "Sun 2026-03-29 06:00"


def test_three_centres_are_due_in_three_working_days_of_the_request() -> None:
    """Thursday's request: Friday, then Alphabet Day is observed on Monday, Tuesday, Wednesday."""
    assert due("2026-11-19 16:00", "3 working days") == "Thu 2026-11-26 00:00"


def test_the_opinion_is_due_ten_working_days_after_the_complete_set() -> None:
    """30 November, 1 and 8 December are off: due on Wednesday 16 December, end of day."""
    assert due("2026-11-27 10:00", "10 working days") == "Thu 2026-12-17 00:00"


def test_ten_calendar_days_count_the_weekends() -> None:
    assert due("2026-02-03 09:00", "10 days") == "Sat 2026-02-14 00:00"
    assert due("2026-02-03 09:00", "1 week") == due("2026-02-03 09:00", "7 days")


def test_a_month_ends_on_the_day_of_the_same_number_or_the_last_of_the_month() -> None:
    assert due("2026-01-31 09:00", "1 month") == "Sun 2026-03-01 00:00"
    assert due("2026-02-28 09:00", "1 month") == "Sun 2026-03-29 00:00"
    assert due("2026-02-28 09:00", "1 month", count="include_first") == "Sun 2026-03-29 00:00"


# --- the five conventions


def test_counting_may_leave_out_the_first_day_neither_or_both() -> None:
    assert due("2026-02-02 09:00", "3 days") == "Fri 2026-02-06 00:00"
    assert due("2026-02-02 09:00", "3 days", count="include_first") == "Thu 2026-02-05 00:00"
    assert due("2026-02-02 09:00", "3 days", count="exclude_both") == "Sat 2026-02-07 00:00"


def test_a_day_may_end_when_the_office_closes() -> None:
    assert due("2026-02-02 09:00", "3 working days", due="close_of_business") == "Thu 2026-02-05 16:00"
    assert due("2026-02-04 09:00", "3 days", due="close_of_business") == "Sun 2026-02-08 00:00", "no closing"


def test_the_day_of_an_event_after_closing_does_not_count_as_the_first_day() -> None:
    law = {"count": "include_first", "due": "close_of_business"}
    assert due("2026-02-02 16:00", "1 working day", **law) == "Tue 2026-02-03 16:00"
    assert due("2026-02-02 15:59", "1 working day", **law) == "Mon 2026-02-02 16:00"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-02-06 15:59", "Tue 2026-02-10 00:00"),
        ("2026-02-06 16:00", "Wed 2026-02-11 00:00"),
        ("2026-02-07 10:00", "Wed 2026-02-11 00:00"),
    ],
)
def test_an_event_after_hours_may_count_as_of_the_next_working_day(start: str, expected: str) -> None:
    assert due(start, "1 working day", after_hours="next_working_day") == expected


def test_a_last_day_off_may_roll_to_the_next_working_day() -> None:
    assert due("2026-11-25 10:00", "3 days") == "Sun 2026-11-29 00:00"
    assert due("2026-11-25 10:00", "3 days", roll="next_working_day") == "Thu 2026-12-03 00:00"


def test_the_hour_of_the_event_may_not_count() -> None:
    assert due("2026-02-02 09:10", "2 working hours", round_hour="next_full_hour") == "Mon 2026-02-02 12:00"
    assert due("2026-02-02 09:00", "2 working hours", round_hour="next_full_hour") == "Mon 2026-02-02 11:00"
    assert due("2026-02-02 09:10", "90 working minutes") == "Mon 2026-02-02 10:40"
    assert due("2026-02-06 23:10", "30 minutes") == "Fri 2026-02-06 23:40"


def test_no_time_at_all_is_due_at_once_and_no_days_at_the_end_of_the_day() -> None:
    assert due("2026-02-07 09:10", "0 working hours") == "Sat 2026-02-07 09:10"
    assert due("2026-02-07 09:10", "0 working days") == "Sun 2026-02-08 00:00"
    assert due("2026-02-06 17:00", "0 days", due="close_of_business") == "Sun 2026-02-08 00:00"


# --- pauses


def paused(start: str, span: str, *pauses: tuple[str, str | None], **law: str) -> datetime | None:
    halts = [(tirana(begin), end and tirana(end)) for begin, end in pauses]
    law_ = Convention(**law)  # type: ignore[arg-type]
    return ALBSIG.add(tirana(start), Span.read(span), halts, law_)  # type: ignore[arg-type]


def test_only_the_working_part_of_a_pause_extends_hours() -> None:
    start = "2026-02-02 09:00"
    assert paused(start, "8 working hours", ("2026-02-02 15:00", "2026-02-03 10:00")) == tirana("2026-02-03 12:00")
    assert paused(start, "8 working hours", ("2026-02-02 17:00", "2026-02-03 07:00")) == tirana("2026-02-03 09:00")
    assert paused(start, "2 working hours", ("2026-02-01 09:00", "2026-02-02 08:30")) == tirana("2026-02-02 11:00")
    assert paused(start, "2 working hours", ("2026-02-02 11:00", None)) == tirana("2026-02-02 11:00")


def test_pauses_that_overlap_count_once() -> None:
    halts = ("2026-02-02 10:00", "2026-02-02 12:00"), ("2026-02-02 11:00", "2026-02-02 13:00")
    assert paused("2026-02-02 09:00", "2 working hours", *halts) == tirana("2026-02-02 14:00")
    inner = ("2026-02-02 10:00", "2026-02-02 12:00"), ("2026-02-02 10:30", "2026-02-02 11:00")
    assert paused("2026-02-02 09:00", "2 working hours", *inner) == tirana("2026-02-02 13:00")
    still = ("2026-02-02 10:00", None), ("2026-02-02 10:30", "2026-02-02 11:00")
    assert paused("2026-02-02 09:00", "2 working hours", *still) is None


def test_a_day_is_consumed_if_the_clock_runs_in_its_last_second() -> None:
    start = "2026-02-02 09:00"
    assert paused(start, "2 working days", ("2026-02-03 00:00", "2026-02-03 23:59")) == tirana("2026-02-05 00:00")
    assert paused(start, "2 working days", ("2026-02-03 23:00", "2026-02-04 00:00")) == tirana("2026-02-06 00:00")
    assert paused(start, "2 working days", ("2026-02-06 00:00", None)) == tirana("2026-02-05 00:00")
    assert paused(start, "2 working days", ("2026-02-04 23:59", None)) is None


def test_no_rolled_day_lies_in_a_pause() -> None:
    rolled = {"roll": "next_working_day"}
    halt = "2026-02-08 12:00", "2026-02-10 09:00"
    assert paused("2026-02-04 09:00", "3 days", halt, **rolled) == tirana("2026-02-11 00:00")
    assert paused("2026-02-04 09:00", "3 days", ("2026-02-08 12:00", None), **rolled) is None


# --- elapsed, left, opening and closing


def test_what_is_left_is_working_time_and_negative_once_it_is_over() -> None:
    friday, monday = tirana("2026-02-06 15:00"), tirana("2026-02-09 09:00")
    assert ALBSIG.left(friday, monday) == timedelta(hours=2)
    assert ALBSIG.left(monday, friday) == timedelta(hours=-2)
    assert ALBSIG.elapsed(friday, monday, [(tirana("2026-02-09 08:30"), None)]) == timedelta(minutes=90)
    assert ALBSIG.elapsed(friday, monday, [(friday - timedelta(1), friday)]) == timedelta(hours=2)


def test_the_office_says_when_somebody_is_there() -> None:
    assert ALBSIG.next_opening(tirana("2026-02-06 16:00")) == tirana("2026-02-09 08:00")
    assert ALBSIG.next_opening(tirana("2026-02-06 15:59")) == tirana("2026-02-06 15:59")
    assert ALBSIG.last_closing(tirana("2026-02-08 12:00")) == tirana("2026-02-06 16:00")
    assert [ALBSIG.is_open(tirana(f"2026-02-06 {at}")) for at in ("07:59", "08:00", "15:59", "16:00")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert not Calendar(TIRANE).is_open(tirana("2026-02-06 12:00"))


def test_seconds_and_their_fractions_are_kept() -> None:
    start = datetime(2026, 2, 2, 14, 59, 59, 500_000, tzinfo=UTC)
    assert ALBSIG.add(start, Span.read("2 working hours")) == datetime(2026, 2, 3, 8, 59, 59, 500_000, tzinfo=UTC)
    assert ALBSIG.add_seconds(1770044399, 7200) == int(datetime(2026, 2, 3, 8, 59, 59, tzinfo=UTC).timestamp())


def test_a_wall_time_without_a_zone_is_no_instant() -> None:
    with pytest.raises(TypeError):
        ALBSIG.add(datetime(2026, 2, 2, 9), Span.read("1 working hour"))


# --- the horizon


@pytest.mark.parametrize(
    ("start", "span"),
    [
        ("2022-12-31 09:00", "1 working hour"),
        ("2028-12-29 15:00", "2 working hours"),
        ("2028-12-29 15:00", "1 working day"),
        ("2028-12-29 15:00", "1 month"),
        ("2022-12-31 09:00", "1 day"),
    ],
)
def test_beyond_the_years_known_there_is_no_guess(start: str, span: str) -> None:
    with pytest.raises(OverflowError, match="beyond-horizon"):
        ALBSIG.add(tirana(start), Span.read(span))


def test_beyond_the_years_known_nobody_opens_and_nothing_rolls() -> None:
    with pytest.raises(OverflowError):
        ALBSIG.next_opening(tirana("2028-12-29 17:00"))
    with pytest.raises(OverflowError):
        ALBSIG.last_closing(tirana("2023-01-02 07:00"))
    with pytest.raises(OverflowError):
        ALBSIG.add(tirana("2028-12-29 17:00"), Span(1, "day"), convention=Convention(roll="next_working_day"))
    with pytest.raises(OverflowError):
        ALBSIG.explain(tirana("2022-12-31 17:00"), Span(1, "hour"))
    with pytest.raises(OverflowError):
        ALBSIG.day(10_000)


def test_before_the_first_opening_nothing_has_passed() -> None:
    young = Calendar(TIRANE, OFFICE, horizon=(date(2026, 2, 2), date(2026, 3, 1)))
    assert young.elapsed(tirana("2026-02-02 00:00"), tirana("2026-02-02 09:00")) == timedelta(hours=1)


def test_a_calendar_is_known_for_the_whole_years_of_its_holidays_or_as_far_as_it_says() -> None:
    assert ALBSIG.bounds == (date(2023, 1, 1), date(2029, 1, 1))
    assert Calendar(TIRANE, OFFICE, horizon=(date(2026, 1, 1), date(2026, 2, 1))).bounds[1] == date(2026, 2, 1)
    assert Calendar(TIRANE, OFFICE).bounds == (date(2000, 1, 1), date(2061, 1, 1))


def test_windows_that_touch_are_one_stretch() -> None:
    split = Calendar(TIRANE, read_week({"mon-fri": ["08:00-12:00", "12:00-16:00"]}))
    assert split.last_closing(tirana("2026-02-03 13:00")) == tirana("2026-02-02 16:00")


# --- days that differ


def test_a_special_day_stands_above_holiday_and_week() -> None:
    special = {
        date(2026, 12, 24): SpecialDay(read_windows(["08:00-12:00"]), "short day"),
        date(2026, 12, 26): SpecialDay(read_windows(["08:00-10:00"])),
        date(2026, 12, 28): SpecialDay((), "day off by decision of the government"),
    }
    office = Calendar(TIRANE, OFFICE, holidays_of("AL"), special)
    assert [office.works_on(date(2026, 12, day)) for day in (24, 25, 26, 27, 28, 29)] == [
        True, False, True, False, False, True,
    ]  # fmt: skip
    assert due("2026-12-23 15:00", "8 working hours", office) == "Tue 2026-12-29 09:00"


def test_a_day_off_in_kazakhstan_is_made_good_on_a_sunday() -> None:
    """3 January 2025, a Friday, was off; on Sunday 5 January people worked as on a Friday."""
    almaty = Calendar(ZoneInfo("Asia/Almaty"), read_week({"mon-thu": ["09:00-18:00"], "fri": ["09:00-17:00"]}),
                      holidays_of("KZ"))  # fmt: skip
    assert not almaty.works_on(date(2025, 1, 3))
    assert almaty.windows_on(date(2025, 1, 5)) == (Window(540, 1020),)
    start = datetime(2025, 1, 2, 12, tzinfo=ZoneInfo("Asia/Almaty"))
    days = almaty.explain(start, Span.read("1 working day")).days
    assert [day.reason for day in days] == ["event-day", "holiday", "off", "made-good"]


def test_the_one_zone_of_kazakhstan_came_with_a_night_of_25_hours() -> None:
    always = Calendar(ZoneInfo("Asia/Almaty"), read_week({"mon-sun": ["00:00-24:00"]}))
    start = datetime(2024, 2, 29, tzinfo=always.zone)
    assert always.add(start, Span.read("25 working hours")) == datetime(2024, 3, 1, tzinfo=always.zone)
    assert always.add(start, Span.read("1 day")) == datetime(2024, 3, 2, tzinfo=always.zone)


def test_a_window_that_the_night_skips_is_a_working_day_without_working_time() -> None:
    odd = Calendar(TIRANE, read_week({"mon-sun": ["02:10-02:50"]}))
    assert odd.works_on(date(2026, 3, 29))
    assert odd.elapsed(tirana("2026-03-28 12:00"), tirana("2026-03-29 12:00")) == timedelta()
    assert due("2026-03-28 01:00", "1 working day", odd, due="close_of_business") == "Sun 2026-03-29 03:00"


def test_an_estimated_holiday_on_the_way_makes_the_due_instant_provisional() -> None:
    span = Span.read("3 working days")
    before, after = tirana("2027-03-05 10:00"), tirana("2027-03-10 10:00")
    assert ALBSIG.is_provisional(before, ALBSIG.add(before, span))
    assert not ALBSIG.is_provisional(after, ALBSIG.add(after, span))
    assert not ALBSIG.is_provisional(before, None)
    ending = Calendar(TIRANE, OFFICE, {date(2026, 2, 4): Holiday(estimated=True)})
    assert not ending.is_provisional(tirana("2026-02-02 09:00"), tirana("2026-02-04 00:00"))


def test_a_calendar_can_be_told_from_another() -> None:
    assert hash(ALBSIG) == hash(Calendar(TIRANE, OFFICE, holidays_of("AL"), key="operator"))
    assert ALBSIG != NIGHT_DESK


# --- words


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("12 working hours", Span(12, "hour", working=True)),
        ("1 working day", Span(1, "day", working=True)),
        ("30 minutes", Span(30, "minute")),
        ("2 weeks", Span(2, "week")),
        ("0 days", Span(0, "day")),
    ],
)
def test_a_span_is_read_as_a_contract_words_it_and_told_the_same_way(text: str, span: Span) -> None:
    assert Span.read(text) == span
    assert str(span) == text


@pytest.mark.parametrize("text", ["", "12", "twelve hours", "1 working month", "1 working week", "-1 days", "01 days"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no span"):
        Span.read(text)


def test_a_week_is_read_by_days_and_ranges_of_days() -> None:
    week = read_week({"mon-wed": ["08:00-12:00", "13:00-17:00"], "sat": ["22:00-24:00"]})
    assert week[2] == (Window(480, 720), Window(780, 1020))
    assert week[5] == (Window(1320, 1440),)
    assert 3 not in week


@pytest.mark.parametrize(
    "hours",
    [
        {"monday": ["08:00-16:00"]}, {"fri-mon": ["08:00-16:00"]}, {"mon-": ["8-16"]}, {"mon": ["08:00"]},
        {"mon": ["16:00-08:00"]}, {"mon": ["08:00-12:00", "11:00-13:00"]}, {"mon": ["08:60-12:00"]},
        {"mon": ["08:00-24:01"]},
    ],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused(hours: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match=r"write|must"):
        read_week(hours)


def test_months_are_counted_by_number() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert months_back(date(2026, 3, 31), 13) == date(2025, 2, 28)
    with pytest.raises(OverflowError):
        add_months(date(9999, 12, 1), 1)


def test_an_authorisation_is_valid_on_the_date_of_the_clinic() -> None:
    late = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)
    assert valid_on_date(late, date(2026, 5, 5), ZoneInfo("Europe/Bucharest"))
    assert not valid_on_date(late, date(2026, 5, 4), ZoneInfo("Europe/Bucharest"))
