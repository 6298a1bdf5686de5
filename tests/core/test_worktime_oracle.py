"""The arithmetic of working time against brute force: random calendars, pauses and conventions, moved clocks.

KONSIL_CASES sets how many cases, CLOCK_SEED repeats a run; the seed is told when a case fails.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from core.naive import Halt, Naive, full_hour
from konsil.core.spans import AfterHours, Count, Due, Roll, RoundHour
from konsil.core.worktime import Calendar, Convention, Holiday, Pause, Span, SpecialDay, Window

CASES = int(os.environ.get("KONSIL_CASES", "20000"))
SEED = int(os.environ.get("CLOCK_SEED") or random.SystemRandom().randrange(10**9))
SHARDS = 4
CALENDARS = 16  # of one shard
PLACES = (
    "Europe/Tirane", "Europe/Bucharest", "Europe/Stockholm", "Asia/Almaty",
    "Africa/Cairo",  # where midnight is jumped over
)  # fmt: skip
HORIZON = date(2023, 7, 1), date(2028, 1, 1)


@cache
def nights(zone: str) -> list[date]:
    """The days in three years on which clocks are moved."""
    days = [date(2024, 1, 1) + timedelta(number) for number in range(1096)]
    noons = [datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).utcoffset() for day in days]
    return [day for day, noon, before in zip(days[1:], noons[1:], noons, strict=False) if noon != before]


def some_windows(chance: random.Random) -> list[tuple[int, int]]:
    """Up to three windows of a day; now and then of a night, to 24:00, or when clocks are moved."""
    if chance.random() < 0.5:
        opens = chance.choice((420, 480, 540))
        return [(opens, opens + 480)] if chance.random() < 0.6 else [(opens, 720), (780, opens + 540)]
    step = chance.choice((1, 15, 30))
    edges = sorted(chance.sample(range(0, 1440 // step + 1), 2 * chance.randint(1, 3)))
    return [(a * step, b * step) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def some_calendar(chance: random.Random) -> tuple[Naive, Calendar, list[date]]:
    """The same calendar for both, and the days around which its cases lie."""
    zone = chance.choice(PLACES)
    days = [*nights(zone)[:: chance.randint(1, 3)][:3], date(2026, 11, chance.randint(1, 30))]
    near = [day + timedelta(chance.randint(-8, 20)) for day in days for _ in range(6)]
    shape = some_windows(chance)
    week = {
        weekday: shape if chance.random() < 0.6 else some_windows(chance)
        for weekday in range(7)
        if weekday < 5 or chance.random() < 0.3
    }
    holidays = frozenset(chance.sample(near, 6))
    special = {day: some_windows(chance) if chance.random() < 0.6 else [] for day in chance.sample(near, 4)}
    ours = Calendar(
        ZoneInfo(zone),
        {weekday: tuple(Window(*one) for one in windows) for weekday, windows in week.items()},
        {day: Holiday() for day in holidays},
        {day: SpecialDay(tuple(Window(*one) for one in windows)) for day, windows in special.items()},
        horizon=HORIZON,
    )
    return Naive(zone, week, holidays, special), ours, days


def some_instant(chance: random.Random, day: date, zone: ZoneInfo) -> int:
    """A second around a day: half of them on the full minute, some at the hours clocks are moved."""
    noon = int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
    hours = chance.choice((chance.uniform(-96, 96), chance.uniform(-2, 5)))
    return noon + int(hours * 60) * 60 + chance.choice((0, 0, chance.randrange(60)))


def some_pauses(chance: random.Random, start: int) -> list[Halt]:
    """Up to three, which may overlap; now and then the last is open."""
    found: list[Halt] = []
    for _ in range(chance.choice((0, 0, 1, 2, 3))):
        begin = start + chance.randint(-1440, 9 * 1440) * 60 + chance.choice((0, 0, chance.randrange(60)))
        length = chance.choice((chance.randrange(7200), chance.randrange(5 * 86400)))
        found.append((begin, begin + length))
    if found and chance.random() < 0.12:
        found[-1] = (found[-1][0], None)
    return found


def some_convention(chance: random.Random) -> Convention:
    if chance.random() < 0.4:
        return Convention()
    choices: list[Any] = [chance.choice(get_args(kind)) for kind in (Count, Due, AfterHours, Roll, RoundHour)]
    return Convention(*choices)


def some_span(chance: random.Random) -> Span:
    return chance.choice(
        (
            Span(chance.randint(0, 60), "hour", working=True),
            Span(chance.randint(0, 2000), "minute", working=True),
            Span(chance.randint(0, 90), "hour"),
            Span(chance.randint(0, 12), "day", working=True),
            Span(chance.randint(0, 15), "day"),
            Span(chance.randint(0, 3), "week"),
            Span(chance.randint(0, 3), "month"),
        )
    )


def brute_force(naive: Naive, start: int, span: Span, halts: list[Halt], law: Convention) -> int | None:
    if span.unit in ("hour", "minute"):
        begin = full_hour(start, naive.zone) if law.round_hour == "next_full_hour" else start
        seconds = span.amount * (3600 if span.unit == "hour" else 60)
        return naive.add_hours(begin, seconds, halts, span.working)
    return naive.add_days(start, span.amount, span.unit, halts, asdict(law), span.working)


def at(second: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(second, zone)


def pauses_of(halts: list[Halt], zone: ZoneInfo) -> list[Pause]:
    return [(at(begin, zone), None if end is None else at(end, zone)) for begin, end in halts]


def cases(shard: int, count: int) -> Iterator[tuple[Naive, Calendar, int, Span, list[Halt], Convention, str]]:
    chance = random.Random(f"{SEED}/{shard}")
    pool = [some_calendar(chance) for _ in range(CALENDARS)]
    for number in range(count):
        naive, ours, days = chance.choice(pool)
        start = some_instant(chance, chance.choice(days), ours.zone)
        span, halts, law = some_span(chance), some_pauses(chance, start), some_convention(chance)
        story = f"CLOCK_SEED={SEED} {shard}/{number}: {at(start, ours.zone)} + {span}, {law}, {halts}"
        yield naive, ours, start, span, halts, law, story


@pytest.mark.shows("X02")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_due_instant_is_the_one_found_minute_by_minute(shard: int) -> None:
    """oracle test against brute force by minute: hours, split days, holidays, zones, DST, pauses"""
    for naive, ours, start, span, halts, law, story in cases(shard, CASES // SHARDS):
        due = ours.add(at(start, ours.zone), span, pauses_of(halts, ours.zone), law)
        expected = brute_force(naive, start, span, halts, law)
        assert (due and due.timestamp()) == expected, story


@pytest.mark.shows("X02")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_the_time_that_has_passed_is_the_one_counted_minute_by_minute(shard: int) -> None:
    """oracle test against brute force by minute: working time between two instants, less the pauses"""
    for naive, ours, start, span, halts, _, story in cases(10 + shard, CASES // SHARDS // 4):
        end = start + span.amount * 4001
        passed = ours.elapsed(at(start, ours.zone), at(end, ours.zone), pauses_of(halts, ours.zone))
        assert passed == timedelta(seconds=naive.elapsed(start, end, halts)), story


def test_an_explanation_counts_exactly_what_was_promised() -> None:
    """Evidence that does not add up to the promise would be worse than none."""
    for _, ours, start, span, halts, law, story in cases(20, CASES // 10):
        begin, pauses = at(start, ours.zone), pauses_of(halts, ours.zone)
        told = ours.explain(begin, span, pauses, law)
        assert told.due == ours.add(begin, span, pauses, law), story
        if told.due is None:
            continue
        counted = [day for day in told.days if day.counted]
        if span.timed:
            worked = sum((day.worked for day in counted), timedelta())
            assert worked == timedelta(microseconds=span.ticks), story
        elif span.unit == "day":
            assert [day.number for day in counted] == list(range(1, span.amount + 1)), story
