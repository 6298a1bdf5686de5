"""Days on which another country rests: shown beside a term, and never counted by it (A29)."""

from collections.abc import Iterator
from datetime import date, timedelta

from konsil.calendars.reading import countries, holidays_of


def closed(country: str, first: date, last: date) -> tuple[tuple[date, str], ...]:
    """The public holidays of a country on weekdays from one day to another, both inclusive, each with its name in
    English or in the country's own language: from our reviewed lists, else from the public list of the library."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    named = dict(_named(country, range(first.year, last.year + 1)))
    return tuple((day, named[day]) for day in days if day in named and day.weekday() < 5)


def _named(country: str, years: range) -> Iterator[tuple[date, str]]:
    if country in countries():
        for day, one in holidays_of(country).items():
            yield day, one.names.get("en") or next(iter(one.names.values()), "")
        return
    import holidays  # only where no list of ours is: slow to load

    if country in holidays.list_supported_countries():
        yield from holidays.country_holidays(country, years=list(years), language="en_US").items()
