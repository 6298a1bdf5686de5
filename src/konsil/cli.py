"""The command `konsil`: finds the room a sub-command lives in and hands over.

A room is imported only when its command is asked for, so that `clock` starts neither Django nor a database. Every room
has a `main(arguments) -> int | None`, and raises `Plain` for what the person who typed the command can mend.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from konsil.plain import Plain

COMMANDS = {
    "demo": ("konsil.demo.command:main", "walk through invented cases on this machine"),
    "serve": ("konsil.serve:main", "run the web, the worker and the live process"),
    "work": ("konsil.work.command:main", "run the worker alone"),
    "live": ("konsil.live.command:main", "run the process that keeps open pages fresh alone"),
    "migrate": ("konsil.migrate:main", "bring the database to this release, as its owner"),
    "programme": ("konsil.programme_cli:main", "show, check, draw or install a programme"),
    "clock": ("konsil.clock:main", "compute due instants: one JSON object a line in, one out"),
    "verify": ("konsil.verify:main", "say what the code of an authorisation is worth, without network or database"),
    "keys": ("konsil.keys_cli:main", "print the public keys of papers; begin a new generation of a key"),
    "verify-log": ("konsil.verify_log:main", "prove that no recorded fact was altered"),
    "erase": ("konsil.erase:main", "erase an ended case by rule, or again after a restore"),
    "release": ("konsil.release:main", "let a restored copy send: two people say so"),
    "rebuild": ("konsil.rebuild:main", "write anew what is derived from the facts of a case, or of all"),
    "import": ("konsil.imports:main", "take members from a file, after a preview"),
    "token": ("konsil.door.command:main", "make or end an organisation's API token"),
    "doctor": ("konsil.doctor:main", "say what is wrong with this installation"),
}


def parser() -> argparse.ArgumentParser:
    """The words before the sub-command; its own arguments are read by its room."""
    top = argparse.ArgumentParser(
        prog="konsil", description=__doc__.splitlines()[0] if __doc__ else None, allow_abbrev=False
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (_, does) in COMMANDS.items():
        commands.add_parser(name, help=does, add_help=False)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the process's exit status: 1 for a fault that is told plainly, 130 for Ctrl-C."""
    told, rest = parser().parse_known_args(sys.argv[1:] if arguments is None else list(arguments))
    module, _, function = COMMANDS[told.command][0].partition(":")
    try:
        return int(getattr(import_module(module), function)(rest) or 0)
    except Plain as fault:
        print(f"konsil {told.command}: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
