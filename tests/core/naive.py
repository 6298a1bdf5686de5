"""Working time by brute force: every minute is looked at on the wall, one after the other.

Written from the specification alone, to judge `konsil.core.worktime`; it shares no line and no idea with it.
A minute is open by a window if the wall has shown the opening by then, and the closing for the last time not
yet. Where an edge falls within a minute its seconds are looked at.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

Halt = tuple[int, int | None]  # whole seconds since 1970
Windows = list[tuple[int, int]]


@cache
def month_of(zone: str, year: int, month: int) -> dict[date, list[tuple[int, int]]]:
    """For every day of a month the minutes it has: since 1970, and on the wall."""
    wall = ZoneInfo(zone)
    first = int(datetime(year, month, 1, tzinfo=UTC).timestamp()) // 60 - 1440
    found: dict[date, list[tuple[int, int]]] = {}
    for minute in range(first, first + (monthrange(year, month)[1] + 2) * 1440):
        shown = datetime.fromtimestamp(minute * 60, wall)
        if shown.month == month:
            found.setdefault(shown.date(), []).append((minute, shown.hour * 60 + shown.minute))
    return found


@dataclass
class Naive:
    """A calendar for the simulator; minutes of the wall, 1440 is 24:00."""

    zone: str
    week: Mapping[int, Windows]
    holidays: frozenset[date]
    special_days: Mapping[date, Windows]
    seen: dict[date, list[int]] = field(default_factory=dict)

    # --- what a day is

    def windows(self, day: date) -> Windows:
        if day in self.special_days:
            return self.special_days[day]
        return [] if day in self.holidays else self.week.get(day.weekday(), [])

    def works(self, day: date) -> bool:
        return len(self.windows(day)) > 0

    def minutes(self, day: date) -> list[tuple[int, int]]:
        return month_of(self.zone, day.year, day.month)[day]

    def open_minutes(self, day: date) -> list[int]:
        if day not in self.seen:
            found: set[int] = set()
            for opens, closes in self.windows(day):
                if (shown := self.opening(day, opens)) is not None:
                    found |= set(range(shown, self.closing(day, closes)))
            self.seen[day] = sorted(found)
        return self.seen[day]

    def opening(self, day: date, opens: int) -> int | None:
        """The first minute that shows the opening or, where none does, a later time."""
        minutes = self.minutes(day)
        if len(minutes) == 1440:  # an ordinary day: every minute is shown once, in order
            return minutes[0][0] + opens
        return next((at for at, wall in minutes if wall >= opens), None)

    def closing(self, day: date, closes: int) -> int:
        """The last minute that shows the closing; where none does, the first one after those before it."""
        minutes = self.minutes(day)
        if len(minutes) == 1440:
            return minutes[0][0] + closes
        shown = [at for at, wall in minutes if wall == closes]
        before = [at for at, wall in minutes if wall < closes]
        return shown[-1] if shown else before[-1] + 1 if before else minutes[0][0]

    def day_of(self, at: int) -> date:
        return datetime.fromtimestamp(at, ZoneInfo(self.zone)).date()

    def end(self, day: date, due: str) -> int:
        """The second after the day's last one; closing time where that is asked for and there is one."""
        if due == "close_of_business" and self.works(day):
            return self.closing(day, max(closes for _, closes in self.windows(day))) * 60
        return (self.minutes(day)[-1][0] + 1) * 60

    # --- hours

    def add_hours(self, start: int, seconds: int, halts: list[Halt], working: bool = True) -> int | None:
        if seconds == 0:
            return start
        edges = {at // 60 for at in (start, *(b for b, _ in halts), *(e or 0 for _, e in halts)) if at % 60}
        for minute in self.open_from(start, working):
            if halts and any(end is None and begin <= minute * 60 for begin, end in halts):
                return None
            whole = minute not in edges
            for second in range(minute * 60, minute * 60 + 60, 60 if whole else 1):
                if second < start or (halts and is_halted(second, halts)):
                    continue
                if whole and seconds > 60:
                    seconds -= 60
                elif whole:
                    return second + seconds
                else:
                    seconds -= 1
                    if seconds == 0:
                        return second + 1
        raise AssertionError

    def open_from(self, start: int, working: bool) -> Iterator[int]:
        """The minutes from the one of the start on that are counted."""
        if not working:
            yield from range(start // 60, start // 60 + 10**6)
        day = self.day_of(start)
        while True:
            yield from (minute for minute in self.open_minutes(day) if minute >= start // 60)
            day += timedelta(1)

    def elapsed(self, begin: int, end: int, halts: list[Halt]) -> int:
        total, day = 0, self.day_of(begin)
        edges = {at // 60 for at in (begin, end, *(b for b, _ in halts), *(e or 0 for _, e in halts))}
        while day <= self.day_of(end):
            for minute in self.open_minutes(day):
                step = 1 if minute in edges else 60
                for second in range(minute * 60, minute * 60 + 60, step):
                    total += step * (begin <= second < end and not is_halted(second, halts))
            day += timedelta(1)
        return total

    # --- days

    def event_day(self, start: int, after_hours: str) -> date:
        day = self.day_of(start)
        if after_hours == "next_working_day" and not (self.works(day) and start < self.end(day, "close_of_business")):
            day += timedelta(1)
            while not self.works(day):
                day += timedelta(1)
        return day

    def add_days(
        self, start: int, amount: int, unit: str, halts: list[Halt], law: Mapping[str, str], working: bool
    ) -> int | None:
        day = event = self.event_day(start, law["after_hours"])
        left = amount
        if unit == "week":
            left = amount * 7
        elif unit == "month":
            left = (same_number(event, amount) - event).days
        elif law["count"] == "exclude_both":
            left += 1
        elif law["count"] == "include_first" and amount > 0:
            day -= timedelta(1)
        while left > 0:
            day += timedelta(1)
            if working and not self.works(day):
                continue
            if self.stuck(day, halts, law):
                return None
            if self.runs(day, start, halts, law):
                left -= 1
        while not self.runs(day, start, halts, law) or (law["roll"] == "next_working_day" and not self.works(day)):
            if self.stuck(day, halts, law):
                return None
            day += timedelta(1)
        return self.end(day, law["due"])

    def runs(self, day: date, start: int, halts: list[Halt], law: Mapping[str, str]) -> bool:
        last_second = self.end(day, law["due"]) - 1
        return last_second >= start and not is_halted(last_second, halts)

    def stuck(self, day: date, halts: list[Halt], law: Mapping[str, str]) -> bool:
        return any(e is None and b <= self.end(day, law["due"]) - 1 for b, e in halts)


def is_halted(second: int, halts: list[Halt]) -> bool:
    return any(b <= second and (e is None or second < e) for b, e in halts)


def same_number(day: date, months: int) -> date:
    """The date of the same number, months later, found by counting months; else the last of that month."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    number = day.day
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def full_hour(start: int, zone: str) -> int:
    """The next second at which the wall shows a full hour, or this one."""
    at = start
    while (shown := datetime.fromtimestamp(at, ZoneInfo(zone))).minute or shown.second:
        at += 1 if at % 60 else 60
    return at
