"""TOML to a typed Programme. Every fault of a file is told at once, with the key named (DESIGN 4)."""

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any, Literal, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from konsil.core import composing, faults, gate
from konsil.core.facts import FACTS, MODULES, module_of, terms_of
from konsil.core.programme import (
    Contact,
    Disclosure,
    Holder,
    Override,
    Programme,
    Promise,
    Role,
    Row,
    Stage,
    Suspension,
    Tell,
    Terms,
    Turn,
)
from konsil.core.worktime import Calendar, Convention, Holiday, Span, SpecialDay, read_week, read_windows

T = TypeVar("T")
Holidays = Mapping[str, Mapping[date, Holiday]]  # of each country
NO_SPAN = Span(0, "day")


class BadProgramme(ValueError):
    """A file that cannot be used, with all its faults in words, each beginning with the key it is about."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RawTell(Strict):
    letter: str
    to: str = ""
    per: str = ""
    sent: str = ""
    bounced: str = ""


class RawRow(Strict):
    by: tuple[str, ...]
    after: tuple[str, ...] = ()
    voids: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    after_end: bool = False
    second: str = ""
    not_by: tuple[str, ...] = ()
    disclosure: str = ""
    tell: tuple[RawTell, ...] = ()
    undo: int = Field(0, ge=0, le=3600)
    clause: str = ""


class RawPromise(Strict):
    owes: str
    to: str
    of: str
    met_by: tuple[str, ...]
    within: str
    calendar: str = "operator"
    per: str = ""
    not_after: str = ""
    pauses: tuple[str, ...] = ()
    soft: bool = False
    warn: tuple[int, ...] = (50, 80)
    count: Literal["exclude_first", "include_first", "exclude_both"] = "exclude_first"
    due: Literal["end_of_day", "close_of_business"] = "end_of_day"
    after_hours: Literal["same_day", "next_working_day"] = "same_day"
    roll: Literal["none", "next_working_day"] = "none"
    round_hour: Literal["none", "next_full_hour"] = "none"
    clause: str = ""


class RawDisclosure(Strict):
    to: str
    purpose: str
    categories: tuple[str, ...]
    basis: Literal["consent", "contract", "law"]
    clause: str = ""


class RawPause(Strict):
    begins: str = Field(alias="from")
    until: str
    at_most: str = ""


class RawTurn(Strict):
    holder: Holder
    begins: tuple[str, ...] = Field(alias="from")
    until: tuple[str, ...]


class RawStage(Strict):
    done: tuple[str, ...]
    public: str
    usual: str = "0 working days"


class RawEnd(Strict):
    when: tuple[str, ...]


class RawCalendar(Strict):
    hours: dict[str, tuple[str, ...]]
    holidays: str
    special: dict[str, tuple[str, ...]] = {}


class RawRole(Strict):
    party: str = ""
    may_be_silent: bool = False
    sees: tuple[str, ...] = ()


class RawOverride(Strict):
    by: tuple[str, ...]
    second: bool = True


class RawContact(Strict):
    phone: str
    email: str
    web: str
    address: str
    emergency: str = "112"


class Raw(Strict):
    """The composed file, before any word in it is looked up."""

    key: str
    payer: str
    operator: str
    country: str
    timezone: str
    languages: tuple[str, ...] = Field(min_length=1)
    contact: RawContact
    source: str = ""
    notice: bool = False
    corrects: str = ""
    role: dict[str, RawRole]
    calendar: dict[str, RawCalendar]
    flow: dict[str, RawRow]
    terms: dict[str, dict[str, Any]] = {}
    promise: dict[str, RawPromise] = {}
    pause: dict[str, RawPause] = {}
    turn: dict[str, RawTurn] = {}
    stage: dict[str, RawStage] = {}
    end: dict[str, RawEnd] = {}
    disclosure: dict[str, RawDisclosure] = {}
    override: dict[str, RawOverride] = {}


@dataclass(frozen=True)
class Source:
    """What a programme is read from: its own file of a date, and the pathways by key."""

    since: date
    text: str
    pathways: Mapping[str, str]


def read(source: Source, holidays: Holidays) -> Programme:
    """The programme of a source, or `BadProgramme` with all its faults."""
    try:
        tree, origins = composing.compose(source.text, source.pathways)
        raw = Raw.model_validate(tree)
    except (tomllib.TOMLDecodeError, composing.NotComposed) as fault:
        raise BadProgramme([str(fault)]) from None
    except ValidationError as fault:
        raise BadProgramme(_told(fault, Raw)) from None
    found: list[str] = []
    programme = _Reader(raw, holidays, origins, found).programme(source.since, digest(tree))
    found += faults.of_programme(programme, raw.terms)
    if found:
        raise BadProgramme(found)
    return programme


def digest(tree: Mapping[str, Any]) -> str:
    """The hash of the normalised text: order, blanks and comments do not change it (R15)."""
    text = json.dumps(tree, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _told(fault: ValidationError, model: type[BaseModel], under: str = "") -> list[str]:
    """Each complaint under its key. A key that nobody reads is answered with those that are read."""
    told: list[str] = []
    for complaint in fault.errors():
        where, says = ".".join((*filter(None, (under,)), *map(str, complaint["loc"]))), complaint["msg"]
        if complaint["type"] == "extra_forbidden":
            says = f"no such key; there are {', '.join(_keys(model, complaint['loc'][:-1])) or 'none'}"
        told.append(f"{where}: {says}")
    return told


def _keys(model: Any, place: tuple[int | str, ...]) -> list[str]:
    """The keys that may stand at a place: a field is entered by its name, a table or a list by any."""
    for part in place:
        fields = getattr(model, "model_fields", None)
        model = fields[str(part)].annotation if fields else next(one for one in get_args(model) if one is not str)
    return sorted(field.alias or name for name, field in model.model_fields.items())


class _Reader:
    """Looks every word up; a failure becomes a fault under its key and the reading goes on."""

    def __init__(self, raw: Raw, holidays: Holidays, origins: Mapping[str, str], faults: list[str]) -> None:
        self.raw, self.holidays, self.origins, self.faults = raw, holidays, origins, faults
        self.zone = self.tell("timezone", lambda: ZoneInfo(raw.timezone), ZoneInfo("UTC"))
        self.calendars = {
            key: self.tell(f"calendar.{key}", partial(self.calendar, key, c), Calendar(self.zone, {}))
            for key, c in raw.calendar.items()
        }

    def tell(self, key: str, reading: Callable[[], T], instead: T) -> T:
        try:
            return reading()
        except ZoneInfoNotFoundError:
            self.faults.append(f"{key}: no such time zone")
        except (ValueError, KeyError) as fault:
            self.faults.append(f"{key}: {fault}")
        return instead

    def programme(self, since: date, hashed: str) -> Programme:
        raw = self.raw
        return Programme(
            raw.key, since, raw.payer, raw.operator, raw.country, self.zone, raw.languages,
            Contact(**raw.contact.model_dump()),
            roles={key: Role(**r.model_dump()) for key, r in raw.role.items()} | {"konsil": Role("konsil")},
            flow={key: self.row(key, r) for key, r in raw.flow.items()},
            calendars=self.calendars,
            promises={key: self.promise(key, p) for key, p in raw.promise.items()},
            pauses={key: self.pause(key, p) for key, p in raw.pause.items()},
            ends={key: self.atoms(f"end.{key}.when", e.when) for key, e in raw.end.items()},
            stages=tuple(self.stage(key, s) for key, s in raw.stage.items()),
            turns={key: Turn(t.holder, t.begins, t.until) for key, t in raw.turn.items()},
            disclosures={key: Disclosure(**d.model_dump()) for key, d in raw.disclosure.items()},
            overrides={key: Override(o.by, o.second) for key, o in raw.override.items()},
            all_terms=self.terms(), source=raw.source, notice=raw.notice, hash=hashed,
        )  # fmt: skip

    def span(self, key: str, text: str) -> Span:
        return self.tell(key, lambda: Span.read(text), NO_SPAN)

    def atoms(self, key: str, texts: tuple[str, ...]) -> tuple[gate.Atom, ...]:
        return tuple(self.tell(key, partial(gate.read, text), gate.Atom(text)) for text in texts)

    def row(self, key: str, raw: RawRow) -> Row:
        told = raw.model_dump(exclude={"after", "tell"})
        after = self.atoms(f"flow.{key}.after", raw.after)
        tell = tuple(Tell(**t.model_dump()) for t in raw.tell)
        return Row(**told, after=after, tell=tell, origin=self.origins.get(f"flow.{key}", ""))

    def stage(self, key: str, raw: RawStage) -> Stage:
        done = self.atoms(f"stage.{key}.done", raw.done)
        return Stage(key, done, raw.public, self.span(f"stage.{key}.usual", raw.usual))

    def pause(self, key: str, raw: RawPause) -> Suspension:
        longest = self.span(f"pause.{key}.at_most", raw.at_most) if raw.at_most else None
        return Suspension(raw.begins, raw.until, longest)

    def promise(self, key: str, raw: RawPromise) -> Promise:
        where, of = f"promise.{key}", raw.of.split(".")
        capped, _, fact = raw.not_after.partition(" of ")
        return Promise(
            raw.owes, raw.to, ".".join(of[:2]), raw.met_by,
            within=self.span(f"{where}.within", raw.within),
            calendar=self.tell(f"{where}.calendar", lambda: self.calendars[raw.calendar], Calendar(self.zone, {})),
            convention=Convention(raw.count, raw.due, raw.after_hours, raw.roll, raw.round_hour),
            field="".join(of[2:]), per=raw.per,
            not_after=(self.span(f"{where}.not_after", capped), fact) if capped else None,
            pauses=raw.pauses, soft=raw.soft, warn=raw.warn, clause=raw.clause,
            origin=self.origins.get(where, ""),
        )  # fmt: skip

    def calendar(self, key: str, raw: RawCalendar) -> Calendar:
        special = {date.fromisoformat(day): SpecialDay(read_windows(texts)) for day, texts in raw.special.items()}
        if raw.holidays not in self.holidays:
            there = ", ".join(sorted(self.holidays))
            raise ValueError(
                f"no holidays of {raw.holidays!r}; there are {there}. Further days: [calendar.{key}.special]"
            )
        return Calendar(self.zone, read_week(raw.hours), self.holidays[raw.holidays], special, key)

    def terms(self) -> tuple[BaseModel, ...]:
        """R9: each module that the flow uses reads its own section; a missing one is a fault."""
        found: list[Terms] = []
        for module in dict.fromkeys(module_of(fact) for fact in self.raw.flow if fact in FACTS):
            if kind := terms_of(module):
                given = self.raw.terms.get(module, {})
                try:
                    found.append(kind.model_validate(given))
                except ValidationError as fault:
                    self.faults += _told(fault, kind, f"terms.{module}")
        for module in self.raw.terms:
            if module not in MODULES or not terms_of(module):
                self.faults.append(f"terms.{module}: no module of this name has terms")
        return tuple(found)
