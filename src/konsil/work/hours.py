"""When nobody is disturbed: members at night (X20), staff outside their working hours (X04). Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from konsil.core.worktime import Calendar

BEGIN, END = time(8), time(20)  # a member may be written to from eight until before twenty, where the programme is


def until_day(now: datetime, zone: ZoneInfo) -> timedelta:
    """How long a letter to a member has to wait; zero by day."""
    local = now.astimezone(zone)
    if BEGIN <= local.time() < END:
        return timedelta()
    day = local.date() if local.time() < BEGIN else local.date() + timedelta(days=1)
    return datetime.combine(day, BEGIN, zone) - now


def until_office(now: datetime, calendar: Calendar) -> timedelta:
    """How long a warning to staff has to wait; zero while somebody is there."""
    return calendar.next_opening(now) - now
