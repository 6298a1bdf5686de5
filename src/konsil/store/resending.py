"""A letter that came back, sent anew: somebody has asked for it, and the register may know another address (O12)."""

import json

from konsil.core.case import Actor
from konsil.store.queries.reading import reading, rows
from konsil.store.refusals import NotThere

BACK = ("bounced", "failed", "printed")


def send_again(actor: Actor, case: str, seq: int, number: int = 0) -> None:
    """Ask the worker to send the letter of an entry once more. `NotThere` where none of it came back, or the last
    one is still on its way."""
    with reading(actor):
        found = rows(
            "SELECT a.state FROM attempt a JOIN cases c ON c.id = a.case_id"
            " WHERE c.public = %s AND a.seq = %s AND a.number = %s ORDER BY a.id",
            case, seq, number,
        )  # fmt: skip
        if not found or found[-1][0] not in BACK:
            raise NotThere("not-there")
        told = {"case": case, "seq": seq, "number": number, "item": "", "again": len(found)}
        rows("SELECT konsil.defer('tell', %s::jsonb)", json.dumps(told))
