"""Random histories of visits: they begin as a journey does and go on as anybody may, with the evidence of the case."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from konsil import library
from konsil.core import engine
from konsil.core.case import Actor, Case
from konsil.core.fact import adapter, read
from konsil.core.facts import FACTS, module_of, visit
from konsil.core.facts.attendance import Arrival, fingerprint, performed
from konsil.core.facts.authorisation import Issued, Minted
from konsil.core.items import fields_of
from konsil.core.journey import Step, steps_of, take

PROGRAMME = library.shipped("omniasig-visit").programme
FROM = library.journeys(library.folder("omniasig-visit"))
NORMAL = [step for step in steps_of(FROM["the normal way"], FROM) if not step.refused]
OURS = ("visit", "authorisation", "attendance")


@cache
def samples() -> dict[str, list[Step]]:
    """What the journeys tell of each fact, what they were refused among it: as evidence it may be right elsewhere."""
    found: defaultdict[str, list[Step]] = defaultdict(list)
    for journey in FROM.values():
        for step in journey.steps:
            if step.refused not in ("unreadable", "not-your-case"):
                found[step.fact].append(step)
    return dict(found)


@cache
def begun(steps: int) -> Case:
    """The normal way up to this step."""
    return take(begun(steps - 1), NORMAL[steps - 1]) if steps else Case(PROGRAMME)


@st.composite
def histories(draw: st.DrawFn, most: int = 14) -> Case:
    """A visit of the normal way cut anywhere, then up to so many facts more; what is refused is left out."""
    case = begun(draw(st.integers(1, len(NORMAL))))
    for _ in range(draw(st.integers(0, most))):
        at = case.entries[-1].recorded + timedelta(minutes=draw(st.integers(0, 900)))
        case = step(draw, case, at)
    return case


def step(draw: st.DrawFn, case: Case, at: datetime) -> Case:
    """One fact of those that are possible now, by somebody who may."""
    every = [one for one in engine.possible(case, at) if one.name != "entry.struck"]
    open_ = [one for one in every if module_of(one.name) in OURS] or every
    wanted = draw(st.sampled_from(open_))
    sample = draw(st.sampled_from(samples()[wanted.name]))
    kind = FACTS[wanted.name]
    told: dict[str, Any] = sample.told | {field: wanted.items[item] for item, field in fields_of(kind).items()}
    if wanted.name == "visit.signed" and draw(st.booleans()):
        told["list_hash"] = fingerprint(performed(case.seen.about(wanted.items)))
    role = draw(st.sampled_from(wanted.by))
    party = {"clinic": "ochi", "clinic-doctor": "ochi", "insured": "p_ion", "konsil": "konsil"}.get(role, "omniasig")
    known = adapter(kind.evidence).validate_python(sample.known)
    try:
        return engine.record(
            case, read(kind, told), by=Actor("somebody", role, party), at=at, recorded=at, second="mihaela",
            known=evident(case, wanted.items, known, at),
        )  # fmt: skip
    except (engine.Refused, ValidationError):
        return case


def evident(case: Case, items: Any, known: Any, at: datetime) -> Any:
    """The evidence as the store would find it: the local day now, that of the booking, that of the paper."""
    seen, today = case.seen.about(items), at.astimezone(PROGRAMME.zone).date()
    if isinstance(known, Arrival):
        return replace(known, today=today, day=paper_day(case, items))
    if isinstance(known, Minted):
        return replace(known, today=today, day=visit.day(seen), number=f"number-{len(case.entries)}")
    return known


def paper_day(case: Case, items: Any) -> date | None:
    """The day of the live base paper of these items."""
    found = case.seen.about(items).entries_of(Issued)
    return found[-1].known.day if found and isinstance(found[-1].known, Minted) else None
