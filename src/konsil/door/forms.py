"""What a fact asks for, read off its class: one description for the page's form and for the API's schema.

Nothing here knows of evidence or of the item a fact opens: neither is a field, so neither can be asked (R10, R1).
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from konsil.core.fact import Code, Filed, Holder, Money, adapter
from konsil.core.facts import FACTS
from konsil.core.items import Item
from konsil.core.texts import Texts

Kind = Literal[
    "line", "text", "number", "date", "datetime", "bool", "choice", "money", "party", "document", "code", "item",
    "list", "group",
]  # fmt: skip
LINE = 200  # characters; what may be longer is a text


@dataclass(frozen=True)
class Field:
    """One thing a form asks. `path` is where its words are found (`opinion.coded.diagnosis.says`); `of` the role
    of a party, the system of a code, the kind of an item; `least` and `most` bound a number, the length of a
    text or of a list; `inner` are the fields of a group, or the one a list repeats."""

    name: str
    kind: Kind
    path: str
    required: bool = True
    default: Any = None
    choices: tuple[str, ...] = ()
    of: str = ""
    least: int | None = None
    most: int | None = None
    inner: tuple["Field", ...] = ()


@dataclass(frozen=True)
class Form:
    """A fact's fields in the order of its class."""

    fact: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """A field by its name."""
        return next((one for one in self.fields if one.name == name), None)


@cache
def form(fact: str) -> Form:
    """The form of a fact, by its name; `KeyError` for one nobody knows."""
    return Form(fact, tuple(_fields(FACTS[fact], fact)))


def label(texts: Texts, language: str, field: Field) -> str:
    """What a field is called. `NoText` where this language has no word for it."""
    return _worded(texts, language, f"field.{field.path}", f"field.{_last(field.path)}")


def hint(texts: Texts, language: str, field: Field) -> str:
    """How to fill a field in, if anything need be said."""
    keys = (f"field.{field.path}.hint", f"field.{_last(field.path)}.hint")
    return next((texts.say(language, key) for key in keys if texts.has(language, key)), "")


def choice(texts: Texts, language: str, field: Field, value: str) -> str:
    """What one answer of a choice is called. `NoText` where this language has no word for it."""
    return _worded(texts, language, f"choice.{field.path}.{value}", f"choice.{_last(field.path)}.{value}")


def _worded(texts: Texts, language: str, own: str, shared: str) -> str:
    return texts.say(language, own if texts.has(language, own) else shared)


def _last(path: str) -> str:
    return path.rpartition(".")[2]


@cache
def schema(fact: str) -> Mapping[str, Any]:
    """The JSON Schema (2020-12) of the payload of a fact, by its name. What a string names stands in `x-party`,
    `x-document`, `x-code` and `x-item`."""
    found: dict[str, Any] = adapter(FACTS[fact]).json_schema()
    found["title"] = fact
    found["description"] = (FACTS[fact].__doc__ or "").strip().partition("\n")[0]
    for one in form(fact).fields:
        found.get("properties", {}).get(one.name, {}).update(_named(one))
    return found


def _named(field: Field) -> dict[str, str]:
    named = field.inner[0] if field.kind == "list" else field
    return {f"x-{named.kind}": named.of or "yes"} if named.kind in ("party", "document", "code", "item") else {}


def _fields(kind: type, path: str) -> Iterator[Field]:
    hints = get_type_hints(kind, include_extras=True)
    for one in fields(kind):
        required = one.default is MISSING and one.default_factory is MISSING
        default = None if one.default is MISSING else one.default
        yield _field(one.name, f"{path}.{one.name}", hints[one.name], required, default)


@dataclass(frozen=True)
class _Hint:
    """A type without its wrapping: the bare type, what was annotated, and whether it may be left out."""

    bare: Any
    marks: tuple[object, ...]
    optional: bool


def _unwrapped(hint: Any) -> _Hint:
    marks = tuple(getattr(hint, "__metadata__", ()))
    bare = get_args(hint)[0] if marks else hint
    if get_origin(bare) in (Union, UnionType):
        inner = [one for one in get_args(bare) if one is not NoneType]
        within = _unwrapped(inner[0])
        return _Hint(within.bare, (*marks, *within.marks), True)
    if getattr(bare, "__metadata__", ()):
        within = _unwrapped(bare)
        return _Hint(within.bare, (*marks, *within.marks), within.optional)
    return _Hint(bare, marks, False)


def _field(name: str, path: str, hint: Any, required: bool = True, default: Any = None) -> Field:
    told = _unwrapped(hint)
    kind, of = _kind(told)
    least, most = _bounds(told.marks)
    return Field(
        name, kind, path, required and not told.optional, default, _choices(told.bare), of, least, most,
        tuple(_inner(kind, path, told.bare)),
    )  # fmt: skip


def _kind(told: _Hint) -> tuple[Kind, str]:
    for mark in told.marks:
        match mark:
            case Holder(role):
                return "party", role
            case Filed():
                return "document", ""
            case Code(system):
                return "code", system
            case Item(kind):
                return "item", kind
    return _plain_kind(told), ""


def _plain_kind(told: _Hint) -> Kind:
    bare = told.bare
    if get_origin(bare) is Literal:
        return "choice"
    if get_origin(bare) is tuple:
        return "list"
    if bare is Money:
        return "money"
    if is_dataclass(bare):
        return "group"
    plain: dict[Any, Kind] = {bool: "bool", int: "number", Decimal: "number", datetime: "datetime", date: "date"}
    if bare in plain:
        return plain[bare]
    return "text" if (_bounds(told.marks)[1] or 0) > LINE else "line"


def _choices(bare: Any) -> tuple[str, ...]:
    return tuple(map(str, get_args(bare))) if get_origin(bare) is Literal else ()


def _inner(kind: Kind, path: str, bare: Any) -> Iterator[Field]:
    if kind == "list":
        yield _field("", path, get_args(bare)[0])
    elif kind == "group":
        yield from _fields(bare, path)


def _bounds(marks: tuple[object, ...]) -> tuple[int | None, int | None]:
    """The least and the most that pydantic's own annotations allow, of a length or of a number."""
    told = [inner for mark in marks for inner in (mark, *getattr(mark, "metadata", ()))]
    return _first(told, ("min_length", "ge")), _first(told, ("max_length", "le"))


def _first(told: list[Any], names: tuple[str, ...]) -> int | None:
    found = (getattr(one, name, None) for one in told for name in names)
    return next((one for one in found if isinstance(one, int)), None)
