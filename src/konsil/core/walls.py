"""Instants of wall times: the only place that knows nights on which clocks are moved."""

from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

MINUTES = 24 * 60  # of a wall's day; 1440 is its 24:00
_FIRST_OF_1970 = date(1970, 1, 1).toordinal()


def instant(day: date, minute: int, zone: ZoneInfo, which: Literal["first", "last"] = "first") -> int:
    """The second (since 1970 in UTC) at which a wall shows a minute of a day; minute 1440 is 24:00.

    A wall time shown twice has a first and a last; one that is jumped over is the instant of the jump.
    """
    days, minutes = divmod(minute, MINUTES)
    wall = datetime.combine(day + timedelta(days), time(), zone) + timedelta(minutes=minutes)
    naive = (wall.toordinal() - _FIRST_OF_1970) * 86400 + minutes * 60
    before, after = _offset(wall), _offset(wall.replace(fold=1))
    if before < after:
        return _jump(naive - after, naive - before, zone)
    return naive - (before if which == "first" else after)


def midnight(day: date, zone: ZoneInfo) -> int:
    """The second at which the day begins: what ended the day before, exclusive."""
    return instant(day, 0, zone)


def _offset(wall: datetime) -> int:
    return round(wall.utcoffset().total_seconds())  # type: ignore[union-attr]  # every ZoneInfo time has one


def _jump(low: int, high: int, zone: ZoneInfo) -> int:
    """The second in (low, high] at which the offset changes."""
    old = _offset(datetime.fromtimestamp(low, zone))
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(datetime.fromtimestamp(middle, zone)) == old:
            low = middle
        else:
            high = middle
    return high
