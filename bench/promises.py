"""How fast a million promises are watched, and counted anew when a calendar changes, beside what is asked.

python bench/promises.py

The embedded server as it is shipped, the worker's role under row-level security. Prints one line a figure and the
settings it was reached under; 1 if one falls short. The last figure is that of a day off announced three weeks ahead.
"""

import os
import random
import statistics
import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time

import house
import psycopg

MILLION = 1_000_000
CASES = 200
ROUNDS = 200
CLOSED = {"hours": [], "reason": "Day off by decree", "source": "Council of Ministers"}
SETTINGS = ("server_version", "fsync", "synchronous_commit", "shared_buffers")


def main() -> int:
    """Measure, print, compare."""
    with house.home():
        laid = house.lay(CASES, house.LENGTH)
        from konsil.boot import boot

        boot("work")
        fill(laid.long)
        figures = [("an idle sweep of a million", idle() * 1000, 5.0, "ms"),
                   ("a million due instants again", arithmetic(), 60.0, "s"),
                   ("a day off among a million", recounted(), 60.0, "s")]  # fmt: skip
        print("   ".join(f"{name}={value}" for name, value in settings().items()))
    for name, reached, limit, unit in figures:
        print(f"{name:32} {reached:10.2f} {unit:3} limit {limit:6.0f} {unit:3} {'ok' if reached <= limit else 'SHORT'}")
    return 0 if all(reached <= limit for _, reached, limit, _ in figures) else 1


def fill(case: str) -> None:
    """A million open cycles, none of them due."""
    from konsil import database
    from konsil.config import Config

    with psycopg.connect(database.dsn(Config.read(), "owner"), autocommit=True) as owner:
        owner.execute(
            "INSERT INTO promise_cycle (case_id, promise, item, number, started_at, due_at, exclusive, state, owes,"
            " to_role, soft, provisional, next_at, next_mark, shares)"
            " SELECT c.id, 'bench', '', n, now(), at, false, 'running', 'operator', 'member', false, false, at, 'due',"
            " '[]' FROM cases c, generate_series(1, %s) n, LATERAL (SELECT now() + interval '3 years'"
            " + n * interval '1 second' AS at) w WHERE c.public = %s",
            [MILLION, case],
        )  # fmt: skip
        owner.execute("VACUUM (ANALYZE) promise_cycle")


def idle() -> float:
    """Seconds of a sweep that finds nothing, the median of many, CPU of this process printed beside."""
    from konsil.store import sweeping
    from konsil.work import promises
    from konsil.work.worker import KONSIL

    promises.sweep()
    taken, begun = [], process_time()
    for _ in range(ROUNDS):
        before = perf_counter()
        sweeping.sweep(KONSIL, promises.follow)
        taken.append(perf_counter() - before)
    print(f"idle sweep: {(process_time() - begun) / ROUNDS * 1000:.2f} ms CPU of the worker each")
    return statistics.median(taken)


def arithmetic() -> float:
    """Seconds for a million due instants on the calendar of a programme."""
    from konsil import library
    from konsil.core.worktime import Span

    calendar, chance = library.shipped("albsig-mso").programme.calendars["operator"], random.Random(1)
    first, spans = datetime(2025, 1, 6, tzinfo=UTC), (Span(12, "hour", True), Span(10, "day", True))
    starts = [first + timedelta(seconds=chance.randrange(4 * 10**7)) for _ in range(1000)]
    begun = perf_counter()
    for number in range(MILLION):
        calendar.add(starts[number % 1000], spans[number % 2])
    return perf_counter() - begun


def recounted() -> float:
    """Seconds to look through a million open promises for those that a day off, announced three weeks ahead, moves,
    and to count these cases anew; what each case costs that such a day moves is printed beside."""
    from konsil.core.case import Actor
    from konsil.store import recounting
    from konsil.store.queries.reading import now
    from konsil.store.registers.calendars import revise
    from konsil.work import promises
    from konsil.work.worker import KONSIL

    today, admin = now().date(), Actor("Admin", "admin", "mediguide")
    later = revise(admin, "AL", special_days={today + timedelta(21): CLOSED})
    soon = revise(admin, "mediguide", special_days={today + timedelta(1): CLOSED})
    begun = perf_counter()
    promises.recount(later)
    taken = perf_counter() - begun
    begun = perf_counter()
    recounting.recount(KONSIL, soon, limit=CASES)
    each = (perf_counter() - begun) / CASES
    print(f"counted anew: {each * 1000:.2f} ms a case that a day moves, {os.cpu_count()} processors")
    return taken


def settings() -> dict[str, str]:
    """Under what the figures were reached."""
    from konsil.store.queries.reading import rows

    return {name: str(rows(f"SHOW {name}")[0][0]) for name in SETTINGS}


if __name__ == "__main__":
    sys.exit(main())
