"""`konsil rebuild`: write anew what is derived from the facts of a case, or of every case."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from konsil.boot import boot
from konsil.plain import Plain


def main(arguments: Sequence[str]) -> int:
    """Rebuild batch by batch; the exit status is 1 where there is no such case."""
    parser = argparse.ArgumentParser(
        prog="konsil rebuild", description=__doc__,
        epilog="Ways into cases, promises, worklists, ends and owners. Nothing is recorded, nothing is sent.",
    )  # fmt: skip
    parser.add_argument("case", nargs="?", default="", help="its number or public id; every case if left out")
    told = parser.parse_args(arguments)
    boot("work")

    from konsil.store.rebuilding import rebuild
    from konsil.work.worker import KONSIL

    done, moved, last = 0, list[str](), 0
    while batch := rebuild(KONSIL, told.case, last):
        done, last = done + batch.done, batch.last
        moved += batch.moved
        if sys.stderr.isatty():
            print(f"\r{done:,} cases", end="", file=sys.stderr, flush=True)
    if told.case and not done + len(moved):
        raise Plain(f"there is no case {told.case!r}")
    if sys.stderr.isatty():
        print(file=sys.stderr)
    print(f"{done:,} cases rebuilt." if done != 1 else "1 case rebuilt.")
    for public in moved:
        print(f"{public} moved meanwhile and is as new as its last entry.")
    return 0
