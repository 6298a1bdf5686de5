"""A programme on its calendars as the revisions make them: each adds days to what was known before (clocks, 5.1)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import accumulate
from typing import Any

from konsil.core.programme import Programme, Promise
from konsil.core.worktime import Calendar, Holiday, SpecialDay, read_windows
from konsil.store.models import CalendarRevision


@dataclass(frozen=True)
class Revision:
    """What became known of a calendar at an instant."""

    id: int
    calendar: str  # a country, or the key of an operator
    holidays: Mapping[date, Holiday]
    special_days: Mapping[date, SpecialDay]
    known_from: datetime

    def applied(self, before: Calendar) -> Calendar:
        """The calendar with these days, known from now on."""
        return replace(
            before, holidays={**before.holidays, **self.holidays}, revision=str(self.id), known_from=self.known_from,
            special_days={**before.special_days, **self.special_days},
        )  # fmt: skip


def revised(programme: Programme, newest: int) -> Programme:
    """The programme with every revision of its country and its operator up to the newest."""
    found = tuple(revisions(newest, (programme.country, programme.operator))) if newest else ()
    if not found:
        return programme
    return replace(
        programme,
        calendars={key: history(one, found)[-1] for key, one in programme.calendars.items()},
        promises={key: _revised(one, found) for key, one in programme.promises.items()},
    )


def revisions(newest: int, keys: Iterable[str]) -> Iterator[Revision]:
    """The revisions of these calendars in the order in which they became known."""
    for row in CalendarRevision.objects.filter(pk__lte=newest, calendar__in=list(keys)).order_by("known_from", "pk"):
        holidays = {date.fromisoformat(day): _holiday(told) for day, told in row.holidays.items()}
        special = {date.fromisoformat(day): _special(told) for day, told in row.special_days.items()}
        yield Revision(row.pk, row.calendar, holidays, special, row.known_from)


def history(calendar: Calendar, found: Iterable[Revision]) -> tuple[Calendar, ...]:
    """The calendar as it was known at first, and after each revision."""
    return tuple(accumulate(found, lambda before, one: one.applied(before), initial=calendar))


def _revised(promise: Promise, found: tuple[Revision, ...]) -> Promise:
    *former, today = history(promise.calendar, found)
    return replace(promise, calendar=today, former=tuple(former))


def _holiday(told: Mapping[str, Any]) -> Holiday:
    return Holiday(told.get("names", {}), bool(told.get("estimated")))


def _special(told: Mapping[str, Any]) -> SpecialDay:
    return SpecialDay(read_windows(told.get("hours", ())), str(told.get("reason", "")))
