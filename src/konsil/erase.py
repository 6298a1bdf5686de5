"""`konsil erase`: erase an ended case by a rule of retention, or all that was erased once more after a restore."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from konsil.boot import boot
from konsil.plain import Plain


def main(arguments: Sequence[str]) -> int:
    """Erase; the exit status is 1 where legal hold kept something."""
    parser = argparse.ArgumentParser(prog="konsil erase", description=__doc__)
    parser.add_argument("case", nargs="?", default="", help="its public id")
    parser.add_argument("--rule", default="", help="the rule of retention, by its key")
    parser.add_argument("--reason", default="", help="why, in a line")
    parser.add_argument("--list", type=Path, default=None, metavar="FILE", help="the list, if not that of this home")
    parser.add_argument("--replay", action="store_true", help="erase everything on the list again, after a restore")
    told = parser.parse_args(arguments)
    if told.replay == bool(told.case) or (told.case and not (told.rule and told.reason)):
        raise Plain("name a case with --rule and --reason, or say --replay")
    config = boot("work")

    from konsil.work.erasing import LIST

    path = told.list or config.home / LIST
    return _replay(path) if told.replay else _erase(path, told)


def _erase(path: Path, told: argparse.Namespace) -> int:
    from konsil.core.engine import Refused
    from konsil.store.refusals import NotThere
    from konsil.work.erasing import Erasure, erase

    try:
        found = erase(path, Erasure(told.case, told.rule, told.reason))
    except NotThere:
        raise Plain(f"there is no case {told.case!r}") from None
    except Refused:
        raise Plain(f"case {told.case} has not ended, or legal hold keeps it") from None
    print(f"{found:,} facts erased; the chain still verifies, and the key of the documents is destroyed.")
    return 0


def _replay(path: Path) -> int:
    from konsil.work.erasing import replay

    kept = 0
    for one, found in replay(path):
        kept += found is None
        if found is None:
            print(f"{one.case}: legal hold keeps it")
        elif found:
            print(f"{one.case}: {found:,} facts erased again, by rule {one.rule}")
    return 1 if kept else 0
