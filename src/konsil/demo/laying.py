"""Lays the demo's world into the database, if it is not there yet: a process of its own, as the seeding role."""

from __future__ import annotations

import subprocess
import sys

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
    from konsil.demo import load, members, personas
    from konsil.demo.visits import load as visits
    from konsil.work import outage

    bar("schema", 1, 1)
    world = load.load(bar, members.COUNT)
    load.past(world, load.others(NEEDED), bar)
    clinics = visits.load(bar)
    outage.evening()
    personas.keep(config.home, (*load.personas_of(world), *visits.personas_of(clinics)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
