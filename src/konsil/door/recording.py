"""From a door to the only write path: whose act it is, judged once, recorded once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from konsil.core.case import Actor
from konsil.core.engine import opener
from konsil.core.fact import Fact, plain
from konsil.core.facts import FACTS
from konsil.core.parties import bound
from konsil.door import telling
from konsil.door.actor import Acting
from konsil.door.seconding import Asked, Hands, hands
from konsil.door.telling import Fault, Faulty
from konsil.store import programmes
from konsil.store import record as store
from konsil.store.queries import cases
from konsil.store.queries.cases import CaseSeen, Whole
from konsil.store.record import Recorded
from konsil.store.refusals import NotThere

T = TypeVar("T")
ALONE = Asked()


def record(
    acting: Acting, public: str, name: str, told: Mapping[str, Any], *, key: str, seen: int | None = None,
    at: datetime | None = None, asked: Asked = ALONE,
) -> Recorded:  # fmt: skip
    """Record a fact on a case. `seen` is the number of the last entry the form or the client knew; `asked` the second
    person and the override that a machine names.

    Raises `Faulty`, `NotThere` (also for a fact nobody knows), and what `store.record` raises.
    """
    if name not in FACTS:
        raise NotThere("not-there")
    fact = telling.fact(name, told)
    actor = on_case(acting, public, name)
    lent = Hands() if asked == ALONE else hands(actor, whole(acting, public).case.programme, name, asked)
    return store.record(
        actor, public, name, plain(fact), key=key, at=at, seen=seen, second=lent.second, override=lent.override
    )


def open_case(
    acting: Acting, programme: str, member: str, told: Mapping[str, Any], *, key: str, arrival: str = ""
) -> Recorded:
    """Open a case about a person, by public id, with the request as told. Raises as `record` does."""
    installed = programmes.in_force(programme)
    if installed is None:
        raise Faulty(Fault("programme", "not-a-programme"))
    flow = programmes.programme(installed.hash)[0]
    name = opener(flow)
    about = FACTS[name].begins
    if about in told:
        raise Faulty(Fault(f"fact.{about}", "not-a-field"))
    try:
        fact = telling.fact(name, {**told, about: member})
    except Faulty as wrong:
        raise Faulty(*(_beneath("fact", about, one) for one in wrong.faults)) from None
    by = _opening(acting, flow.flow[name].by, fact)
    return store.open(by, programme, plain(fact), key=key, arrival=arrival, name=name)


def _opening(acting: Acting, by: tuple[str, ...], fact: Fact) -> Actor:
    """Whose act the first fact is: where it says itself whose, in that role."""
    own = [one for one in acting.actors if one.role in by and one.party in bound(fact, None, one.role)]
    return next(iter(own), acting.acting_as(by))


def begin(acting: Acting, programme: str, name: str, told: Mapping[str, Any], *, key: str) -> Recorded:
    """Open a case of a programme with its first fact, whatever that is there; the fact names whom it is about.
    Raises as `record` does."""
    installed = programmes.in_force(programme)
    if installed is None:
        raise Faulty(Fault("programme", "not-a-programme"))
    row = programmes.programme(installed.hash)[0].flow.get(name)
    if row is None:
        raise NotThere("not-there")
    fact = telling.fact(name, told)
    return store.open(acting.acting_as(row.by), programme, plain(fact), key=key, name=name)


def _beneath(where: str, about: str, fault: Fault) -> Fault:
    if fault.field == about:
        return Fault("member", fault.key, fault.values)
    return Fault(f"{where}.{fault.field}", fault.key, fault.values)


def on_case(acting: Acting, public: str, name: str) -> Actor:
    """Whose act a fact would be. Only who has several roles must be looked for on the case first."""
    if len(acting.actors) < 2:
        return acting.reader
    case = whole(acting, public).case
    row = case.programme.flow.get(name)
    return acting.acting_as(row.by if row else (), case)


def seen(acting: Acting, public: str, what: str = "case") -> CaseSeen:
    """A case as its reader may see it, in the first of their roles that sees it. Raises `NotThere`."""
    return _first(acting, lambda actor: cases.case(actor, public, what))


def whole(acting: Acting, public: str) -> Whole:
    """The whole case, for deriving: never shown as it is. Raises `NotThere`."""
    return _first(acting, lambda actor: cases.whole(actor, public))


def _first(acting: Acting, look: Callable[[Actor], T]) -> T:
    for actor in acting.actors:
        try:
            return look(actor)
        except NotThere:
            continue
    raise NotThere("not-there")
