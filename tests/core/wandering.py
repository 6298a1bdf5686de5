"""Random histories of the Albsig case: they begin as a journey does and go on as anybody may.

What is told, and by whom, is taken from the journeys; which fact, about which item and when, is drawn.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from konsil import library
from konsil.core import engine, parties
from konsil.core.case import Actor, Case
from konsil.core.engine import Possible
from konsil.core.fact import adapter, read
from konsil.core.facts import FACTS, STRIKING
from konsil.core.items import fields_of
from konsil.core.journey import Step, steps_of, take
from konsil.core.striking import dependents

PROGRAMME = library.shipped("albsig-mso").programme
FROM = library.journeys(library.folder("albsig-mso"))
WAY = steps_of(FROM["the normal way"], FROM)
UNDOING = frozenset(name for name, row in PROGRAMME.flow.items() if row.voids)


@cache
def samples() -> dict[str, list[Step]]:
    """What the journeys tell of each fact."""
    found: defaultdict[str, list[Step]] = defaultdict(list)
    for journey in FROM.values():
        for step in journey.steps:
            if not step.refused and not step.override:
                found[step.fact].append(step)
    return dict(found)


@cache
def begun(steps: int) -> Case:
    """The normal way up to this step."""
    return take(begun(steps - 1), WAY[steps - 1]) if steps else Case(PROGRAMME)


@st.composite
def histories(draw: st.DrawFn, most: int = 12, strikes: bool = True) -> Case:
    """A case of the normal way cut anywhere, then up to so many facts more; what is refused is left out."""
    case = begun(draw(st.integers(1, len(WAY))))
    for _ in range(draw(st.integers(0, most))):
        at = case.entries[-1].recorded + timedelta(hours=draw(st.integers(0, 40)))
        wrong = strikes and draw(st.integers(0, 5)) == 0
        case = strike(draw, case, at) if wrong else step(draw, case, at)
    return case


def step(draw: st.DrawFn, case: Case, at: datetime) -> Case:
    """One fact of those that are possible now; half of the time one that takes something back."""
    open_ = [one for one in engine.possible(case, at) if one.name not in STRIKING]
    undoing = [one for one in open_ if one.name in UNDOING]
    wanted = draw(st.sampled_from(undoing if undoing and draw(st.booleans()) else open_))
    sample = draw(st.sampled_from(samples()[wanted.name]))
    kind = FACTS[wanted.name]
    told: dict[str, Any] = sample.told | {field: wanted.items[item] for item, field in fields_of(kind).items()}
    try:
        return engine.record(
            case, read(kind, told), by=draw(st.sampled_from(actors(case, wanted, at, sample))), at=at, recorded=at,
            known=adapter(kind.evidence).validate_python(sample.known),
        )  # fmt: skip
    except (engine.Refused, ValidationError):
        return case


def actors(case: Case, wanted: Possible, at: datetime, sample: Step) -> list[Actor]:
    """Everybody who may be thought to record this: who did in the journey, and who holds a role here."""
    role, _, rest = sample.who.partition(":")
    party, _, name = rest.partition("/")
    seen = engine.look(case, wanted.name, wanted.items, at)
    held = [Actor(party, role, party) for role in wanted.by for party in sorted(parties.holders(seen, role))]
    return [Actor(name or party, role, party), *held]


def strike(draw: st.DrawFn, case: Case, at: datetime) -> Case:
    """One entry recorded in error, and for each that rests on it, whether it falls too."""
    live = [entry.seq for entry in case.seen.live if entry.name not in (*STRIKING, "request.received")]
    if not live:
        return case
    first = draw(st.sampled_from(live))
    resting = sorted(dependents(case.seen, [first]))
    stays = [seq for seq in resting if draw(st.booleans())]
    fact = read(
        FACTS["entry.struck"],
        {"strikes": [first, *(seq for seq in resting if seq not in stays)], "stays": stays, "reason": "error"},
    )
    genc = Actor("genc", "supervisor", "mediguide")
    try:
        return engine.record(case, fact, by=genc, at=at, recorded=at, second="arta")
    except engine.Refused:
        return case
