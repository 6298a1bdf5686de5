"""What a fact names that must be there: documents, parties, codes. Read off the marks of its fields."""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any, get_args, get_type_hints

from konsil.core.fact import Code, Fact, Filed, Holder

FREE = frozenset(("icd-10",))  # a request is received whatever it says (R5)


@cache
def marks(kind: type) -> tuple[tuple[str, object], ...]:
    """The fields of a fact that name something, each with its mark."""
    hints = get_type_hints(kind, include_extras=True)
    own = [one.name for one in fields(kind)]
    return tuple((name, mark) for name in own for mark in _marks(hints[name]))


def _marks(hint: Any) -> Iterator[object]:
    yield from (one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Filed | Holder | Code))
    for inner in get_args(hint):
        if not isinstance(inner, Filed | Holder | Code):
            yield from _marks(inner)


def named_by(fact: Fact) -> dict[str, list[Any]]:
    """What the store must find: `{"documents": [], "parties": [], "codes": [[system, code]]}`."""
    found: dict[str, list[Any]] = {"documents": [], "parties": [], "codes": []}
    for name, mark in marks(type(fact)):  # type: ignore[arg-type]  # every class is hashable
        told = getattr(fact, name)
        for value in (told,) if isinstance(told, str) else told or ():
            match mark:
                case Filed():
                    found["documents"].append(value)
                case Holder():
                    found["parties"].append(value)
                case Code(system) if system not in FREE:
                    found["codes"].append([system, value])
    return {key: [value for value in values if value] for key, values in found.items()}
