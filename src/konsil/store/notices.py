"""Notices: a line on the worklist of whoever has to look, and nothing else (R11, R26)."""

import json
from collections.abc import Mapping

from konsil.core.case import Actor
from konsil.store.queries.reading import reading, rows
from konsil.store.refusals import NotThere


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


def take_care(actor: Actor, notice: int) -> None:
    """Somebody of the party has looked and seen to it; again does no harm. Raises `NotThere` for another party's."""
    with reading(actor):
        found = rows(
            "UPDATE notice SET settled_at = coalesce(settled_at, konsil.clock()),"
            " settled_by = CASE WHEN settled_at IS NULL THEN %s ELSE settled_by END"
            " WHERE id = %s AND party = konsil.party() RETURNING id",
            actor.name, notice,
        )  # fmt: skip
    if not found:
        raise NotThere("not-there")
