"""Journeys: worked examples of a case, played through the engine. Test, documentation and demo at once."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from konsil.core import disclosure, engine, promises
from konsil.core.case import Actor, Case, Overridden
from konsil.core.fact import adapter, read
from konsil.core.facts import FACTS
from konsil.core.forecast import forecast
from konsil.core.outcome import ends
from konsil.core.programme import Programme
from konsil.core.steps import next_step


class Override(BaseModel):
    """The refusal that a step sets aside: by whom, and by which second person."""

    model_config = ConfigDict(extra="forbid")
    key: str
    reason: str
    by: str
    second: str = ""


class Step(BaseModel):
    """One fact. `who` is role:party or role:party/name; `told` the payload, `known` the evidence."""

    model_config = ConfigDict(extra="forbid")
    at: datetime
    who: str
    fact: str
    told: dict[str, Any] = {}
    known: dict[str, Any] = {}
    second: str = ""
    recorded: datetime | None = None
    override: Override | None = None
    refused: str = ""


class Journey(BaseModel):
    """A case from its first step to what is expected at its end; `shows` names requirements."""

    model_config = ConfigDict(extra="forbid")
    name: str
    shows: list[str] = []
    tells: str = ""  # in a sentence, what it is an example of; for the demo and the documentation
    begins: str = ""  # another journey of the file …
    until: str = ""  # … as far as this fact, inclusive
    steps: list[Step] = []
    at: datetime | None = None  # the instant of what follows; default: the last step's
    ends: list[str] | None = None
    promises: dict[str, str] = {}  # "key", "key item" or "key item#2" (a later cycle) -> state
    due: dict[str, datetime] = {}
    next: dict[str, str] = {}  # promise, named as above -> the fact that can be recorded now and leads to it
    answer: date | None = None  # the day by which the answer is expected
    conflict: bool | None = None  # whether that is too late for the planned treatment
    reads: dict[str, list[str]] = {}  # "role:party" -> categories
    live: list[str] = []
    gone: list[str] = []


class Unexpected(AssertionError):
    """The journey and the programme disagree."""


def actor(who: str) -> Actor:
    """`coordinator:mediguide/arta` is Arta of mediguide, acting as coordinator."""
    role, _, party = who.partition(":")
    party, _, name = party.partition("/")
    return Actor(name or party, role, party)


def play(programme: Programme, journey: Journey, others: Mapping[str, Journey]) -> Case:
    """The case at the end of a journey; `Unexpected` where a step or the end is not as written."""
    case = Case(programme)
    if journey.begins:
        case = play(programme, _upto(others[journey.begins], journey.until), others)
    for step in journey.steps:
        case = take(case, step)
    _compare(case, journey)
    return case


def steps_of(journey: Journey, others: Mapping[str, Journey]) -> list[Step]:
    """Every step of a journey that is recorded, those of the journey it begins with first."""
    first = steps_of(_upto(others[journey.begins], journey.until), others) if journey.begins else []
    return [*first, *(step for step in journey.steps if not step.refused)]


def _upto(journey: Journey, fact: str) -> Journey:
    """A journey's steps up to a fact, and none of what it expects at its end."""
    steps = [step for step in journey.steps if not step.refused]
    names = [step.fact for step in steps]
    cut = names.index(fact) + 1 if fact else len(names)
    return Journey(name=journey.name, begins=journey.begins, until=journey.until, steps=steps[:cut])


def take(case: Case, step: Step) -> Case:
    """One step, through the same rules: the payload never carries evidence (R10)."""
    kind, got = FACTS[step.fact], ""
    try:
        case = engine.record(
            case, read(kind, step.told), by=actor(step.who), at=step.at, recorded=step.recorded or step.at,
            known=adapter(kind.evidence).validate_python(step.known), second=step.second,
            override=_overridden(step.override) if step.override else None,
        )  # fmt: skip
    except ValidationError as fault:
        got = f"unreadable: {fault}" if step.refused != "unreadable" else "unreadable"
    except engine.Refused as no:
        got = no.key
    if got != step.refused:
        wanted = step.refused or "recorded"
        raise Unexpected(f"{step.fact} at {step.at}: expected {wanted}, got {got or 'recorded'}")
    return case


def _overridden(told: Override) -> Overridden:
    return Overridden(told.key, told.reason, actor(told.by), told.second)


def named_cycles(case: Case) -> dict[str, promises.Cycle]:
    """Every cycle by `promise`, `promise item`, or `promise item#2` for a later one."""
    found = {}
    for cycle in promises.cycles(case):
        key = " ".join((cycle.promise, *([list(cycle.items.values())[-1]] if cycle.items else [])))
        found[key if cycle.number == 1 else f"{key}#{cycle.number}"] = cycle
    return found


def _compare(case: Case, journey: Journey) -> None:
    now = journey.at or (case.entries[-1].recorded if case.entries else None)
    if now is None:
        return
    view, cycles, outlook = case.view(now), named_cycles(case), forecast(case, now)
    found: dict[str, object] = {
        "ends": list(ends(case)),
        "promises": {key: cycles[key].state(now) if key in cycles else "none" for key in journey.promises},
        "due": {key: cycles[key].due for key in journey.due},
        "next": {key: _next(case, cycles[key], now) for key in journey.next},
        "answer": outlook.answer if journey.answer else None,
        "conflict": outlook.conflict,
        "reads": {who: sorted(disclosure.readable(view, (a := actor(who)).role, a.party)) for who in journey.reads},
        "live": [name for name in journey.live if view.has(name)],
        "gone": [name for name in journey.gone if not view.has(name)],
    }
    for key, got in found.items():
        if getattr(journey, key) not in (None, got):
            raise Unexpected(f"{key}: expected {getattr(journey, key)}, got {got}")


def _next(case: Case, cycle: promises.Cycle, now: datetime) -> str:
    return next_step(case, case.programme.promises[cycle.promise].met_by, cycle.items, now)
