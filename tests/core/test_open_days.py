"""When somebody is there, day by day: against the plainest possible reading of the rules, minute by minute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsil.core.almanac import Almanac, Holiday, SpecialDay, read_week, read_windows
from konsil.core.capacity import Hours, Stretch, open_days

ZONE = ZoneInfo("Europe/Bucharest")
MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
OFFICE = Hours(read_week({"mon-fri": ["08:00-12:00", "13:00-16:00"]}), MONDAY - 100 * DAY)
PLACE = Almanac(ZONE)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def told(found: Iterable[Stretch]) -> list[tuple[str, str]]:
    """The stretches of one day as the wall shows them."""
    return [(f"{a.astimezone(ZONE):%H:%M}", f"{b.astimezone(ZONE):%H:%M}") for a, b in found]


def test_a_week_has_its_working_days_and_nothing_else() -> None:
    found = open_days(PLACE, [OFFICE], (), MONDAY, MONDAY + 6 * DAY)
    assert list(found) == [MONDAY + n * DAY for n in range(5)]
    assert told(found[MONDAY]) == [("08:00", "12:00"), ("13:00", "16:00")]


def test_of_several_hours_those_that_began_last_hold_as_long_as_they_hold() -> None:
    guest = Hours(read_week({"mon-sun": ["18:00-20:00"]}), MONDAY + DAY, MONDAY + 2 * DAY)
    found = open_days(PLACE, [OFFICE, guest], (), MONDAY, MONDAY + 3 * DAY)
    assert [told(one)[0][0] for one in found.values()] == ["08:00", "18:00", "18:00", "08:00"]
    assert open_days(PLACE, [guest], (), MONDAY, MONDAY) == {}


def test_a_holiday_closes_unless_hours_were_given_for_that_very_day() -> None:
    place = Almanac(ZONE, holidays={MONDAY: Holiday({"en": "Off"})})
    once = Hours(read_week({"mon": ["09:00-10:00"]}), MONDAY, MONDAY)
    assert open_days(place, [OFFICE], (), MONDAY, MONDAY) == {}
    assert told(open_days(place, [OFFICE, once], (), MONDAY, MONDAY)[MONDAY]) == [("09:00", "10:00")]


def test_a_day_of_rest_that_is_worked_has_the_hours_of_the_day_it_makes_good() -> None:
    saturday = MONDAY + 5 * DAY
    place = Almanac(ZONE, holidays={MONDAY: Holiday({"en": "Off"}, made_good_on=saturday)})
    assert told(open_days(place, [OFFICE], (), saturday, saturday)[saturday])[0] == ("08:00", "12:00")


@pytest.mark.parametrize(
    ("windows", "left"),
    [((), []), (("10:00-14:00",), [("10:00", "12:00"), ("13:00", "14:00")]), (("17:00-18:00",), [])],
)
def test_a_special_day_of_the_place_lets_in_what_both_allow(windows: tuple[str, ...], left: list[object]) -> None:
    place = Almanac(ZONE, special_days={MONDAY: SpecialDay(read_windows(windows), "short")})
    assert told(open_days(place, [OFFICE], (), MONDAY, MONDAY).get(MONDAY, ())) == left


def test_absences_take_their_time_also_where_they_overlap() -> None:
    away = [(at(MONDAY, 9), at(MONDAY, 11)), (at(MONDAY, 10), at(MONDAY, 13, 30)), (at(MONDAY, 7), at(MONDAY, 8, 15))]
    found = open_days(PLACE, [OFFICE], away, MONDAY, MONDAY)
    assert told(found[MONDAY]) == [("08:15", "09:00"), ("13:30", "16:00")]
    assert open_days(PLACE, [OFFICE], [(at(MONDAY, 0), at(MONDAY + DAY, 0))], MONDAY, MONDAY) == {}


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 10, 25), 25), (date(2027, 3, 28), 23)])
def test_a_day_on_which_the_clocks_are_moved_is_as_long_as_it_is(day: date, hours: int) -> None:
    always = Hours(read_week({"mon-sun": ["00:00-24:00"]}), day)
    ((begin, end),) = open_days(PLACE, [always], (), day, day)[day]
    assert end - begin == timedelta(hours=hours)


MINUTES = st.integers(0, 24 * 60)
SPANS = st.tuples(MINUTES, MINUTES).filter(lambda told: told[0] < told[1])


@given(windows=SPANS, away=st.lists(SPANS, max_size=4), day=st.sampled_from([MONDAY, MONDAY + DAY]))
def test_every_minute_is_open_that_the_hours_open_and_no_absence_takes(
    windows: tuple[int, int], away: list[tuple[int, int]], day: date
) -> None:
    clock = [f"{minute // 60:02}:{minute % 60:02}" for minute in windows]
    hours = Hours(read_week({"mon-sun": ["-".join(clock)]}), day)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)
    halts = [(midnight + timedelta(minutes=a), midnight + timedelta(minutes=b)) for a, b in away]
    found = open_days(PLACE, [hours], halts, day, day).get(day, ())
    minutes = [tuple((one - midnight) // timedelta(minutes=1) for one in stretch) for stretch in found]
    assert {m for a, b in minutes for m in range(a, b)} == {
        m for m in range(*windows) if not any(a <= m < b for a, b in away)
    }
    assert list(found) == sorted(found)
