"""A second hand that a machine names: somebody else of the same house, in the role that the rule asks for (X34, R16a).

On pages the second person confirms by their own hand. A machine's house vouches for it; here it is held against the
accounts of that house, so that no name goes into an entry whose bearer may not lend it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from konsil.core.case import Actor, Overridden
from konsil.core.engine import Refused
from konsil.core.programme import Programme
from konsil.door.telling import Fault, Faulty
from konsil.store.queries.recipients import colleagues


@dataclass(frozen=True)
class Asked:
    """What a caller says beside the fact's fields: the second person by name, and the refusal to be set aside with
    the reason for it; empty where nothing is."""

    second: str = ""
    override: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Hands:
    """The second name for the entry, and the override with both."""

    second: str = ""
    override: Overridden | None = None


def hands(actor: Actor, programme: Programme, fact: str, asked: Asked) -> Hands:
    """The asked as the core takes it. Raises `Refused("needs-second")` for somebody who is not of the house, is the
    actor or lacks the role, `Refused("no-override")` where no hand here may set it aside, `Faulty` where no second
    hand is asked for."""
    row = programme.flow.get(fact)
    if asked.override:
        return Hands(override=_override(actor, programme, fact, asked))
    if not asked.second:
        return Hands()
    if row is None or not row.second:
        raise Faulty(Fault("second", "not-a-field"))
    return Hands(second=_held(actor, asked.second, (row.second,)).name)


def _override(actor: Actor, programme: Programme, fact: str, asked: Asked) -> Overridden:
    """Whose right it is sets it aside; the other one is the second name."""
    rule, row = programme.overrides.get(asked.override), programme.flow.get(fact)
    if rule is None or row is None:
        raise Refused("no-override", asked.override)
    if actor.role in rule.by:
        second = _held(actor, asked.second, (*rule.by, *row.by)).name if asked.second else ""
        return Overridden(asked.override, asked.reason, actor, second)
    if not asked.second:
        raise Refused("no-override", asked.override)
    return Overridden(asked.override, asked.reason, _held(actor, asked.second, rule.by), actor.name)


def _held(actor: Actor, name: str, roles: Collection[str]) -> Actor:
    """Somebody else of the actor's house, in the first of these roles that they hold."""
    team = {one.name: one for one in colleagues(actor, actor.party)}
    role = next((role for role in roles if name != actor.name and name in team and role in team[name].roles), "")
    if not role:
        raise Refused("needs-second", next(iter(roles)))
    return Actor(name, role, actor.party)
