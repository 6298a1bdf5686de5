"""The pages of the reference about programmes: facts, the programmes of the product, the layout of texts."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from textwrap import dedent
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from konsil import library
from konsil.core import wording
from konsil.core.drawing import draw
from konsil.core.fact import Code, Fact, Filed, Holder, Nothing
from konsil.core.facts import FACTS, MODULES, module_of
from konsil.core.items import Item
from konsil.core.programme import Programme
from konsil.core.wording import Wording

PLAIN = {str: "text", bool: "yes or no", int: "number", date: "day", datetime: "instant with its offset"}
ROOMS = {
    "fact": "a fact: `.done` in the history, `.do` on its button, `.help` when and by whom",
    "field": "the label of a field, of one fact or of all; `.hint` is the line under it",
    "choice": "a value to choose, of one fact or of all",
    "item": "one of several things a case holds, by its `{number}`",
    "refusal": "why something cannot be recorded now, and what to do",
    "finding": "why a request is declined; `.change`: what would change it",
    "closing": "why a case was closed",
    "line-refusal": "why a service is not taken over",
    "promise": "a promise by name; `.sentence` with its `{within}`, `.cap` with the limit `{cap}` on top",
    "span": "a length of time by itself: *12 working hours*",
    "within": "a length of time as a limit: *within 12 working hours*",
    "day": "how a day counted on the way to a due date",
    "state": "where a promise stands",
    "mark": "what was noticed about a promise",
    "pause": "why a promise is paused",
    "stage": "a stage of the case",
    "public": "the stage as the member sees it",
    "turn": "what somebody else than the operator is doing",
    "holder": "who has the ball",
    "role": "a role",
    "end": "an outcome",
    "disclosure": "what leaves, to whom, for what",
    "basis": "why it may leave",
    "category": "a kind of content that a role may read",
    "letter": "a letter by name",
    "terms": "a term of the programme",
    "drawing": "the legend of the drawing",
    "programme": "the programme itself: `name`, `short`, `notice`; `ours` marks a target of no contract",
    "clause": "a sentence of the contract, the programme's own; `.source`: where it stands",
}


def pages(note: str) -> dict[str, str]:
    """The text of each page by its file name; the drawings with them."""
    return {"facts.md": facts(note), "programmes.md": programmes(note), "texts.md": texts(note), **drawings()}


def drawings() -> dict[str, str]:
    """One SVG for each programme of the product."""
    return {f"{key}.svg": draw(one.programme, Wording(one.texts, "en")) for key, one in _shipped()}


def _shipped() -> Iterator[tuple[str, library.Version]]:
    keys = library.keys()
    yield from ((key, library.shipped(key)) for key in keys)


# -- facts ----------------------------------------------------------------------------------------------------


def facts(note: str) -> str:
    """Every fact: its sentence, who may record it, its fields, its evidence, its refusals."""
    lines = [
        *("# Facts", "", note, ""),
        "What can happen on a case. A programme says which of these it uses, after what.",
    ]
    lines += ["Fields come from whoever records the fact; evidence is filled in by the system and never typed.", ""]
    for topic, module in MODULES.items():
        lines += [f"## {topic}", "", _first_line(module), ""]
        for name in (name for name in FACTS if module_of(name) == topic):
            lines += [*_fact(name), ""]
    return "\n".join(lines)


def _fact(name: str) -> Iterator[str]:
    kind, said = FACTS[name], Wording(library.shipped("albsig-mso").texts, "en")
    yield from (f"### `{name}`", "", f"**{said.say(f'fact.{name}.done')}.** {said.say(f'fact.{name}.help')}", "")
    yield from (f"- {told}" for told in _traits(kind))
    if rows := [_field(name, one, said) for one in fields(kind)]:  # type: ignore[arg-type]
        yield from ("", "| field | meaning | kind |", "|---|---|---|", *rows)


def _traits(kind: type[Fact]) -> Iterator[str]:
    """What is true of the class in every programme."""
    yield f"read by whoever may read: {kind.category}"
    if by := sorted({role for _, one in _shipped() for role in _by(one.programme, kind.name)}):
        yield f"recorded by: {', '.join(by)}"
    if kind.opens:
        yield f"opens {_article(kind.opens)} {kind.opens}"
    if kind.binds:
        yield "binds " + ", ".join(f"the {role} (`{field}`)" for role, field in kind.binds.items())
    if kind.undone_by == ():
        yield "cannot be taken back"
    if kind.after_end:
        yield "possible after an end"
    if kind.evidence is not Nothing:
        yield "evidence: " + ", ".join(f"`{one.name}`" for one in fields(kind.evidence))
    if keys := list(dict.fromkeys(refusals(kind))):
        yield "refused as: " + ", ".join(f"`{key}`" for key in keys)


def _by(programme: Programme, name: str) -> tuple[str, ...]:
    return programme.flow[name].by if name in programme.flow else ()


def refusals(kind: type[Fact]) -> Iterator[str]:
    """The keys that stand in the rule of a fact, read from its source."""
    if kind.refuse is not Fact.refuse:
        for node in ast.walk(ast.parse(dedent(inspect.getsource(kind.refuse)))):
            if isinstance(node, ast.Yield) and isinstance(node.value, ast.Constant):
                yield str(node.value.value)


def _field(fact: str, one: Any, said: Wording) -> str:
    label, hint = said.say(*wording.field(fact, one.name)), said.hint(fact, one.name)
    asked = f"{label}{'' if label.endswith('?') else '.'} {hint}" if hint else label
    hint_of = get_type_hints(FACTS[fact], include_extras=True)[one.name]
    return f"| `{one.name}` | {asked} | {_kind(hint_of)} |"


def _kind(hint: Any) -> str:
    """What may be told, in words: a closed list by its values."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return next((told for mark in inner[1:] if (told := _marked(mark))), _kind(inner[0]))
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inner if value)
    if origin is tuple:
        return f"list: {_kind(inner[0])}"
    if origin is UnionType:
        return f"{_kind(inner[0])}, or nothing"
    if is_dataclass(hint):
        return f"{', '.join(f'`{one.name}`' for one in fields(hint))}"
    return PLAIN[hint]


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _marked(mark: object) -> str:
    match mark:
        case Item(kind):
            return f"{_article(kind)} {kind} of the case"
        case Holder(role):
            return f"a party, as {role}"
        case Filed():
            return "a document of the case"
        case Code(system):
            return f"a code: {system}"
    return ""


# -- programmes -----------------------------------------------------------------------------------------------


def programmes(note: str) -> str:
    """Each programme of the product: drawing, promises, terms, outcomes."""
    lines = ["# Programmes", "", note, ""]
    lines += ["`konsil programme show KEY` prints the whole table of one.", ""]
    for key, one in _shipped():
        lines += [*_programme(key, one.programme, Wording(one.texts, "en")), ""]
    return "\n".join(lines)


def _programme(key: str, programme: Programme, said: Wording) -> Iterator[str]:
    yield from (f"## {said.say('programme.name')} (`{key}`)", "", said.say("programme.short"), "")
    if programme.notice:
        yield from (f"*{said.say('programme.notice')}*", "")
    yield from (f"![Stages and facts of {said.say('programme.name')}]({key}.svg)", "")
    yield from ("| promise | who owes it to whom | clause |", "|---|---|---|")
    for name, promise in sorted(programme.promises.items(), key=lambda one: not one[1].clause):
        clause = said.say(f"clause.{promise.clause}.source") if promise.clause else said.say("programme.ours")
        yield f"| {said.promise(name, promise)} | {promise.owes} → {promise.to} | {clause} |"
    yield from ("", "| term | value |", "|---|---|")
    for terms in programme.all_terms:
        yield from (f"| {label} | {value} |" for label, value in _terms(terms, said))
    yield from ("", f"Ends: {', '.join(said.say(f'end.{end}').lower() for end in programme.ends)}.")


def _terms(terms: BaseModel, said: Wording) -> Iterator[tuple[str, str]]:
    module = type(terms).__module__.rpartition(".")[2]
    for key, value in terms.model_dump(mode="json").items():
        yield said.say(f"terms.{module}.{key}"), _value(value)


def _value(value: Any) -> str:
    match value:
        case {"amount": amount, "currency": currency}:
            return f"{amount} {currency}"
        case list():
            return ", ".join(map(str, value)) or "any"
        case bool():
            return "yes" if value else "no"
    return str(value) or "any"


# -- texts ----------------------------------------------------------------------------------------------------


def texts(note: str) -> str:
    """The rooms of the texts, how many each holds, and how a programme says something otherwise."""
    words = library.vocabulary()["en"]
    own = library.shipped("albsig-mso").texts.programme["en"]
    rooms = {key.partition(".")[0] for key in (*words, *own)}
    rows = [f"| `{room}.…` | {ROOMS[room]} | {_count(words, room)} |" for room in sorted(rooms)]
    return "\n".join(
        [
            *("# Texts", "", note, ""),
            "The vocabulary lies in `src/konsil/texts/<language>.toml`, a programme's own words in its folder under",
            "`texts/<language>.toml`. A text is looked up in the programme first, then in the vocabulary, and never in",
            "another language: what is missing is a fault of `konsil programme check`, and so is what nobody asks for.",
            *("", f"Languages of the vocabulary: {', '.join(sorted(library.vocabulary()))}.", ""),
            *("| keys | what they say | in the vocabulary |", "|---|---|---|", *rows, ""),
        ]
    )


def _count(words: Any, room: str) -> int:
    return sum(key.startswith(f"{room}.") for key in words)


def _first_line(module: Any) -> str:
    return (module.__doc__ or "").splitlines()[0]
