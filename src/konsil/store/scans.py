"""What reception tried and was not let: rows of their own, committed whatever became of the fact (R5)."""

from datetime import datetime

from konsil.core.case import Actor
from konsil.store.models.fields import public_id
from konsil.store.queries.reading import reading, rows


def tried(
    actor: Actor, said: str, why: str, *, scanned: str = "typed", rule: str = "", at: datetime | None = None,
    key: str = "",
) -> bool:  # fmt: skip
    """Keep that a number was tried at the actor's desk and refused for a reason, `authorisation-used` or another.

    `at` is when, where it is told later; `key` makes what an outage saved up tellable twice. False: it was told before.
    Call it outside the transaction that was refused, or it goes with that.
    """
    with reading(actor):
        told = (key or public_id("n"), said, why, scanned, rule, at)
        found = rows("SELECT konsil.scanned_v1(%s, %s, %s, %s, %s, %s)", *told)
    known: bool = found[0][0]
    return known
