"""Proposals: facts that wait for a second person (four eyes). Traffic: the fact is recorded when they agree."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from konsil.core.case import Actor
from konsil.store.models.fields import public_id
from konsil.store.queries.reading import as_json, made, reading, rows
from konsil.store.refusals import NotThere


@dataclass(frozen=True)
class Proposal:
    """What somebody would record. `override` holds the refusal to set aside and why, or nothing.

    `second` is the role whose hand is needed.
    """

    public: str
    case: str
    number: str
    name: str
    told: Mapping[str, Any]
    override: Mapping[str, str] | None
    by: str
    role: str
    second: str
    made_at: datetime


SEEN = (
    "SELECT p.public, c.public, c.number, p.name, p.told::text, p.override::text, p.by, p.role, p.second, p.made_at"
    " FROM proposal p JOIN cases c ON c.id = p.case_id WHERE p.settled_at IS NULL"
)


def propose(
    actor: Actor, case: str, name: str, told: Mapping[str, Any], second: str, override: Mapping[str, str] | None = None
) -> str:
    """Lay a fact before a second person; its public id. The same proposal twice is one. Raises `NotThere`."""
    with reading(actor):
        same = [one for one in waiting(actor, case) if (one.name, one.told, one.by) == (name, dict(told), actor.name)]
        if same:
            return same[0].public
        found = rows(
            "INSERT INTO proposal (public, case_id, party, name, told, override, by, role, second, made_at,"
            " settled_by, settled_as) SELECT %s, c.id, %s, %s, %s::jsonb, %s::jsonb, %s, %s, %s, konsil.clock(), '', ''"
            " FROM cases c WHERE c.public = %s RETURNING public",
            public_id("o"), actor.party, name, json.dumps(told), json.dumps(override) if override else None,
            actor.name, actor.role, second, case,
        )  # fmt: skip
    if not found:
        raise NotThere("not-there")
    public: str = found[0][0]
    return public


def waiting(actor: Actor, case: str = "") -> tuple[Proposal, ...]:
    """The proposals of the actor's party that nobody has answered, the oldest first; of one case if told."""
    with reading(actor):
        found = rows(f"{SEEN} AND (%s = '' OR c.public = %s) ORDER BY p.made_at, p.id", case, case)
    return made(Proposal, [(*row[:4], as_json(row[4]), as_json(row[5]), *row[6:]) for row in found])


def proposal(actor: Actor, public: str) -> Proposal:
    """A proposal that still waits. Raises `NotThere`."""
    found = [one for one in waiting(actor) if one.public == public]
    if not found:
        raise NotThere("not-there")
    return found[0]


def unanswered(actor: Actor) -> tuple[Proposal, ...]:
    """The proposals of every party that nobody has answered and for which nobody was rung yet: for the worker."""
    with reading(actor):
        found = rows(f"{SEEN} AND p.rung_at IS NULL ORDER BY p.made_at, p.id")
    return made(Proposal, [(*row[:4], as_json(row[4]), as_json(row[5]), *row[6:]) for row in found])


def rung(actor: Actor, public: str) -> bool:
    """Whoever may answer was rung; whether by this call."""
    with reading(actor):
        return bool(
            rows(
                "UPDATE proposal SET rung_at = konsil.clock() WHERE public = %s AND rung_at IS NULL"
                " AND settled_at IS NULL RETURNING id",
                public,
            )
        )


def settle(actor: Actor, public: str, settled_as: str) -> bool:
    """It was recorded or declined; whether it still waited. Nobody is rung for it any more."""
    with reading(actor):
        rows(
            "UPDATE notice SET settled_at = konsil.clock(), settled_by = %s WHERE key = 'proposal-waits'"
            " AND about ->> 'proposal' = %s AND settled_at IS NULL",
            actor.name,
            public,
        )
        return bool(
            rows(
                "UPDATE proposal SET settled_at = konsil.clock(), settled_by = %s, settled_as = %s"
                " WHERE public = %s AND settled_at IS NULL RETURNING id",
                actor.name,
                settled_as,
                public,
            )
        )
