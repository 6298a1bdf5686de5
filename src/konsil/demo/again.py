"""Lays the demo's world anew while the product runs: empties every table, then lays it as the first time."""

from __future__ import annotations

import sys

import psycopg

from konsil import database
from konsil.config import Config
from konsil.demo import laying, personas
from konsil.demo.proving import FILE as ALTERED
from konsil.gates.sink import Sink

KEPT = frozenset(("django_migrations", "django_content_type"))


def main() -> int:
    config = Config.read()
    (config.home / personas.FILE).unlink(missing_ok=True)
    (config.home / ALTERED).unlink(missing_ok=True)
    with psycopg.connect(database.dsn(config, "owner"), autocommit=True) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
                " AND NOT relispartition AND pg_get_userbyid(relowner) = current_user"
            )
            if name not in KEPT
        ]
        connection.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
    Sink(config.home / "sink").clear()
    return laying.main()


if __name__ == "__main__":
    sys.exit(main())
