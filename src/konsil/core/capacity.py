"""When somebody or something is there (R19): weekly hours, days off and absences laid out day by day.

The store keeps what comes out as rows and subtracts bookings; nothing else computes free time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from konsil.core.almanac import Almanac, SpecialDay, Week, Window, Windows
from konsil.core.spans import Ticks, datetime_of, ticks_of

Stretch = tuple[datetime, datetime]  # half-open, aware, in UTC
Part = tuple[Ticks, Ticks]  # the same in ticks, as the almanac counts
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """The weekly hours from a first day to a last one, both included; `last` is None while nobody ended them."""

    week: Week
    first: date
    last: date | None = None

    def hold_on(self, day: date) -> bool:
        """Whether they are in force on this day."""
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def one_day(self) -> bool:
        """Hours given for one day only are meant, holiday or not."""
        return self.first == self.last


def open_days(
    place: Almanac, hours: Sequence[Hours], away: Iterable[Stretch], first: date, last: date
) -> Mapping[date, tuple[Stretch, ...]]:
    """When a resource is there on each day from the first to the last; days on which it is not are absent.

    `place` says the zone, the holidays and the special days of the place; its own week says nothing. Of several hours
    in force those that began last hold. A special day of the place lets in what both it and the hours allow.
    """
    days = [first + _DAY * n for n in range((last - first).days + 1)]
    special = {day: SpecialDay(_windows(place, hours, day)) for day in days}
    almanac = Almanac(place.zone, special_days=special, horizon=(first, last + _DAY))
    halts = sorted((ticks_of(begin), ticks_of(end)) for begin, end in away)
    found = {day: tuple(map(_stretch, _without(almanac.stretches_on(day), halts))) for day in days}
    return {day: stretches for day, stretches in found.items() if stretches}


def _windows(place: Almanac, hours: Sequence[Hours], day: date) -> Windows:
    held = max((one for one in hours if one.hold_on(day)), key=lambda one: (one.first, one.one_day), default=None)
    if held is None:
        return ()
    own = held.week.get(place.made_good.get(day, day).weekday(), ())
    if special := place.special_days.get(day):
        return _common(own, special.windows)
    return () if day in place.holidays and not held.one_day else own


def _common(one: Windows, other: Windows) -> Windows:
    """What lies in both."""
    pairs = ((max(a.opens, b.opens), min(a.closes, b.closes)) for a in one for b in other)
    return tuple(Window(opens, closes) for opens, closes in pairs if opens < closes)


def _without(stretches: Iterable[Part], halts: Sequence[Part]) -> list[Part]:
    """The stretches without the halts, which are in order and may overlap."""
    left = list(stretches)
    for begin, end in halts:
        cut = [part for opens, closes in left for part in ((opens, min(closes, begin)), (max(opens, end), closes))]
        left = [(opens, closes) for opens, closes in cut if opens < closes]
    return left


def _stretch(part: Part) -> Stretch:
    return datetime_of(part[0], UTC), datetime_of(part[1], UTC)
