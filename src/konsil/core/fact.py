"""A fact: something that happened on a case. Its class is its form, its API schema and its log line.

A subclass is a frozen dataclass named in the past tense. Its fields come from the door and are validated
there once; its `evidence` comes from the store and is never typed by anyone (R10). The markers below say
what a string field holds, so that a form can be drawn and a reference be checked without further code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter

if TYPE_CHECKING:
    from konsil.core.case import View

Category = Literal["status", "medical", "personal", "money", "internal", "enquiry"]


@dataclass(frozen=True)
class Holder:
    """Marks a field as naming a party: an organisation's key or a person's public id, for this role."""

    role: str


@dataclass(frozen=True)
class Filed:
    """Marks a field as naming a document of the case, by its public id."""


@dataclass(frozen=True)
class Code:
    """Marks a field as a code of a register: `icd-10`, `closing`, `refusal-of-doctor` …"""

    system: str


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000)]
Document = Annotated[str, Filed(), StringConstraints(min_length=1, max_length=64)]
Diagnosis = Annotated[str, Code("icd-10"), StringConstraints(pattern=r"^([A-Z][0-9]{2}(\.[0-9A-Z]{1,4})?)?$")]
Channel = Literal["phone", "video", "fax", "email", "portal", "sms", "post", "courier", "in-person"]


@dataclass(frozen=True)
class Money:
    """An exact amount in a currency (ISO 4217)."""

    amount: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


@dataclass(frozen=True)
class Nothing:
    """The evidence of a fact that needs none."""


class Fact:
    """Something that happened. Subclasses are frozen dataclasses, read as sentences in the past tense."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    name: ClassVar[str]
    version: ClassVar[int] = 1
    category: ClassVar[Category] = "status"  # who may read it: compared with the scope of a party (R22)
    evidence: ClassVar[type] = Nothing  # R10: filled in by the store, never by the client
    opens: ClassVar[str] = ""  # R1: the kind of item that begins with this fact
    begins: ClassVar[str] = ""  # where a case begins with it: the field that names the person the case is about
    apart: ClassVar[bool] = False  # R7: whom its opening binds sees nothing of other items of this kind
    once: ClassVar[bool] = True  # one live of a kind, as its items see the case
    binds: ClassVar[Mapping[str, str]] = {}  # R7: role -> field, or "evidence.field"
    after_end: ClassVar[bool] = False  # R4: always, in every programme
    undone_by: ClassVar[tuple[str, ...] | None] = None  # R3: only these may void it; (): nothing may
    sending: ClassVar[bool] = False  # R6: only the worker knows that it happened
    backdate: ClassVar[timedelta] = timedelta(days=10)  # R20: how late it may be told

    @staticmethod
    def upcast(body: dict[str, Any], version: int) -> dict[str, Any]:
        """R14: the body of an older version as today's. Pure; overridden when `version` grows."""
        return body

    def bound_until(self, known: Any, on: date) -> date | None:
        """R7: the last day on which whoever this binds since `on` is bound; None where only another fact ends it."""
        return None

    @classmethod
    def waits_for(cls, case: "View") -> Iterator[str]:
        """The facts that must come first whatever is told: without them `refuse` says no to any payload."""
        return iter(())

    def refuse(self, case: "View", known: Any) -> Iterator[str]:
        """Every reason why this cannot be recorded now, as keys."""
        return iter(())


_adapters: dict[type, TypeAdapter[Any]] = {}


def adapter(kind: type) -> TypeAdapter[Any]:
    """The validator of a fact or evidence class, made once."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def read(kind: type[Fact], told: Mapping[str, Any]) -> Fact:
    """A fact from what a door was told. Unknown fields, evidence among them, are faults (`ValidationError`)."""
    fact: Fact = adapter(kind).validate_python(dict(told))
    return fact


def reread(kind: type[Fact], version: int, body: Mapping[str, Any]) -> Fact:
    """R14: a stored fact: older versions are upcast, unknown keys ignored, `refuse` is never run."""
    today = kind.upcast(dict(body), version)
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    fact: Fact = adapter(kind).validate_python({key: value for key, value in today.items() if key in known})
    return fact


def plain(value: object) -> dict[str, Any]:
    """A fact or its evidence as JSON-ready data."""
    found: dict[str, Any] = adapter(type(value)).dump_python(value, mode="json")
    return found
