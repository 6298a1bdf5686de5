"""`konsil import members FILE.csv`: a payer's list of members, staged, checked, looked at, applied."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from konsil.boot import boot
from konsil.plain import Plain

if TYPE_CHECKING:
    from konsil.store.members.applying import Preview

WIDTH = 30
SHOWN = 20  # faults on the screen; all of them in the report


def main(arguments: Sequence[str]) -> int:
    """Stage, show, ask, apply. 0 if applied or only looked at, 1 if the answer was no."""
    told = _parser().parse_args(arguments)
    boot("app")
    from konsil.core.case import Actor
    from konsil.store.members import applying, staging
    from konsil.store.queries.reading import rows
    from konsil.store.refusals import NotThere

    found = rows("SELECT keeper_id FROM population WHERE key = %s", told.population)
    if not found:
        raise Plain(f"there is no population {told.population}")
    actor = Actor("konsil import", "administrator", str(found[0][0]))
    try:
        run = staging.stage(actor, told.file, population=told.population, programme=told.programme, shown=_bar)
    except (OSError, UnicodeDecodeError, csv.Error, ValueError, NotThere) as fault:
        raise Plain(f"{told.file}: {fault}") from None
    preview = applying.preview(actor, run)
    _show(preview, told.report)
    if told.look:
        return 0
    if not (told.yes or _asked("Apply this?")) or not _twice(preview, told.ends_many):
        print("Nothing was changed; the same file may be given again.")
        return 1
    applying.apply(actor, run, sure=True, shown=_bar)
    print("Applied.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="konsil import", description=__doc__)
    parser.add_argument("what", choices=["members"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--population", required=True, help="whose people these are")
    parser.add_argument("--programme", required=True, help="the programme their policies give a right to")
    parser.add_argument("--report", type=Path, help="write every fault there, as CSV: row, column, reason")
    parser.add_argument("--look", action="store_true", help="show what would change, and stop")
    parser.add_argument("--yes", action="store_true", help="apply without asking")
    parser.add_argument(
        "--ends-many", action="store_true", help="also where more than 2 %% of the memberships would end"
    )
    return parser


def _show(preview: Preview, report: Path | None) -> None:
    print(f"{preview.lines:,} lines: {preview.new:,} new, {preview.changed:,} changed, {preview.same:,} as before")
    print(f"{preview.ends:,} of {preview.of:,} memberships end; {preview.open_cases:,} open cases get a notice")
    for (column, reason), count in preview.reasons.items():
        print(f"  {count:,} × {column}: {reason}")
    for fault in preview.faults[:SHOWN]:
        print(f"  row {fault.row}, {fault.column}: {fault.reason}")
    if len(preview.faults) > SHOWN:
        print(f"  … and {len(preview.faults) - SHOWN:,} more")
    if report:
        with report.open("w", newline="", encoding="utf8") as file:
            lines = csv.writer(file)
            lines.writerow(("row", "column", "reason"))
            lines.writerows((fault.row, fault.column, fault.reason) for fault in preview.faults)


def _twice(preview: Preview, sure: bool) -> bool:
    """More than two in a hundred memberships would end: asked again, and `--yes` is no answer to that."""
    if not preview.asks_again or sure:
        return True
    return _asked(f"This ends {preview.ends:,} of {preview.of:,} memberships, more than 2 %. Really?")


def _asked(question: str) -> bool:
    if not sys.stdin.isatty():
        return False
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def _bar(what: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        full = WIDTH * done // max(of, 1)
        end = "\n" if done >= of else ""
        print(f"\r{what:<8} [{'#' * full}{'.' * (WIDTH - full)}] {done:,}/{of:,}", end=end, file=sys.stderr, flush=True)
