"""`konsil doctor`: what is wrong with this installation, one line a check."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import psycopg

from konsil.config import Config, ConfigFault, Role
from konsil.database import dsn, start
from konsil.migrate import is_current
from konsil.store.wall import TooPowerful, refuse_power

OLDEST = 150000  # PostgreSQL 15
EXTENSIONS = {"btree_gist"}
STANDSTILL = 60  # seconds after which a worker without a heartbeat, or a job nobody took, is a fault

Connection = psycopg.Connection[tuple[Any, ...]]


class Finding(NamedTuple):
    """One check: whether it is well, and what was seen."""

    well: bool
    check: str
    seen: str


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="konsil doctor", description=__doc__)
    parser.add_argument("--print", action="store_true", help="print the configuration, without secrets")
    told = parser.parse_args(arguments)
    config = Config.read()
    if told.print:
        print(config.model_dump_json(indent=2))
        return 0
    cluster = start(config)
    findings = [*examine(config)]
    for finding in findings:
        print(f"{'ok   ' if finding.well else 'WRONG'}  {finding.check}: {finding.seen}")
    if cluster:
        cluster.leave()
    return 0 if all(finding.well for finding in findings) else 1


def examine(config: Config) -> Iterator[Finding]:
    """Every check, none of which needs more than the application's and the worker's roles."""
    yield keys(config)
    roles: tuple[Role, ...] = ("app", "work")
    walls = [wall(config, role) for role in roles]
    yield from walls
    installed = schema(config)
    yield installed
    if not all(finding.well for finding in walls):
        return  # what cannot be reached or trusted has nothing more to say
    with psycopg.connect(dsn(config, "app"), autocommit=True) as connection:
        yield from [check(connection) for check in SERVER]
    if not installed.well:
        return  # the tables that follow may not be there
    with psycopg.connect(dsn(config, "work"), autocommit=True) as connection:
        yield from [check(connection) for check in CONTENT]


def keys(config: Config) -> Finding:
    folder = config.home / "keys"
    open_ = [path.name for path in folder.glob("*") if path.is_file() and path.stat().st_mode & 0o077]
    kept = sum(path.is_file() for path in folder.glob("*"))
    return Finding(not open_, "keys", f"readable by others: {', '.join(open_)}" if open_ else f"{kept} kept")


def wall(config: Config, role: Role) -> Finding:
    try:
        with psycopg.connect(dsn(config, role)) as connection, connection.cursor() as cursor:
            refuse_power(cursor)
    except (TooPowerful, ConfigFault, psycopg.OperationalError) as fault:
        return Finding(False, f"role {role}", str(fault).splitlines()[0])
    return Finding(True, f"role {role}", "sees what policies grant")


def version(connection: Connection) -> Finding:
    number = connection.info.server_version
    return Finding(number >= OLDEST, "PostgreSQL", f"{number // 10000}.{number % 10000}")


def durability(connection: Connection) -> Finding:
    off = [
        name for name in ("fsync", "full_page_writes", "synchronous_commit")
        if _one(connection, f"SELECT current_setting('{name}')") == "off"
    ]  # fmt: skip
    return Finding(not off, "durability", f"{', '.join(off)} off" if off else "fsync, full pages, synchronous")


def extensions(connection: Connection) -> Finding:
    there = {name for (name,) in connection.execute("SELECT name FROM pg_available_extensions")}
    missing = EXTENSIONS - there
    return Finding(not missing, "extensions", f"missing: {', '.join(missing)}" if missing else "all at hand")


def clocks(connection: Connection) -> Finding:
    before = datetime.now(UTC)
    there = _one(connection, "SELECT clock_timestamp()")
    apart = abs((there - before).total_seconds())
    return Finding(apart < 2, "clocks", f"{apart:.1f} s apart")


def schema(config: Config) -> Finding:
    try:
        current = is_current(config)
    except (ConfigFault, psycopg.Error) as fault:
        return Finding(False, "schema", str(fault).splitlines()[0])
    return Finding(current, "schema", "of this release" if current else "of another release: run konsil migrate")


def programmes(connection: Connection) -> Finding:
    installed = _one(connection, "SELECT count(*) FROM programme_version")
    return Finding(installed > 0, "programmes", f"{installed} versions installed")


def worker(connection: Connection) -> Finding:
    age = _one(connection, "SELECT extract(epoch FROM now() - max(last_heartbeat))::int FROM procrastinate_workers")
    seen = "none has ever run" if age is None else f"last heartbeat {age} s ago"
    return Finding(age is not None and age < STANDSTILL, "worker", seen)


def queue(connection: Connection) -> Finding:
    waiting, age = connection.execute(
        "SELECT count(*), coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at)))::int, 0)"
        " FROM procrastinate_jobs j LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
        " WHERE j.status = 'todo' AND coalesce(j.scheduled_at, '-infinity') <= now()"
    ).fetchone() or (0, 0)
    return Finding(age < STANDSTILL, "queue", f"{waiting} jobs due, the oldest for {max(age, 0)} s")


SERVER: tuple[Callable[[Connection], Finding], ...] = (version, durability, extensions, clocks)
CONTENT: tuple[Callable[[Connection], Finding], ...] = (programmes, worker, queue)


def _one(connection: Connection, query: str) -> Any:
    row = connection.execute(query.encode()).fetchone()
    return row and row[0]
