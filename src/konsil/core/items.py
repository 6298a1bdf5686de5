"""Items (R1): what a case holds several of, and who sees what of them.

A fact that is *about* an item names it in a typed field (`record: items.Record`); a fact that *opens*
an item names its kind in `opens` and has no field for it: the engine numbers the items of a kind within
the case (`record-1`, `record-2`), so nobody types an id and nothing random is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, get_type_hints

Items = Mapping[str, str]  # kind -> id: {"opinion": "opinion-1", "delivery": "delivery-2"}


@dataclass(frozen=True)
class Item:
    """Marks a field as naming an item of this kind."""

    kind: str


Enquiry = Annotated[str, Item("enquiry")]
Consent = Annotated[str, Item("consent")]
Record = Annotated[str, Item("record")]
Opinion = Annotated[str, Item("opinion")]
Delivery = Annotated[str, Item("delivery")]
Question = Annotated[str, Item("question")]
Talk = Annotated[str, Item("talk")]
Complaint = Annotated[str, Item("complaint")]
Incident = Annotated[str, Item("incident")]
Booking = Annotated[str, Item("booking")]
Authorisation = Annotated[str, Item("authorisation")]
Pending = Annotated[str, Item("pending")]
Asking = Annotated[str, Item("asking")]
Recommendation = Annotated[str, Item("recommendation")]
Wish = Annotated[str, Item("wish")]


_known: dict[type, Mapping[str, str]] = {}


def fields_of(kind: type) -> Mapping[str, str]:
    """The item kinds a fact class names, each with the field that names it; worked out once a class."""
    if kind not in _known:
        _known[kind] = _fields_of(kind)
    return _known[kind]


def _fields_of(kind: type) -> Mapping[str, str]:
    found = {}
    for field, hint in get_type_hints(kind, include_extras=True).items():
        for mark in getattr(hint, "__metadata__", ()):
            if isinstance(mark, Item):
                found[mark.kind] = field
    return found


def named_by(fact: object) -> dict[str, str]:
    """The items a fact names itself, before their parents are added."""
    return {kind: getattr(fact, field) for kind, field in fields_of(type(fact)).items()}


def sees(viewer: Items, other: Items) -> bool:
    """The one rule of R1: entries of *another* item of a kind are out of sight; all else is seen."""
    return all(other.get(kind, mine) == mine for kind, mine in viewer.items())


def number(kind: str, before: int) -> str:
    """The id of the next item of a kind, when so many were opened before."""
    return f"{kind}-{before + 1}"
