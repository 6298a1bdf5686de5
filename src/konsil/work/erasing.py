"""Erasure by rule, and the list of it that lies outside the database: a backup may be older than an erasure (Y39)."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction

from konsil.core.engine import Refused
from konsil.gates.keys import keyring
from konsil.store.registers import erasing
from konsil.work.worker import KONSIL

LIST = "erasures.jsonl"  # beneath the home of the installation


@dataclass(frozen=True)
class Erasure:
    """A case whose content is gone, by which rule of retention and why. Nothing of it says who it was about."""

    case: str
    rule: str
    reason: str


def erase(path: Path, told: Erasure) -> int:
    """Erase an ended case, note it outside, destroy the key of its documents; how many entries.

    The note is on the disk before the database forgets: whoever dies in between is finished by `replay`. Raises
    `Refused("erasure-held")` and `NotThere`, and then nothing is noted.
    """
    with transaction.atomic():
        found = erasing.erase(KONSIL, told.case, rule=told.rule, reason=told.reason)
        _note(path, told)
    keyring().destroy_file_key(told.case)
    return found


def replay(path: Path) -> Iterator[tuple[Erasure, int | None]]:
    """Erase everything on the list once more, after a restore: each with the number of entries that had come back,
    or None where legal hold keeps them."""
    for told in noted(path):
        try:
            found = erasing.erase_again(KONSIL, told.case, rule=told.rule, reason=told.reason)
        except Refused:
            yield told, None
            continue
        keyring().destroy_file_key(told.case)
        yield told, found


def noted(path: Path) -> tuple[Erasure, ...]:
    """The list, the oldest first; a line that was cut off while it was written is none."""
    lines = path.read_text("utf8").split("\n")[:-1] if path.exists() else []
    return tuple(dict.fromkeys(Erasure(**json.loads(line)) for line in lines))


def _note(path: Path, told: Erasure) -> None:
    with path.open("a", encoding="utf8") as file:
        os.chmod(path, 0o600)
        file.write(json.dumps(asdict(told), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
