"""Bytes to a fact's payload, and what is wrong with it as keys by field; refusals to words in the reader's language.

A payload is judged here once. Pydantic speaks English and quotes what was typed: neither leaves this module.
"""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import ValidationError

from konsil.core.fact import Fact, read
from konsil.core.facts import FACTS
from konsil.core.texts import Texts
from konsil.door import words

DEEPEST = 12  # levels of a payload


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field: `plan.0.of`, the key of its words, and what these need."""

    field: str
    key: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def said(self, language: str) -> str:
        """In words, without what was typed."""
        return words.say(language, f"fault.{self.key}", **self.values)


class Faulty(ValueError):
    """A payload that is no fact: every fault at once (422)."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(f"{one.field}: {one.key}" for one in faults))
        self.faults = faults


class Unreadable(ValueError):
    """Bytes that are no JSON object (400)."""


def payload(body: bytes) -> dict[str, Any]:
    """The object in a request's body. Raises `Unreadable`."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("no-json") from None
    if not isinstance(told, dict):
        raise Unreadable("no-object")
    return told


def fact(name: str, told: Mapping[str, Any]) -> Fact:
    """The fact that a payload tells. Raises `Faulty`, and `KeyError` for a name nobody knows."""
    kind = FACTS[name]
    if found := tuple(_uncouth(told, "", 0)):
        raise Faulty(*found)
    try:
        made = read(kind, told)
    except ValidationError as wrong:
        raise faulty(wrong, name) from None
    if naive := tuple(_naive(made)):
        raise Faulty(*naive)
    return made


def faulty(wrong: ValidationError, fact: str = "") -> Faulty:
    """Pydantic's complaint as faults of fields; a field of the fact's evidence is named as such (R10)."""
    known = evidence_fields(fact) if fact else frozenset()
    found = [_fault(one, known) for one in wrong.errors(include_url=False, include_input=False)]
    return Faulty(*(one for one in found if not _follows(one, found)))


def _follows(fault: Fault, all_: list[Fault]) -> bool:
    """A list is also too short when its members are wrong: that says nothing new."""
    return fault.key == "too-few" and any(one.field.startswith(f"{fault.field}.") for one in all_)


@cache
def evidence_fields(fact: str) -> frozenset[str]:
    """The names of what the store fills in beside a fact."""
    return frozenset(one.name for one in dataclasses.fields(FACTS[fact].evidence)) | {"evidence", "known"}


def _fault(wrong: Mapping[str, Any], evidence: frozenset[str]) -> Fault:
    where = ".".join(str(part) for part in wrong["loc"])
    key = KEYS.get(wrong["type"], "wrong-form")
    if key == "not-a-field" and where in evidence:
        key = "evidence"
    limits = {name: value for name, value in wrong.get("ctx", {}).items() if isinstance(value, int)}
    told = next(iter(limits[name] for name in LIMITS if name in limits), None)
    return Fault(where, key, {"limit": told} if told is not None else {})


LIMITS = ("min_length", "max_length", "ge", "gt", "le", "lt", "max_digits", "decimal_places")
KEYS = {  # pydantic's error types, in the few words people need
    "missing": "missing",
    "missing_keyword_only_argument": "missing",
    "unexpected_keyword_argument": "not-a-field",
    "extra_forbidden": "not-a-field",
    "string_type": "not-a-text",
    "string_too_short": "empty",
    "string_too_long": "too-long",
    "too_short": "too-few",
    "too_long": "too-many",
    "literal_error": "not-a-choice",
    "bool_type": "not-yes-or-no",
    "bool_parsing": "not-yes-or-no",
    "date_type": "not-a-day",
    "date_parsing": "not-a-day",
    "date_from_datetime_parsing": "not-a-day",
    "date_from_datetime_inexact": "not-a-day",
    "datetime_type": "not-an-instant",
    "datetime_parsing": "not-an-instant",
    "datetime_from_date_parsing": "not-an-instant",
    "int_type": "not-a-number",
    "int_parsing": "not-a-number",
    "int_from_float": "not-a-number",
    "decimal_type": "not-a-number",
    "decimal_parsing": "not-a-number",
    "decimal_max_places": "too-exact",
    "decimal_max_digits": "too-large",
    "greater_than_equal": "too-small",
    "less_than_equal": "too-large",
    "tuple_type": "not-a-list",
}


def _uncouth(told: object, where: str, depth: int) -> Iterator[Fault]:
    """What no text may hold: a null character, half a character; and a payload folded too deep."""
    if depth > DEEPEST:
        yield Fault(where, "too-deep")
    elif isinstance(told, str):
        if "\0" in told or (not told.isascii() and any("\ud800" <= one <= "\udfff" for one in told)):
            yield Fault(where, "wrong-characters")
    elif isinstance(told, Mapping):
        for key, value in told.items():
            yield from _uncouth(key, where, depth)
            yield from _uncouth(value, _under(where, key), depth + 1)
    elif isinstance(told, Sequence) and not isinstance(told, bytes):
        for number, value in enumerate(told):
            yield from _uncouth(value, _under(where, number), depth + 1)


def _naive(made: Fact) -> Iterator[Fault]:
    """An instant without its offset could be any of 24 hours."""
    for name, value in vars(made).items():
        if isinstance(value, datetime) and value.tzinfo is None:
            yield Fault(name, "zone-missing")


def _under(where: str, part: object) -> str:
    return f"{where}.{part}" if where else str(part)


def refusal(texts: Texts, language: str, key: str, about: str = "") -> str:
    """Why something cannot be recorded, in the words of the programme, the vocabulary or the door. `NoText` where
    nobody worded it in this language; no language stands in for another (R28)."""
    if texts.has(language, f"refusal.{key}"):
        return texts.say(language, f"refusal.{key}", about=about)
    return words.say(language, f"refusal.{key}", about=about)
