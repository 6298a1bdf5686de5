"""Erasure by a rule of retention, by the worker alone: content goes, the chain stays (R24, Y39)."""

from konsil.core.case import Actor
from konsil.store.entries import MEMORY
from konsil.store.queries.reading import reading, rows
from konsil.store.refusals import in_words


def erase(actor: Actor, case: str, *, rule: str, reason: str) -> int:
    """Erase the content of an ended case; how many entries. Raises `Refused("erasure-held")`, `NotThere`.

    Whoever calls this destroys the case's file key as well (`gates/keys`), so that copies in backups die too.
    """
    with in_words(), reading(actor):
        found = int(rows("SELECT konsil.erase_v1(%s, %s, %s)", case, rule, reason)[0][0])
    MEMORY.forget(case)
    return found


def erase_again(actor: Actor, case: str, *, rule: str, reason: str) -> int:
    """Erase what a restored copy still holds of a case; how many entries, none where all is gone or no such case is.
    Raises `Refused("erasure-held")`."""
    with in_words(), reading(actor):
        found = int(rows("SELECT konsil.erase_again_v1(%s, %s, %s)", case, rule, reason)[0][0])
    MEMORY.forget(case)
    return found
