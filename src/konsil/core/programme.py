"""A programme: what one payer promises, typed. `reading` makes it from TOML, `proof` proves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from konsil.core.gate import Atom
from konsil.core.worktime import Calendar, Convention, Span

T = TypeVar("T", bound=BaseModel)
Holder = Literal["member", "doctor", "courier", "centre", "operator"]  # whose turn it is


class Terms(BaseModel):
    """The base of every module's `[terms.<module>]` (R9): unknown and missing keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Tell:
    """A letter that follows a fact: the worker sends it and records what happened (R6)."""

    letter: str
    to: str = ""  # a role of the case …
    per: str = ""  # … or one letter for each live item of this kind, to the recipient its opener names
    sent: str = ""  # the fact that records the hand-over, if there is one
    bounced: str = ""  # the fact that records that it did not arrive


@dataclass(frozen=True)
class Row:
    """One `[flow."topic.fact"]`: who may record it, after what, what it takes back, what follows."""

    by: tuple[str, ...]
    after: tuple[Atom, ...] = ()
    voids: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    after_end: bool = False
    second: str = ""  # four eyes: the role whose second hand is needed
    not_by: tuple[str, ...] = ()  # nobody who recorded one of these may record this (X34)
    disclosure: str = ""
    tell: tuple[Tell, ...] = ()
    undo: int = 0  # seconds in which the telling can still be held
    clause: str = ""
    origin: str = ""  # the file this row comes from


@dataclass(frozen=True)
class Promise:
    """One `[promise.key]` (R8)."""

    owes: str
    to: str
    of: str
    met_by: tuple[str, ...]
    within: Span
    calendar: Calendar  # as it is known today …
    convention: Convention = Convention()
    field: str = ""  # of = "visit.booked.starts": counted from an instant or date told in the fact
    per: str = ""
    not_after: tuple[Span, str] | None = None
    pauses: tuple[str, ...] = ()
    soft: bool = False
    warn: tuple[int, ...] = (50, 80)  # percent of the net span
    clause: str = ""  # empty: ours, not the contract's
    origin: str = ""
    former: tuple[Calendar, ...] = ()  # … and as it was known before, the oldest first


@dataclass(frozen=True)
class Suspension:
    """One `[pause.key]`: between these facts what pauses with it stands still, at most for so long."""

    begins: str
    until: str
    at_most: Span | None = None

    @property
    def edges(self) -> tuple[str, str]:
        """The facts that begin and end it."""
        return self.begins, self.until


@dataclass(frozen=True)
class Disclosure:
    """One `[disclosure.key]` (R12)."""

    to: str
    purpose: str
    categories: tuple[str, ...]
    basis: Literal["consent", "contract", "law"]
    clause: str = ""


@dataclass(frozen=True)
class Override:
    """One `[override."refusal-key"]` (R16a)."""

    by: tuple[str, ...]
    second: bool = True


@dataclass(frozen=True)
class Role:
    """One `[role.name]`: a fixed party, or one bound by facts; `sees` are the categories it may read."""

    party: str = ""
    may_be_silent: bool = False
    sees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """One `[stage.key]` of a case, in order: done when all its gates hold; `usual` is how long it takes from
    the one before, for the forecast; `public` the stage the member sees it as."""

    key: str
    done: tuple[Atom, ...]
    public: str
    usual: Span


@dataclass(frozen=True)
class Turn:
    """One `[turn.key]`: between these facts somebody else than the operator holds the ball."""

    holder: Holder
    begins: tuple[str, ...]
    until: tuple[str, ...]


@dataclass(frozen=True)
class Contact:
    """The programme's line, printed on every document (A67)."""

    phone: str
    email: str
    web: str
    address: str
    emergency: str = "112"


@dataclass(frozen=True)
class Programme:
    """A payer's programme of one date. `hash` is that of its normalised text (R15)."""

    key: str
    since: date
    payer: str
    operator: str
    country: str
    zone: ZoneInfo
    languages: tuple[str, ...]
    contact: Contact
    roles: Mapping[str, Role]
    flow: Mapping[str, Row]
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    promises: Mapping[str, Promise] = field(default_factory=dict)
    pauses: Mapping[str, Suspension] = field(default_factory=dict)
    ends: Mapping[str, tuple[Atom, ...]] = field(default_factory=dict)
    stages: tuple[Stage, ...] = ()
    turns: Mapping[str, Turn] = field(default_factory=dict)
    disclosures: Mapping[str, Disclosure] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    all_terms: tuple[BaseModel, ...] = ()
    source: str = ""  # the public description it was made from
    notice: bool = False  # made from a public description and not the payer's own
    hash: str = ""

    def terms(self, kind: type[T]) -> T:
        """The terms a fact module declared; the check made sure that they are there, `LookupError` if not."""
        for found in self.all_terms:
            if isinstance(found, kind):
                return found
        raise LookupError(kind.__module__)
