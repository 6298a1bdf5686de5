"""The holidays that ship with the product."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from konsil.calendars.reading import countries, holidays, holidays_of, unreviewed, years_of

ROOT = Path(__file__).resolve().parents[2]


def test_four_countries_are_known_for_six_years() -> None:
    assert countries() == ["AL", "KZ", "RO", "SE"]
    assert [year.year for year in years_of("AL")] == [2023, 2024, 2025, 2026, 2027, 2028]
    assert sorted(holidays()) == countries()
    with pytest.raises(KeyError):
        holidays_of("XX")


def test_a_country_nobody_has_written_down_has_no_years() -> None:
    with pytest.raises(KeyError):
        years_of("XX")


def test_every_holiday_has_a_name_in_its_country_s_language_and_in_english() -> None:
    for country in countries():
        for year in years_of(country):
            for day, holiday in year.holidays.items():
                assert day.year == year.year
                assert set(holiday.names) == {year.language, "en"}, day
                assert all(holiday.names.values()), day


@pytest.mark.parametrize(
    ("country", "day", "name"),
    [
        ("AL", date(2026, 11, 23), "Alphabet Day (observed)"),
        ("AL", date(2026, 11, 30), "Flag and Independence Day (observed)"),
        ("AL", date(2026, 12, 1), "Liberation Day (observed)"),
        ("RO", date(2026, 1, 6), "Epiphany"),
        ("RO", date(2026, 4, 10), "Good Friday"),
        ("RO", date(2026, 6, 1), "Pentecost; Children's Day"),
        ("SE", date(2026, 6, 19), "Midsummer Eve"),
        ("SE", date(2026, 12, 24), "Christmas Eve"),
        ("KZ", date(2026, 10, 26), "Republic Day (observed)"),
        ("KZ", date(2025, 1, 3), "Day off (made good on 5 January)"),
    ],
)
def test_the_days_that_other_lists_miss_are_there(country: str, day: date, name: str) -> None:
    assert holidays_of(country)[day].names["en"] == name


def test_days_that_wait_for_the_moon_are_estimated() -> None:
    assert not holidays_of("AL")[date(2026, 3, 20)].estimated
    assert holidays_of("AL")[date(2027, 5, 17)].estimated, "and so is the day on which it is observed"
    assert holidays_of("KZ")[date(2026, 5, 27)].estimated


def test_what_was_worked_for_a_day_off_is_known() -> None:
    assert holidays_of("KZ")[date(2024, 5, 8)].made_good_on == date(2024, 5, 4)


def test_every_year_says_where_it_comes_from_and_which_nobody_has_reviewed() -> None:
    assert all("aw" in year.source or "ag (" in year.source for country in countries() for year in years_of(country))
    waiting = {(year.country, year.year) for year in unreviewed()}
    named = {(y.country, y.year) for country in countries() for y in years_of(country) if y.reviewed_by}
    assert waiting.isdisjoint(named)
    assert len(waiting) + len(named) == 24
    assert years_of("KZ")[3].doubts[0].startswith("Constitution Day")


def test_the_files_nobody_has_reviewed_are_as_the_tool_writes_them() -> None:
    ran = subprocess.run(
        [sys.executable, ROOT / "tools" / "calendars.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
