"""Looks at medical data that could not be written to the database: kept in a file of this machine until they are.

A look is never lost and never unlogged: the line is on the disk before anything is shown, or nothing is shown.
"""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

NAME = "looks.jsonl"


@dataclass(frozen=True)
class Look:
    """A row of the read audit, before it is one. `case` and `person` are the store's own ids."""

    at: datetime
    account: str
    role: str
    party: str
    case: int | None
    person: int
    what: str
    reason: str


def keep(look: Look) -> None:
    """The look is on the disk when this returns. Raises `OSError` where that cannot be."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = json.dumps({**asdict(look), "at": look.at.isoformat()}, ensure_ascii=False) + "\n"
    spool = os.open(folder / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(spool, line.encode())  # one write: lines of two processes do not mix
        os.fsync(spool)
    finally:
        os.close(spool)


def drain(write: Callable[[Look], None]) -> int:
    """Hand over what lies there, the oldest first, and forget it; how many. What `write` raises leaves the rest."""
    folder, done = _folder(), 0
    if (folder / NAME).exists():
        os.replace(folder / NAME, folder / f"{os.getpid()}-{os.urandom(4).hex()}.taken")
    for taken in sorted(folder.glob("*.taken"), key=lambda one: one.stat().st_mtime):
        for line in taken.read_text("utf8").splitlines():
            told = json.loads(line)
            write(Look(**{**told, "at": datetime.fromisoformat(told["at"])}))
            done += 1
        taken.unlink()
    return done


def _folder() -> Path:
    return Path(settings.CONFIG.home) / "spool"
