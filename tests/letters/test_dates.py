"""Days and hours in six languages."""

from datetime import UTC, date, datetime

import pytest

from konsil.letters import dates

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("sq", "e premte, 27 nëntor 2026"),
        ("en", "Friday 27 November 2026"),
        ("ro", "vineri, 27 noiembrie 2026"),
        ("sv", "fredag 27 november 2026"),
        ("kk", "2026 ж. 27 қараша, жұма"),
        ("ru", "пятница, 27 ноября 2026 г."),
    ],
)
def test_a_full_date_reads_as_the_language_writes_it(language: str, written: str) -> None:
    assert dates.full(FRIDAY, language) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("sq", "deri të premten, 27 nëntor 2026"),
        ("en", "by Friday 27 November 2026"),
        ("ro", "până vineri, 27 noiembrie 2026"),
        ("sv", "senast fredag 27 november 2026"),
        ("kk", "2026 ж. 27 қараша, жұмаға дейін"),
        ("ru", "до пятницы, 27 ноября 2026 г."),
    ],
)
def test_a_last_day_takes_its_case_ending(language: str, written: str) -> None:
    assert dates.by(FRIDAY, language) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("sq", "e premte, 27 nëntor 2026, ora 16:25"),
        ("en", "Friday 27 November 2026, 16:25"),
        ("ro", "vineri, 27 noiembrie 2026, ora 16:25"),
        ("sv", "fredag 27 november 2026 kl. 16:25"),
        ("kk", "2026 ж. 27 қараша, жұма, сағат 16:25"),
        ("ru", "пятница, 27 ноября 2026 г., 16:25"),
    ],
)
def test_an_instant_shows_a_24_hour_clock_of_the_place(language: str, written: str) -> None:
    at = datetime(2026, 11, 27, 15, 25, tzinfo=UTC)
    assert dates.moment(at, language, "Europe/Tirane") == written


def test_an_instant_late_in_the_evening_is_the_next_day_further_east() -> None:
    at = datetime(2026, 11, 27, 20, 30, tzinfo=UTC)
    assert dates.local(at, "Asia/Almaty") == date(2026, 11, 28)
    assert dates.hour(at, "Asia/Almaty") == "01:30"


def test_an_instant_without_a_zone_is_a_fault() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        dates.moment(datetime(2026, 11, 27, 15, 25), "sq", "Europe/Tirane")


@pytest.mark.parametrize("language", sorted(dates.WORDINGS))
def test_every_language_has_seven_days_and_twelve_months_all_different(language: str) -> None:
    wording = dates.WORDINGS[language]
    assert len(set(wording.weekdays)) == len(set(wording.until_weekdays)) == 7
    assert len(set(wording.months)) == len(set(wording.alone)) == 12


def test_the_other_forms_of_a_day() -> None:
    assert dates.until(FRIDAY, "en") == "until Friday 27 November 2026"
    assert dates.plain(date(1974, 5, 14), "kk") == "1974 ж. 14 мамыр"
    assert dates.day(FRIDAY, "sq") == "27 nëntor"
    assert dates.month(FRIDAY, "ru") == "ноябрь 2026 г."
    assert dates.short(FRIDAY, "sq") == "11/26"
