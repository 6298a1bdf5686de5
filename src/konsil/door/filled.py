"""A submitted page form as a fact's payload: text by field name becomes what the API would have been sent.

Names are dotted: `amount.currency`, `reviewers.0.name`; a list of plain values may repeat its name. What was left
blank is left out, so that the fact's own defaults and complaints apply.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from konsil.door.forms import Field, Form

MONEY = (Field("amount", "number", "amount"), Field("currency", "line", "currency"))


class Sent(Protocol):
    """What Django's QueryDict offers here."""

    def getlist(self, key: str, /) -> list[str]: ...
    def __iter__(self) -> Any: ...


def payload(form: Form, sent: Sent, zone: ZoneInfo) -> dict[str, Any]:
    """The payload of a form. An instant typed without an offset is one of `zone`."""
    return _group(form.fields, sent, "", zone)


def _group(fields: Iterable[Field], sent: Sent, under: str, zone: ZoneInfo) -> dict[str, Any]:
    found = {one.name: _value(one, sent, f"{under}{one.name}", zone) for one in fields}
    return {name: value for name, value in found.items() if value is not None}


def _value(field: Field, sent: Sent, name: str, zone: ZoneInfo) -> Any:
    match field.kind:
        case "list":
            return _list(field.inner[0], sent, name, zone)
        case "money":
            return _group(MONEY, sent, f"{name}.", zone) or None
        case "group":
            return _group(field.inner, sent, f"{name}.", zone) or None
        case "bool":
            return _yes(field, sent.getlist(name))
        case "datetime":
            return _instant(_last(sent.getlist(name)), zone)
    return _last(sent.getlist(name))


def _list(inner: Field, sent: Sent, name: str, zone: ZoneInfo) -> list[Any] | None:
    if inner.kind not in ("group", "money"):
        repeated = [value.strip() for value in sent.getlist(name)]
        numbered = [value.strip() for number in _numbers(sent, name) for value in sent.getlist(f"{name}.{number}")]
        return [value for value in (*repeated, *numbered) if value] or None
    found = (_value(inner, sent, f"{name}.{number}", zone) for number in _numbers(sent, name))
    return [one for one in found if one] or None


def _numbers(sent: Sent, name: str) -> list[str]:
    """The numbers of a list's rows, in their order."""
    parts = {key.removeprefix(f"{name}.").partition(".")[0] for key in sent if key.startswith(f"{name}.")}
    return sorted((one for one in parts if one.isdecimal() and len(one) < 4), key=int)


def _last(values: list[str]) -> str | None:
    return (values[-1].strip() or None) if values else None


def _yes(field: Field, values: list[str]) -> bool | str | None:
    """A box that is not ticked is not sent: it means no where the fact asks for an answer."""
    if not values:
        return False if field.required or field.default is True else None
    return {"on": True, "yes": True, "true": True, "no": False, "false": False}.get(values[-1].strip(), values[-1])


def _instant(value: str | None, zone: ZoneInfo) -> str | None:
    """`2026-11-25T10:20`, as browsers send it, at the hour it has in the zone."""
    if value is None:
        return None
    try:
        told = datetime.fromisoformat(value)
    except ValueError:
        return value
    return (told if told.tzinfo else told.replace(tzinfo=zone)).isoformat()


def shown(form: Form, told: Mapping[str, Any]) -> dict[str, Any]:
    """A payload as the values of its form's fields, for drawing it again."""
    return {one.name: told.get(one.name, one.default) for one in form.fields}
