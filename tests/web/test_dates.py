"""Days, instants and spans in six languages."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from konsil.web.ui import dates

TIRANA = ZoneInfo("Europe/Tirane")
WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("language", "short", "long", "plain"),
    [
        ("en", "Wed 25 Nov", "Wednesday 25 November", "25 November"),
        ("sq", "mër 25 nën", "e mërkurë, 25 nëntor", "25 nëntor"),
        ("ro", "mie., 25 nov.", "miercuri, 25 noiembrie", "25 noiembrie"),
        ("sv", "ons 25 nov.", "onsdag 25 november", "25 november"),
        ("kk", "25 қар., ср", "25 қараша, сәрсенбі", "25 қараша"),
        ("ru", "ср, 25 нояб.", "среда, 25 ноября", "25 ноября"),
    ],
)
def test_a_day_is_written_as_its_language_writes_it(language: str, short: str, long: str, plain: str) -> None:
    assert dates.day(WEDNESDAY, language) == short
    assert dates.day(WEDNESDAY, language, style="long") == long
    assert dates.day(WEDNESDAY, language, style="plain") == plain


@pytest.mark.parametrize(
    ("language", "full"),
    [
        ("en", "Friday 27 November 2026"),
        ("sq", "e premte, 27 nëntor 2026"),
        ("ro", "vineri, 27 noiembrie 2026"),
        ("sv", "fredag 27 november 2026"),
        ("kk", "2026 ж. 27 қараша, жұма"),
        ("ru", "пятница, 27 ноября 2026 г."),
    ],
)
def test_a_full_date_follows_cldr(language: str, full: str) -> None:
    assert dates.day(date(2026, 11, 27), language, style="long", year=True) == full


@pytest.mark.parametrize("language", dates.LANGUAGES)
def test_every_language_names_seven_days_and_twelve_months(language: str) -> None:
    own = dates.words(language)

    assert [len(set(names)) for names in (own.weekdays, own.weekdays_short)] == [7, 7]
    assert [len(set(names)) for names in (own.months, own.months_short)] == [12, 12]


def test_an_instant_is_said_on_the_wall_clock_of_its_zone_with_24_hours() -> None:
    at = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)

    assert dates.instant(at, TIRANA, "sq") == "mër 25 nën, 16:00"
    assert dates.instant(at, ZoneInfo("Asia/Almaty"), "kk") == "25 қар., ср, 20:00"


def test_days_beside_today_are_said_in_words_and_another_year_is_told() -> None:
    at = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)

    assert dates.instant(at, TIRANA, "en", today=date(2026, 11, 25)) == "today, 16:00"
    assert dates.instant(at, TIRANA, "sq", today=date(2026, 11, 24)) == "nesër, 16:00"
    assert dates.instant(at, TIRANA, "sv", today=date(2026, 11, 26)) == "i går, 16:00"
    assert dates.instant(at, TIRANA, "en", today=date(2027, 1, 4)) == "Wed 25 Nov 2026, 16:00"


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (65, "1 h 05"), (160, "2 h 40"), (-80, "1 h 20")]
)
def test_working_time_is_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert dates.span(minutes, "en") == said


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(KeyError):
        dates.day(WEDNESDAY, "de")
