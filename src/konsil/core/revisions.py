"""Calendars change: which revision holds, how it joins the one before, and what a change may do."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from konsil.core.almanac import SpecialDay
from konsil.core.spans import Span, ticks_of
from konsil.core.worktime import Calendar

GRACE = Span(1, "hour", working=True)


def in_force(revisions: Iterable[Calendar], at: datetime) -> Calendar | None:
    """The latest revision known at an instant; one without `known_from` was known ever. None: none was."""
    known = [one for one in revisions if one.known_from is None or one.known_from <= at]
    return max(known, key=lambda one: (one.known_from is not None, one.known_from), default=None)


def spliced(old: Calendar, new: Calendar, effective: date) -> Calendar:
    """The new revision as open clocks count it: for days before the change takes effect, the old one.

    Where the weeks differ, the days before become special days with the old hours.
    """
    before = [old.bounds[0] + timedelta(n) for n in range((effective - old.bounds[0]).days)]
    former = {
        day: SpecialDay(old.windows_on(day), "former-hours")
        for day in before
        if day not in old.holidays and old.week.get(day.weekday()) != new.week.get(day.weekday())
    }
    special = former | {day: one for day, one in old.special_days.items() if day < effective}
    special |= {day: one for day, one in new.special_days.items() if day >= effective}
    holidays = {day: one for day, one in old.holidays.items() if day < effective}
    holidays |= {day: one for day, one in new.holidays.items() if day >= effective}
    return replace(new, special_days=special, holidays=holidays, horizon=(old.bounds[0], new.bounds[1]))


def tightened(
    now: datetime, old_due: datetime | None, new_due: datetime | None, calendar: Calendar
) -> tuple[datetime | None, bool]:
    """The due instant of an open clock after a change, and whether the change tightened it.

    A change never makes a promise late at a stroke: a new due instant that is already over becomes one
    working hour from now at the earliest. A clock that was late before the change keeps its due instant.
    """
    if old_due is not None and ticks_of(old_due) < ticks_of(now):
        return old_due, False
    if new_due is None or ticks_of(new_due) >= ticks_of(now):
        return new_due, False
    return calendar.add(now, GRACE), True
