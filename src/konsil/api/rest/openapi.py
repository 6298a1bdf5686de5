"""The API described in OpenAPI 3.1, generated from the facts: an address for each, with its own schema."""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from konsil.core.facts import FACTS
from konsil.door.forms import schema

Data = dict[str, Any]
REFUSALS = {
    "400": "NotUnderstood", "401": "NoToken", "403": "NotForThisToken", "404": "NotThere", "409": "Refused",
    "422": "Faulty", "503": "Busy",
}  # fmt: skip


def document(server: str) -> Data:
    """The whole description, for a server at this address."""
    return {**_document(), "servers": [{"url": server}]}


@cache
def _document() -> Data:
    schemas: Data = {}
    facts = {name: _component(name, schemas) for name in sorted(FACTS)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Konsil",
            "version": "1",
            "summary": "Cases and their facts, for machines.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"token": []}],
        "paths": _paths(facts),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": PARAMETERS,
            "responses": RESPONSES,
            "schemas": SCHEMAS | schemas,
        },
    }


def _component(name: str, into: Data) -> Data:
    """A fact's schema among the components, with what it is made of; a reference to it."""
    told = deepcopy(dict(schema(name)))
    for inner, its in told.pop("$defs", {}).items():
        into[f"{name}.{inner}"] = _moved(its, name)
    into[name] = _moved(told, name)
    into[name]["properties"] = {**into[name].get("properties", {}), **BESIDE}
    return {"$ref": f"#/components/schemas/{name}"}


def _moved(told: Any, name: str) -> Any:
    """The same with references to where `_component` put the parts."""
    if isinstance(told, Mapping):
        return {
            key: value.replace("#/$defs/", f"#/components/schemas/{name}.") if key == "$ref" else _moved(value, name)
            for key, value in told.items()
        }
    return [_moved(one, name) for one in told] if isinstance(told, list) else told


def _paths(facts: Mapping[str, Data]) -> Data:
    return {
        "/programmes/{key}": {"get": _get("A programme in force", "Programme", ["programme", "on"])},
        "/cases": {"post": _post("Open a case", OPENING, ["idempotency-key"])},
        "/cases/{id}": {"get": _get("A case, as far as you may see it", "Case", ["case"])},
        **{
            f"/cases/{{id}}/facts/{name}": {
                "post": _post(FACTS[name].__doc__ or name, reference, ["case", "idempotency-key", "if-match", "at"])
            }
            for name, reference in facts.items()
        },
        "/work": {"get": _get("Your worklist", "Work", ["size", "after"])},
        "/slots": {"get": _get("Free times for services", "Slots", ["service", *NARROWING])},
        "/cover": {"get": _get("What a cover says of services", "Cover", ["of", "service", "package", "covered-on"])},
        "/papers/{said}": {"get": _get("What a paper is worth where you sit", "Paper", ["said"])},
        "/openapi.json": {"get": {"summary": "This description", "security": [], "responses": {"200": _ok({})}}},
    }


def _get(summary: str, answer: str, parameters: list[str]) -> Data:
    refusals = {code: name for code, name in REFUSALS.items() if code in ("400", "401", "403", "404", "422")}
    found = {"200": _ok({"$ref": f"#/components/schemas/{answer}"})}
    return {"summary": summary, "parameters": _named(parameters), "responses": found | _refusals(refusals)}


def _post(summary: str, body: Data, parameters: list[str]) -> Data:
    found = {"201": _ok({"$ref": "#/components/schemas/Recorded"}, "Recorded; the same answer for a repeated key")}
    return {
        "summary": summary.strip().partition("\n")[0],
        "parameters": _named(parameters),
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": found | _refusals(REFUSALS),
    }


def _named(parameters: list[str]) -> list[Data]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in parameters]


def _refusals(found: Mapping[str, str]) -> Data:
    return {code: {"$ref": f"#/components/responses/{name}"} for code, name in found.items()}


def _ok(told: Data, description: str = "As asked") -> Data:
    return {"description": description, "content": {"application/json": {"schema": told}}}


def _object(*required: str, **properties: Data) -> Data:
    return {"type": "object", "required": list(required), "properties": properties}


def _list(of: Data) -> Data:
    return {"type": "array", "items": of}


def _parameter(name: str, where: str, told: Data, description: str) -> Data:
    required = where == "path" or name == "Idempotency-Key"
    return {"name": name, "in": where, "required": required, "description": description, "schema": told}


TEXT, NUMBER, YES, ANY = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}, {"type": "object"}
INSTANT, DAY = {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}
ITEMS = {"type": "object", "additionalProperties": TEXT}

BESIDE = {
    "second": TEXT | {"description": "Where two must agree: the name of another account of your house"},
    "override": {"$ref": "#/components/schemas/Override"},
}
OPENING = {
    **_object("programme", "member", "fact", programme=TEXT, member=TEXT, fact=ANY),
    "additionalProperties": False,
    "description": "`fact` holds the fields of the programme's first fact (request.received, visit.requested) without"
    " the person, who is `member`.",
}
NARROWING = ["clinic", "place", "location", "practitioner", "language", "part", "from", "most"]
PARAMETERS = {
    "programme": _parameter("key", "path", TEXT, "The programme's key"),
    "case": _parameter("id", "path", TEXT, "The case's public id"),
    "on": _parameter("on", "query", DAY, "The day of the version; today if left out"),
    "at": _parameter("at", "query", INSTANT, "When it happened, if not now; as late as the fact allows"),
    "size": _parameter("size", "query", NUMBER | {"minimum": 1, "maximum": 200, "default": 50}, "Lines of a page"),
    "after": _parameter("after", "query", TEXT, "`next` of the page before"),
    "service": _parameter("service", "query", TEXT, "A service's code; repeat it for several"),
    "clinic": _parameter("clinic", "query", TEXT, "One clinic, by its key"),
    "place": _parameter("place", "query", TEXT, "A town"),
    "location": _parameter("location", "query", TEXT, "A place of a clinic, by its public id"),
    "practitioner": _parameter("practitioner", "query", TEXT, "A practitioner, by the key of the party"),
    "language": _parameter("language", "query", TEXT, "A language that is spoken there"),
    "part": _parameter("part", "query", TEXT | {"enum": ["morning", "afternoon"]}, "A part of the day"),
    "from": _parameter("from", "query", INSTANT, "Not before; now if left out"),
    "most": _parameter("most", "query", NUMBER | {"minimum": 1, "maximum": 100, "default": 20}, "How many"),
    "of": _parameter("programme", "query", TEXT, "The programme's key"),
    "package": _parameter("package", "query", TEXT, "The package of the cover, where a payer sells several"),
    "covered-on": _parameter("on", "query", DAY, "The service date; today if left out"),
    "said": _parameter("said", "path", TEXT, "The number of a paper, as typed or said, or its whole code"),
    "if-match": _parameter("If-Match", "header", TEXT, 'The number of the last entry you saw, such as "7"'),
    "idempotency-key": _parameter(
        "Idempotency-Key",
        "header",
        TEXT | {"minLength": 8, "maxLength": 128},
        "Your own: a repeat is recorded once",
    ),
}
REFUSED = _object("refused", "message", refused=TEXT, message=TEXT)
FAULT = _object("field", "fault", "message", field=TEXT, fault=TEXT, message=TEXT)
SCHEMAS = {
    "Refused": REFUSED | {"description": "Why not, as a key and in words of a language you accept"},
    "Faulty": {**REFUSED, "properties": {**REFUSED["properties"], "faults": _list(FAULT)}},
    "Override": {
        **_object("key", "reason", key=TEXT, reason=TEXT),
        "additionalProperties": False,
        "description": "A refusal to be set aside, where the programme lets you, and why",
    },
    "Recorded": _object(
        "case", "number", "seq", "fact", "items", "at", "recorded",
        case=TEXT, number=TEXT, seq=NUMBER, fact=TEXT, items=ITEMS, at=INSTANT, recorded=INSTANT,
    ),
    "Programme": _object(
        "key", "since", "hash", "flow", "promises", key=TEXT, since=DAY, hash=TEXT, flow=ANY, promises=ANY,
    ),
    "Case": _object(
        "id", "number", "seq", "facts", "items", "open", "promises",
        id=TEXT, number=TEXT, seq=NUMBER, opened=INSTANT, now=INSTANT, owner=TEXT, scope=_list(TEXT),
        ends=_list(TEXT), facts=_list(ANY), items=_list(ANY), open=_list(ANY), promises=_list(ANY),
        programme=ANY, member={"type": ["object", "null"]},
    ),
    "Slots": _object("slots", "now", slots=_list(ANY), now=INSTANT),
    "Cover": _object("on", "services", on=DAY, services=ANY),
    "Paper": _object("verdict", verdict=TEXT, number=TEXT, day={"type": ["string", "null"], "format": "date"},
                     extends=TEXT, replaced_by=TEXT, case=TEXT, items=ITEMS,
                     starts={"type": ["string", "null"], "format": "date-time"},
                     used={"type": ["string", "null"], "format": "date-time"}),
    "Work": _object("work", "next", "now", work=_list(ANY), next=TEXT, now=INSTANT),
}  # fmt: skip


def _refusal(description: str, told: str = "Refused") -> Data:
    return _ok({"$ref": f"#/components/schemas/{told}"}, description)


RESPONSES = {
    "NotUnderstood": _refusal("The request cannot be understood"),
    "NoToken": _refusal("No token that stands"),
    "NotForThisToken": _refusal("The token's role does not reach here"),
    "NotThere": _refusal("Not there, or not yours: the same answer"),
    "Refused": _refusal("It cannot be recorded now; `changed`: something newer was recorded"),
    "Faulty": _refusal("Fields are wrong, each by its name; or the key was used for another request", "Faulty"),
    "Busy": _refusal("Somebody else writes on this case; try again"),
}
