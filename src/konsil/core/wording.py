"""Which words there must be (R28), and how to ask for them. The texts themselves are data; nothing here is said.

A thing may be worded in more than one place: `field.request.received.until` for this fact, else `field.until` for
all. Such a choice of keys is a `Want`; the first that has a text wins. Layout of the keys: head of texts/en.toml.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from konsil.core import engine
from konsil.core.explaining import Reason
from konsil.core.fact import Category
from konsil.core.facts import FACTS, module_of, terms_of
from konsil.core.facts.authorisation import Terms as AuthorisationTerms
from konsil.core.facts.course import Terms as CourseTerms
from konsil.core.facts.request import Terms as RequestTerms
from konsil.core.items import fields_of
from konsil.core.programme import Disclosure, Holder, Programme, Promise
from konsil.core.promises import State
from konsil.core.spans import WORKING, Span, Unit
from konsil.core.texts import NoText, Texts

Want = tuple[str, ...]
Form = Literal["one", "few", "many"]
_PLACE = re.compile(r"\{(\w*)\}")
_STRAY = re.compile(r"[{}]")


@dataclass(frozen=True)
class Told:
    """A field of a fact, or of what it holds: `diagnosis.says`, with the values to choose from."""

    path: str
    values: tuple[str, ...] = ()


# -- the keys of one thing ------------------------------------------------------------------------------------


def field(fact: str, path: str) -> Want:
    """The label of a field: this fact's own, else the one all facts share."""
    return f"field.{fact}.{path}", f"field.{_last(path)}"


def hint(fact: str, path: str) -> Want:
    """The line under a field. There need not be one."""
    own, shared = field(fact, path)
    return f"{own}.hint", f"{shared}.hint"


def choice(fact: str, path: str, value: str) -> Want:
    """A value to choose."""
    return f"choice.{fact}.{path}.{value}", f"choice.{_last(path)}.{value}"


def span(span: Span, language: str, way: Literal["span", "within"] = "span") -> str:
    """A length of time, by itself or as a limit: "12 working hours", "within 12 working hours"."""
    return _span(way, counted(language, span.amount), span.unit, span.working)


def _span(way: str, form: Form, unit: Unit, working: bool) -> str:
    return f"{way}.{form}.{'working-' if working else ''}{unit}"


def counted(language: str, amount: int) -> Form:
    """The form in which a language counts a whole amount, by CLDR's rules: 1 zi, 3 zile, 20 de zile."""
    last, rest = amount % 10, amount % 100
    if language == "ru":
        one, few = last == 1 and rest != 11, last in (2, 3, 4) and rest not in (12, 13, 14)
    else:
        one, few = amount == 1, language == "ro" and (amount == 0 or 0 < rest < 20)
    return "one" if one else "few" if few else "many"


def _last(path: str) -> str:
    return path.rpartition(".")[2]


# -- the keys that are needed ---------------------------------------------------------------------------------


@cache
def of_fact(name: str) -> frozenset[Want]:
    """What a fact needs: its line, its button, its help, its fields and their choices."""
    kind = FACTS[name]
    told = "done", "help", *(() if kind.sending else ("do",))
    found: set[Want] = {(f"fact.{name}.{what}",) for what in told}
    for one in (*tell(kind), *tell(kind.evidence)):
        found.add(field(name, one.path))
        found |= {choice(name, one.path, value) for value in one.values if value}
    found |= {(f"item.{item}",) for item in filter(None, (kind.opens, *fields_of(kind)))}
    return frozenset(found)


def tell(kind: type, under: str = "") -> Iterator[Told]:
    """Every field of a fact or evidence class, and those of the records it holds."""
    hints = get_type_hints(kind)
    for one in fields(kind):
        path, leaf = f"{under}{one.name}", _leaf(hints[one.name])
        yield Told(path, get_args(leaf) if get_origin(leaf) is Literal else ())
        if is_dataclass(leaf) and isinstance(leaf, type):
            yield from tell(leaf, f"{path}.")


def _leaf(hint: Any) -> Any:
    """What a field holds: of a tuple its element, of a mapping its value, of an optional what is there."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated or origin is tuple:
        return _leaf(inner[0])
    if origin in (Union, UnionType):
        return _leaf(next(one for one in inner if one is not type(None)))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _leaf(inner[1])
    return hint


@cache
def of_house(language: str) -> frozenset[Want]:
    """What every programme needs in a language, whatever it says."""
    plain = [
        *(f"refusal.{key}" for key in engine.refusals()),
        *(f"state.{key}" for key in get_args(State)),
        *(f"day.{key}" for key in get_args(Reason)),
        *(f"category.{key}" for key in get_args(Category)),
        *(f"holder.{key}" for key in get_args(Holder)),
        *(f"basis.{key}" for key in get_args(get_type_hints(Disclosure)["basis"])),
        *(f"drawing.{key}" for key in ("way", "needs", "undoes", "term", "end")),
        *("choice.bool.yes", "choice.bool.no", "mark.due", "mark.met-withdrawn", "mark.breach-withdrawn"),
        *("programme.ours", "role.operator", "stage.any-time"),
        *_spans(language),
    ]  # fmt: skip
    return frozenset((key,) for key in plain)


def _spans(language: str) -> Iterator[str]:
    forms = sorted({counted(language, amount) for amount in range(100)})
    for unit in get_args(Unit):
        if unit != "microsecond":
            for working in (False, True) if unit in WORKING else (False,):
                yield from (_span(way, form, unit, working) for way in ("span", "within") for form in forms)


def keys_of(programme: Programme, language: str) -> frozenset[Want]:
    """Every text that a programme needs in a language of its."""
    plain = {*_of_parts(programme), *_of_terms(programme), *_of_promises(programme)}
    plain |= {f"clause.{key}{end}" for key in clauses(programme) for end in ("", ".source")}
    plain |= {"programme.name", "programme.short", *(("programme.notice",) if programme.notice else ())}
    return frozenset((key,) for key in plain) | of_house(language) | frozenset().union(*map(of_fact, programme.flow))


def clauses(programme: Programme) -> frozenset[str]:
    """The clauses that rows, promises and disclosures stand on."""
    found = {row.clause for row in programme.flow.values()}
    found |= {promise.clause for promise in programme.promises.values()}
    found |= {disclosure.clause for disclosure in programme.disclosures.values()}
    return frozenset(found - {""})


def _of_parts(programme: Programme) -> Iterator[str]:
    named = {
        "end": programme.ends, "role": programme.roles, "turn": programme.turns, "pause": programme.pauses,
        "disclosure": programme.disclosures,
        "stage": [stage.key for stage in programme.stages],
        "public": [stage.public for stage in programme.stages],
        "letter": [tell.letter for row in programme.flow.values() for tell in row.tell],
    }  # fmt: skip
    for room, keys in named.items():
        yield from (f"{room}.{key}" for key in keys)


def _of_terms(programme: Programme) -> Iterator[str]:
    for module in {module_of(name) for name in programme.flow}:
        if kind := terms_of(module):
            yield from (f"terms.{module}.{key}" for key in kind.model_fields)
    for terms in programme.all_terms:
        if isinstance(terms, RequestTerms):
            yield from (f"finding.{key}{end}" for key in terms.declines for end in ("", ".change"))
        if isinstance(terms, CourseTerms):
            yield from (f"closing.{key}" for key in terms.closings)
        if isinstance(terms, AuthorisationTerms):
            yield from (f"line-refusal.{key}" for key in terms.refusals)


def _of_promises(programme: Programme) -> Iterator[str]:
    for key, promise in programme.promises.items():
        yield from (f"promise.{key}", f"promise.{key}.sentence")
        yield from (f"mark.{percent}" for percent in promise.warn)
        if promise.not_after:
            yield f"promise.{key}.cap"


# -- what is wrong with the texts -----------------------------------------------------------------------------


def faults(programme: Programme, texts: Texts) -> list[str]:
    """What is missing in a language of the programme, what is there and says nothing, and places nobody fills."""
    found = list[str]()
    for language in programme.languages:
        wanted = keys_of(programme, language)
        missing = [want for want in wanted if not any(texts.has(language, key) for key in want)]
        found += [f"texts.{language}: no words for {' or '.join(want)}" for want in sorted(missing)]
        own, house = texts.programme.get(language, {}), texts.vocabulary.get(language, {})
        known = {key for want in wanted for key in want} | set(house)
        found += [f"texts.{language}: nothing asks for {key}" for key in sorted(set(own) - known)]
        found += [f"texts.{language}: {key} has a place that nobody fills" for key in sorted(_unfilled(own))]
    found += [f"texts.{language}: no language of the programme" for language in _strangers(programme, texts)]
    return found


def places(key: str) -> frozenset[str]:
    """The places a text may have, by its key."""
    room, end = key.partition(".")[0], _last(key)
    if room in ("span", "within"):
        return frozenset(("amount",))
    if room == "promise":
        return frozenset({"sentence": ("within",), "cap": ("cap",)}.get(end, ()))
    return frozenset(("number",) if room == "item" else ())


def _unfilled(words: Mapping[str, str]) -> set[str]:
    return {
        key for key, text in words.items()
        if set(_PLACE.findall(text)) - places(key) or _STRAY.search(_PLACE.sub("", text))
    }  # fmt: skip


def _strangers(programme: Programme, texts: Texts) -> list[str]:
    return sorted(set(texts.programme) - set(programme.languages))


# -- asking for words -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wording:
    """The words of a programme in one language, for pages and letters. `NoText` where they are missing."""

    texts: Texts
    language: str

    def say(self, *want: str, **values: object) -> str:
        """The text of the first of these keys that has one."""
        for key in want:
            if self.texts.has(self.language, key):
                return self.texts.say(self.language, key, **values)
        raise NoText(f"{self.language}: {' or '.join(want)}")

    def hint(self, fact: str, path: str) -> str:
        """The line under a field, or nothing."""
        return next((self.say(key) for key in hint(fact, path) if self.texts.has(self.language, key)), "")

    def span(self, length: Span) -> str:
        """A length of time: "12 working hours"."""
        return self.say(span(length, self.language), amount=length.amount)

    def within(self, length: Span) -> str:
        """A length of time as a limit: "within 12 working hours"."""
        return self.say(span(length, self.language, "within"), amount=length.amount)

    def promise(self, key: str, promise: Promise) -> str:
        """A promise as a sentence or two."""
        said = self.say(f"promise.{key}.sentence", within=self.within(promise.within))
        if not promise.not_after:
            return said
        return f"{said} {self.say(f'promise.{key}.cap', cap=self.within(promise.not_after[0]))}"
