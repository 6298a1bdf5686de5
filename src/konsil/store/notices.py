"""Notices: a line on the worklist of whoever has to look, and nothing else (R11, R26)."""

import json
from collections.abc import Mapping

from konsil.core.case import Actor
from konsil.store.queries.reading import reading, rows


def tell(actor: Actor, case_id: int, party: str, key: str, about: Mapping[str, object]) -> bool:
    """Raise a notice unless the same one stands already; whether it was raised."""
    with reading(actor):
        raised = rows(
            "INSERT INTO notice (case_id, party, key, about, raised_at, settled_by)"
            " SELECT %s, %s, %s, %s::jsonb, konsil.clock(), '' WHERE NOT EXISTS (SELECT FROM notice n"
            "  WHERE n.case_id = %s AND n.party = %s AND n.key = %s AND n.about = %s::jsonb AND n.settled_at IS NULL)"
            " RETURNING id",
            case_id, party, key, json.dumps(about), case_id, party, key, json.dumps(about),
        )  # fmt: skip
    return bool(raised)


def settle(actor: Actor, case_id: int, key: str, about: Mapping[str, object]) -> None:
    """The matter is over: every open notice that says this is settled."""
    with reading(actor):
        rows(
            "UPDATE notice SET settled_at = konsil.clock(), settled_by = %s"
            " WHERE case_id = %s AND key = %s AND about @> %s::jsonb AND settled_at IS NULL",
            actor.name, case_id, key, json.dumps(about),
        )  # fmt: skip
