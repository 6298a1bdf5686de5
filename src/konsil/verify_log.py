"""`konsil verify-log`: walk every chain and say which entry is not as it was recorded (R24)."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from konsil import database
from konsil.config import Config
from konsil.plain import Plain
from konsil.store.verify import unsealed, verify

STEP = 0.2  # seconds between two drawings of the progress line


def main(arguments: Sequence[str]) -> int:
    """The command: 0 if every chain holds, 1 if one does not."""
    parser = argparse.ArgumentParser(prog="konsil verify-log", description=__doc__)
    parser.add_argument("case", nargs="?", default="", help="a case's number; without one, every case")
    parser.add_argument(
        "--seals", type=Path, default=None, metavar="FOLDER", help="the nights' seals, if not of this home"
    )
    told = parser.parse_args(arguments)
    config = Config.read()
    database.start(config)
    with psycopg.connect(database.dsn(config, "owner")) as connection:
        found = verify(connection, told.case, _drawn if sys.stderr.isatty() else None)
        broken = 0 if told.case else _against_the_seal(connection, told.seals or config.home / "seals")
    if told.case and not found.cases:
        raise Plain(f"there is no case {told.case}")
    for one in found.altered:
        print(f"case {one.case}, fact {one.seq}: altered")
    erased = f", {found.erased:,} of them erased by rule" if found.erased else ""
    print(f"{found.cases:,} cases, {found.facts:,} facts{erased}; altered: {len(found.altered) or 'none'}")
    return 1 if found.altered or broken else 0


def _against_the_seal(connection: psycopg.Connection[tuple[object, ...]], folder: Path) -> int:
    """How many chains are not as the last night's seal has them; said line by line."""
    from konsil.work.sealing import latest

    seal = latest(folder)
    if seal is None:
        return 0  # the first night is yet to come
    if not seal.holds:
        print(f"the seal of {seal.at:%Y-%m-%d} is not as it was signed")
        return 1
    gone = unsealed(connection, [(one.case, one.seq, one.hash) for one in seal.heads])
    for one in gone:
        print(f"case {one.case}, fact {one.seq}: sealed on {seal.at:%Y-%m-%d}, and not there any more")
    print(f"sealed on {seal.at:%Y-%m-%d %H:%M} UTC: {len(seal.heads):,} cases; gone since: {len(gone) or 'none'}")
    return len(gone)


_last = 0.0


def _drawn(cases: int, facts: int) -> None:
    global _last
    if time.monotonic() - _last > STEP:
        _last = time.monotonic()
        print(f"\r{cases:,} cases, {facts:,} facts", end="", file=sys.stderr, flush=True)
