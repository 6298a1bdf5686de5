"""`konsil programme`: show, check, draw and install a programme, and ask what another promise would have cost.

A programme is named by its key, or by the folder it lies in. What cannot be read is told with all its faults, each
beginning with the key it is about, and the exit status is 2; a programme that reads but does not hold gives 1.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from konsil import library
from konsil.core.drawing import draw
from konsil.core.reading import BadProgramme
from konsil.core.spans import Span
from konsil.core.wording import Wording
from konsil.plain import Plain
from konsil.programme_cli import checking, counting, folders, showing

HOLDS, DOES_NOT_HOLD, UNREADABLE = 0, 1, 2


def parser() -> argparse.ArgumentParser:
    """What may be typed after `konsil programme`."""
    top = argparse.ArgumentParser(prog="konsil programme", description="A payer's programmes, as folders of data.")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    show = _verb(verbs, "show", _show, "the whole composed table, each row with where it comes from")
    show.add_argument("--language", default="en", help="whose words to show (en)")
    check = _verb(verbs, "check", _check, "read it, word it, play its journeys, prove it", needed=False)
    check.add_argument("--all", action="store_true", help="every programme that ships with the product")
    drawn = _verb(verbs, "draw", _draw, "a drawing of its stages and facts, as SVG")
    drawn.add_argument("--language", default="en", help="whose words to write (en)")
    drawn.add_argument("--to", type=Path, help="the file to write (standard output)")
    _verb(verbs, "install", _install, "put it into the running system, after the same check")
    what_if = _verb(verbs, "what-if", _what_if, "count recorded cases again as if a promise gave another span")
    what_if.add_argument("--promise", required=True, help="its key, such as centre-opines")
    what_if.add_argument("--within", required=True, type=_span, help='such as "8 working days"')
    what_if.add_argument("--examples", action="store_true", help="count the folder's journeys, not recorded cases")
    return top


Verb = Callable[[argparse.Namespace], int]


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, does: Verb, said: str, needed: bool = True
) -> argparse.ArgumentParser:
    found = verbs.add_parser(name, help=said, description=said)
    found.add_argument("programme", metavar="KEY|DIR", nargs=None if needed else "?")
    found.set_defaults(does=does)
    return found


def _span(text: str) -> Span:
    try:
        return Span.read(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from None


def main(arguments: Sequence[str]) -> int:
    """Run one verb; its exit status. `Plain` for what the person at the terminal can mend."""
    told = parser().parse_args(arguments)
    try:
        return int(told.does(told))
    except BadProgramme as bad:
        print(*bad.faults, sep="\n", file=sys.stderr)
        return UNREADABLE


def _show(told: argparse.Namespace) -> int:
    folder = folders.read(folders.files(told.programme))
    for line in showing.lines(folder.newest.programme, _words(folder, told.language)):
        print(line)
    return HOLDS


def _check(told: argparse.Namespace) -> int:
    if bool(told.programme) == told.all:
        raise Plain("name a programme or its folder, or write --all")
    status = HOLDS
    for name in library.keys() if told.all else (told.programme,):
        status = max(status, _check_one(name))
    return status


def _check_one(name: str) -> int:
    try:
        folder = folders.read(folders.files(name))
    except BadProgramme as bad:
        print(f"{name}: cannot be read", *bad.faults, sep="\n  ", file=sys.stderr)
        return UNREADABLE
    print(folder.key)
    return HOLDS if checking.told(checking.steps(folder, _progress), print) else DOES_NOT_HOLD


def _progress(states: int) -> None:
    if sys.stderr.isatty():
        print(f"\r  {states:,} states", end="\r", file=sys.stderr, flush=True)


def _draw(told: argparse.Namespace) -> int:
    folder = folders.read(folders.files(told.programme))
    drawing = draw(folder.newest.programme, _words(folder, told.language))
    if told.to:
        told.to.write_text(drawing, "utf8")
    else:
        print(drawing, end="")
    return HOLDS


def _install(told: argparse.Namespace) -> int:
    """The check first, then the database: what does not hold is not installed."""
    files = folders.files(told.programme)
    if not checking.told(checking.steps(folders.read(files), _progress), print):
        print("not installed", file=sys.stderr)
        return DOES_NOT_HOLD
    from konsil.boot import boot

    boot("app")
    from konsil.store import programmes

    for one in programmes.install(files, checked="proved"):
        print(f"installed {one.key} {one.since} {one.hash[:16]}")
    return HOLDS


def _what_if(told: argparse.Namespace) -> int:
    folder = folders.read(folders.files(told.programme))
    if told.promise not in folder.newest.programme.promises:
        known = ", ".join(sorted(folder.newest.programme.promises))
        raise Plain(f"there is no promise {told.promise!r}; there are {known}")
    count = counting.of_examples if told.examples else counting.of_recorded
    for line in counting.lines(folder.newest.programme, told.promise, told.within, count(folder, told)):
        print(line)
    return HOLDS


def _words(folder: folders.Folder, language: str) -> Wording:
    spoken = folder.newest.programme.languages
    if language not in spoken:
        raise Plain(f"{folder.key} does not speak {language!r}; it speaks {', '.join(spoken)}")
    return Wording(folder.newest.texts, language)
