"""Lays the demo's world into the database, if it is not there yet: a process of its own, as the seeding role."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from konsil.boot import boot
from konsil.config import Config
from konsil.database import start
from konsil.demo.command import Bar
from konsil.migrate import is_current

NEEDED = 420


def main() -> int:
    bar = Bar()
    config = Config.read()
    start(config)
    if not is_current(config):
        bar("schema", 0, 1)
        subprocess.run([sys.executable, "-m", "konsil.cli", "migrate"], check=True)
    boot("seed")
    from konsil.demo import load, personas
    from konsil.store import instances

    if instances.is_demo():
        return 0
    bar("schema", 1, 1)
    world = load.load(bar)
    load.past(world, _members(bar), bar)
    personas.keep(config.home, load.personas_of(world))
    return 0


def _members(bar: Bar) -> tuple[str, ...]:
    """Ten thousand members by the import that an insurer would use; the public ids of those the past is about."""
    from konsil.demo import load, members
    from konsil.store.members import applying, staging
    from konsil.store.queries.reading import reading, rows

    with tempfile.TemporaryDirectory() as folder:
        file = members.write(Path(folder) / "members.csv")
        run = staging.stage(load.PAYER, file, population=load.POPULATION, programme=load.PROGRAMME)
        bar("members", 1, 3)
        applying.apply(load.PAYER, run, sure=True)
        bar("members", 3, 3)
    with reading(load.OPERATOR):
        found = rows(
            "SELECT p.public FROM person p JOIN cover c ON c.person_id = p.id WHERE c.number LIKE 'M%%'"
            " AND p.born_on < '2000-01-01' ORDER BY c.number LIMIT %s",
            NEEDED,
        )
    return tuple(public for (public,) in found)


if __name__ == "__main__":
    sys.exit(main())
