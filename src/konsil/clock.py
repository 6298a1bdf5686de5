"""`konsil clock [FILE] [--explain]`: due instants recomputed, one JSON object a line in, one a line out.

Reads the file, or standard input. Needs neither database nor configuration. The exit status is 1 if a line
could not be answered; such a line is answered with its faults, each as "where: key".
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from konsil.calendars.reading import holidays
from konsil.core.recompute import Unanswerable, evaluate

LINE = """\
a line asks for a kind of
  add_working_hours add_working_days add_calendar_days add_months months_back
  elapsed_working_seconds valid_on_date
and tells tz and start; end (elapsed only) or amount; and where it matters weekly_hours,
special_days, holidays, pauses, convention:
  {"id": 1, "kind": "add_working_days", "tz": "Europe/Tirane", "start": "2026-11-19T16:00:00+01:00",
   "amount": 3, "holidays": {"country": "AL"}}        (on one line)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer every line; the exit status."""
    parser = argparse.ArgumentParser(
        "konsil clock", description="Recompute due instants.", epilog=LINE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("file", nargs="?", default=sys.stdin, type=argparse.FileType(encoding="utf-8"))
    parser.add_argument("--explain", action="store_true", help="tell every day counted or skipped, and why")
    told = parser.parse_args(arguments)
    faulty = False
    with told.file as lines:
        for answer in answers(lines, told.explain):
            faulty |= "faults" in answer
            print(json.dumps(answer, ensure_ascii=False), flush=told.file is sys.stdin)
    return int(faulty)


def answers(lines: Iterable[str], explain: bool = False) -> Iterator[dict[str, Any]]:
    """The answer to every line that is not blank; faults where there is none."""
    known = holidays()
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        told: Any = None
        try:
            told = json.loads(text)
            if not isinstance(told, dict):
                raise Unanswerable(f"line {number}: no-object")
            yield evaluate(told, known, explain)
        except json.JSONDecodeError:
            yield {"id": None, "faults": [f"line {number}: no-json"]}
        except Unanswerable as fault:
            yield {"id": told.get("id") if isinstance(told, dict) else None, "faults": list(fault.faults)}
