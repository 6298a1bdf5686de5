"""`konsil verify-log`: walk every chain and say which entry is not as it was recorded (R24)."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

import psycopg

from konsil import database
from konsil.config import Config
from konsil.plain import Plain
from konsil.store.verify import verify

STEP = 0.2  # seconds between two drawings of the progress line


def main(arguments: Sequence[str]) -> int:
    """The command: 0 if every chain holds, 1 if one does not."""
    parser = argparse.ArgumentParser(prog="konsil verify-log", description=__doc__)
    parser.add_argument("case", nargs="?", default="", help="a case's number; without one, every case")
    told = parser.parse_args(arguments)
    config = Config.read()
    database.start(config)
    with psycopg.connect(database.dsn(config, "owner")) as connection:
        found = verify(connection, told.case, _drawn if sys.stderr.isatty() else None)
    if told.case and not found.cases:
        raise Plain(f"there is no case {told.case}")
    for one in found.altered:
        print(f"case {one.case}, fact {one.seq}: altered")
    erased = f", {found.erased:,} of them erased by rule" if found.erased else ""
    print(f"{found.cases:,} cases, {found.facts:,} facts{erased}; altered: {len(found.altered) or 'none'}")
    return 1 if found.altered else 0


_last = 0.0


def _drawn(cases: int, facts: int) -> None:
    global _last
    if time.monotonic() - _last > STEP:
        _last = time.monotonic()
        print(f"\r{cases:,} cases, {facts:,} facts", end="", file=sys.stderr, flush=True)
