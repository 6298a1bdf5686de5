"""What comes in before anybody knows whose it is: with its instant, an owner and an age (R16b)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from konsil.core.case import Actor
from konsil.store.models.fields import public_id
from konsil.store.queries.reading import reading, rows
from konsil.store.refusals import NotThere


def arrive(actor: Actor, party: str, channel: str, said: Mapping[str, Any], at: datetime | None = None) -> str:
    """Keep what came in for a party to look at; its public id. `at` is when it came (default: now).

    The case that is opened with it counts its promises from that instant.
    """
    public = public_id("r")
    with reading(actor):
        rows(
            "INSERT INTO arrival (public, party, channel, arrived_at, said, owner, settled_as)"
            " VALUES (%s, %s, %s, coalesce(%s, konsil.clock()), %s, '', '')",
            public, party, channel, at, json.dumps(dict(said)),
        )  # fmt: skip
    return public


def take(actor: Actor, arrival: str) -> None:
    """The actor looks after it from now on."""
    _change(actor, arrival, "owner = konsil.account()")


def settle(actor: Actor, arrival: str, case: str) -> None:
    """It became an entry of a case that was there already."""
    whose = "case_id = (SELECT id FROM cases WHERE public = %s)"
    _change(actor, arrival, f"settled_at = konsil.clock(), settled_as = 'case', {whose}", case)


def dismiss(actor: Actor, arrival: str, why: str) -> None:
    """It leads to no case: a wrong number, an advertisement, the same again."""
    _change(actor, arrival, "settled_at = konsil.clock(), settled_as = %s", why)


def _change(actor: Actor, arrival: str, what: str, *told: str) -> None:
    with reading(actor):
        changed = rows(
            f"UPDATE arrival SET {what} WHERE public = %s AND settled_at IS NULL RETURNING id", *told, arrival
        )
    if not changed:
        raise NotThere("not-there")
