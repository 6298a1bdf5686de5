"""How fast working time is counted, beside what is asked of it. Prints one line a figure; 1 if one falls short.

python bench/worktime.py
"""

import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

from konsil.calendars.reading import holidays_of
from konsil.core.worktime import Calendar, Pause, Span, read_week

COUNT = 100_000
ROUNDS = 3
TIRANE = ZoneInfo("Europe/Tirane")
LAST = datetime(2028, 6, 1, tzinfo=UTC)


def calendar() -> Calendar:
    """A working week with a lunch break and the holidays of Albania, not yet laid out."""
    return Calendar(TIRANE, read_week({"mon-fri": ["08:00-12:00", "13:00-17:00"]}), holidays_of("AL"))


def rate(work: Callable[[], object], count: int = COUNT) -> float:
    """The best of some rounds, a second."""
    best = 0.0
    for _ in range(ROUNDS):
        begun = perf_counter()
        work()
        best = max(best, count / (perf_counter() - begun))
    return best


def main() -> int:
    """Measure, print, compare."""
    ours, chance = calendar(), random.Random(1)
    seconds = [int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) + chance.randrange(4 * 10**7) for _ in range(COUNT)]
    starts = [datetime.fromtimestamp(second, UTC) for second in seconds]
    hours, days = Span.read("12 working hours"), Span.read("10 working days")
    three: list[Pause] = [(LAST - timedelta(n), LAST - timedelta(n, hours=-5)) for n in (9, 6, 3)]
    pauses = [[(begin - (LAST - start), end and end - (LAST - start)) for begin, end in three] for start in starts]
    begun = perf_counter()
    ours.add(starts[0], hours)
    laid = perf_counter() - begun
    figures = [
        ("working seconds added to an epoch", rate(lambda: [ours.add_seconds(at, 43200) for at in seconds]), 400_000),
        ("due instants of 12 working hours", rate(lambda: [ours.add(at, hours) for at in starts]), 200_000),
        ("due instants of 10 working days", rate(lambda: [ours.add(at, days) for at in starts]), 150_000),
        (
            "the same hours with three pauses",
            rate(lambda: [ours.add(a, hours, p) for a, p in zip(starts, pauses, strict=True)]),
            50_000,
        ),
        ("working time elapsed", rate(lambda: [ours.elapsed(at, LAST) for at in starts]), 200_000),
    ]
    for name, reached, limit in figures:
        print(f"{name:36} {reached:11,.0f} /s   limit {limit:9,} /s   {'ok' if reached >= limit else 'SHORT'}")
    print(f"{'six years laid out, once':36} {laid * 1000:11.1f} ms")
    return int(any(reached < limit for _, reached, limit in figures))


if __name__ == "__main__":
    sys.exit(main())
