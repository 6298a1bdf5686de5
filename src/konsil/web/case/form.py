"""A fact's form as a page draws it: its fields in words, with what is known already and what was typed before.

Pure but for the names it is given: what a field may choose from comes with the `Ground`, so that a form is drawn
the same way in every home.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from konsil.core.case import Actor, Case
from konsil.core.facts.authorisation import Terms as AuthorisationTerms
from konsil.core.facts.consent import Signed
from konsil.core.facts.course import Terms as CourseTerms
from konsil.core.facts.opinion import unplanned
from konsil.core.facts.request import findings
from konsil.door import forms
from konsil.door.forms import Field
from konsil.door.idempotency import new_key
from konsil.store.queries import called
from konsil.store.queries.cases import CaseSeen
from konsil.store.queries.recipients import colleagues
from konsil.web.case import suggesting
from konsil.web.case.words import Said
from konsil.web.recording import Attempt

Choice = tuple[str, str]  # value, words
BLANK_ROWS = {"group": 1, "text": 1, "line": 1}  # empty rows a list offers beyond what it holds
FEW = 5  # choices that are shown as radio buttons rather than in a menu


@dataclass(frozen=True)
class Ground:
    """What a form stands on: who fills it in, the case, the words; names are looked up when a field asks."""

    actor: Actor
    seen: CaseSeen
    said: Said

    @classmethod
    def of(cls, actor: Actor, seen: CaseSeen, said: Said) -> "Ground":
        """The ground of a form on a case."""
        return cls(actor, seen, said)

    @property
    def case(self) -> Case:
        return self.seen.case

    @property
    def today(self) -> date:
        """The day where the programme lives."""
        return self.seen.now.astimezone(self.said.programme.zone).date()


@dataclass(frozen=True)
class Drawn:
    """One field: `widget` names how it is drawn; `name` what it is sent as; `rows` the rows of a list."""

    name: str
    widget: str
    label: str
    hint: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    required: bool = True
    wrong: str = ""
    least: int | None = None
    most: int | None = None
    rows: tuple[tuple["Drawn", ...], ...] = ()

    @property
    def id(self) -> str:
        return f"f-{self.name.replace('.', '-')}"

    @property
    def short(self) -> bool:
        """Whether a narrow box is enough."""
        return self.widget in ("number", "date", "datetime-local")


@dataclass(frozen=True)
class FactForm:
    """A form whole: where it is sent, what it carries along, and what is wrong with it as it stands."""

    fact: str
    title: str
    help: str
    url: str
    key: str
    seq: int
    then: str
    fields: tuple[Drawn, ...]
    said: str = ""
    refused: str = ""
    wrong: tuple[tuple[str, str, str], ...] = ()  # field id, label, words: for the summary at the top
    newer: tuple[str, ...] = ()
    hidden: tuple[Drawn, ...] = field(default=())

    @property
    def bare(self) -> bool:
        """Whether there is nothing to fill in."""
        return not self.fields


def drawn(
    ground: Ground, fact: str, tried: Attempt | None = None, given: Mapping[str, Any] | None = None, then: str = "/",
    skip: Iterable[str] = (),
) -> FactForm:  # fmt: skip
    """The form of a fact on a case. `given` fills fields in, `skip` leaves out what the page draws itself."""
    told = {**suggesting.suggested(ground, fact), **_plain(given)}
    paper = _Paper(ground, told, tried)
    every = [paper.field(one, one.name) for one in forms.form(fact).fields if one.name not in set(skip)]
    shown = tuple(one for one in every if one.widget != "hidden")
    labels = {one.name: one for one in _flat(every)}
    faults = tried.faults if tried else {}
    return FactForm(
        fact=fact,
        title=ground.said.does(fact),
        help=ground.said.help(fact),
        url=f"/cases/{ground.seen.public}/facts/{fact}",
        key=tried.key if tried else new_key(),
        seq=ground.seen.seq,
        then=then,
        fields=shown,
        said=tried.said if tried else "",
        refused=tried.refused if tried else "",
        wrong=tuple(
            (labels[path].id if path in labels else "", labels[path].label if path in labels else "", words)
            for path, words in faults.items()
        ),
        newer=tuple(ground.said.done(one.name) for one in tried.newer) if tried else (),
        hidden=tuple(one for one in every if one.widget == "hidden"),
    )


def _plain(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """A query or a dictionary as one value, or a list of them, a name."""
    if given is None:
        return {}
    many = getattr(given, "getlist", None)
    found = {name: many(name) if many else given[name] for name in given}
    return {name: one[0] if isinstance(one, list) and len(one) == 1 else one for name, one in found.items()}


def _flat(fields: Iterable[Drawn]) -> Iterator[Drawn]:
    for one in fields:
        yield one
        for row in one.rows:
            yield from _flat(row)


@dataclass(frozen=True)
class _Paper:
    """A form being drawn: the words, what is known of its fields, and the attempt before, if there was one."""

    ground: Ground
    told: Mapping[str, Any]
    tried: Attempt | None

    def field(self, one: Field, name: str, label: str = "") -> Drawn:
        """A field by the name it is sent as."""
        words = label or self.ground.said.label(one)
        hint = "" if label else forms.hint(self.ground.said.texts, self.ground.said.language, one)
        wrong = self.tried.faults.get(name, "") if self.tried else ""
        asked = Drawn(name, "text", words, hint, required=one.required, wrong=wrong, least=one.least, most=one.most)
        match one.kind:
            case "list":
                return self._list(one, asked)
            case "group" | "money":
                inner = one.inner or forms_of_money()
                fields = tuple(self.field(each, f"{name}.{each.name}") for each in inner)
                return _with(asked, widget="group", rows=(fields,))
            case "bool":
                return _with(asked, widget="checkbox", value="yes" if self._yes(name, one) else "", required=False)
        return self._one(one, asked)

    def _one(self, one: Field, asked: Drawn) -> Drawn:
        value = self._value(asked.name, one)
        if (choices := self._choices(one)) is not None:
            return self._chosen(one, asked, value, choices)
        widget = {"text": "textarea", "number": "number", "date": "date", "datetime": "datetime-local"}.get(
            one.kind, "text"
        )
        return _with(asked, widget=widget, value=value[:16] if one.kind == "datetime" else value)

    def _chosen(self, one: Field, asked: Drawn, value: str, choices: Sequence[Choice]) -> Drawn:
        if one.kind == "item" and len(choices) == 1:
            return _with(asked, widget="hidden", value=choices[0][0])
        if one.of == "icd-10":
            return _with(asked, widget="code", value=value)
        widget = "radio" if 0 < len(choices) <= FEW else "select"
        return _with(asked, widget=widget, value=value, choices=tuple(choices))

    def _list(self, one: Field, asked: Drawn) -> Drawn:
        inner, values = one.inner[0], self._values(asked.name)
        if (choices := self._many(one)) is not None:
            return _with(asked, widget="checkboxes", values=tuple(values), choices=tuple(choices))
        count = max(len(values), self._typed_rows(asked.name)) + BLANK_ROWS.get(inner.kind, 1)
        count = min(max(count, one.least or 1), one.most or count)
        rows = tuple(
            self._row(inner, f"{asked.name}.{n}", values[n] if n < len(values) else None) for n in range(count)
        )
        return _with(asked, widget="list", rows=rows)

    def _row(self, inner: Field, name: str, value: Any) -> tuple[Drawn, ...]:
        told = {name: value} if isinstance(value, str) else {f"{name}.{key}": one for key, one in (value or {}).items()}
        paper = _Paper(self.ground, {**self.told, **told}, self.tried)
        if inner.kind == "group":
            return tuple(_with(paper.field(each, f"{name}.{each.name}"), required=False) for each in inner.inner)
        return (_with(paper.field(inner, name, " "), required=False),)

    def _value(self, name: str, one: Field) -> str:
        if self.tried and name in self.tried.typed:
            return str(self.tried.typed[name])
        told = self.told.get(name, one.default)
        return "" if told is None or isinstance(told, list | tuple | dict) else str(told)

    def _values(self, name: str) -> list[Any]:
        if self.tried:
            return [*self.tried.typed.getlist(name)]
        told = self.told.get(name, [])
        return [told] if isinstance(told, str) else list(told)

    def _typed_rows(self, name: str) -> int:
        """How many rows of a list were sent."""
        numbers = (
            [key.removeprefix(f"{name}.").partition(".")[0] for key in self.tried.typed if key.startswith(f"{name}.")]
            if self.tried
            else []
        )
        return 1 + max((int(one) for one in numbers if one.isdecimal()), default=-1)

    def _yes(self, name: str, one: Field) -> bool:
        if self.tried:
            return name in self.tried.typed
        return bool(self.told.get(name, one.default is True))

    def _choices(self, one: Field) -> Sequence[Choice] | None:
        """What a field may hold, if that is a list to choose from."""
        ground, said = self.ground, self.ground.said
        match one.kind, one.of:
            case "choice", _:
                return [(value, said.choice(one, value)) for value in one.choices if value]
            case "item", kind:
                live = ground.case.seen.items(kind)
                return [(name, said.item(ground.case.seen, {kind: name}, kind)) for name in live]
            case "party", "doctor":
                return [(each.key, each.name) for each in called.doctors(ground.actor)]
            case "party", "centre":
                return suggesting.centres(ground)
            case "document", _:
                found = called.documents_of(ground.actor, ground.seen.public)
                return [(each.public, each.name or each.kind) for each in found if each.state == "clean"]
            case "code", "closing":
                terms = said.programme.terms(CourseTerms)
                return [(key, said.say(f"closing.{key}")) for key in terms.closings]
            case "code", "line-refusal":
                refusals = said.programme.terms(AuthorisationTerms).refusals
                return [(key, said.say(f"line-refusal.{key}")) for key in refusals]
            case "code", _:
                return []
        return self._known(one)

    def _ways(self) -> Sequence[Choice]:
        """How something may be handed over or said, as far as the vocabulary has words for it."""
        said = self.ground.said
        kinds = ("email", "portal", "post", "courier", "in-person", "phone", "sms", "fax")
        return [(one, said.say(f"choice.channel.{one}")) for one in kinds]

    def _known(self, one: Field) -> Sequence[Choice] | None:
        """Fields whose values the case or the house knows, though they are plain texts."""
        ground, said = self.ground, self.ground.said
        if one.name == "channel":
            return self._ways()
        match one.path:
            case "case.assigned.owner":
                people = colleagues(ground.actor, said.programme.operator)
                return [(each.name, each.name) for each in people if "coordinator" in each.roles]
            case "delivery.planned.to":
                roles = {
                    role for name in ground.case.seen.items("opinion") for role in unplanned(ground.case.seen, name)
                }
                return [(role, said.say(f"role.{role}")) for role in sorted(roles)]
        return None

    def _many(self, one: Field) -> Sequence[Choice] | None:
        """Lists whose members are chosen from what is known."""
        ground, said = self.ground, self.ground.said
        match one.path:
            case "consent.released.covers":
                return [(key, said.say(f"disclosure.{key}")) for key in said.programme.disclosures]
            case "request.declined.findings":
                return [(key, said.say(f"finding.{key}")) for key in findings(ground.case.seen)]
            case "records.completed.checked":
                seen = ground.case.seen
                return [(name, said.item(seen, {"record": name}, "record")) for name in seen.items("record")]
            case "centre.offered.centres":
                return suggesting.centres(ground)
        return None


def forms_of_money() -> tuple[Field, ...]:
    """The two fields of an amount."""
    return Field("amount", "number", "retrieval.paid.amount"), Field("currency", "line", "retrieval.paid.currency")


def _with(one: Drawn, **more: Any) -> Drawn:
    return Drawn(**{**vars(one), **more})


def signed_consent(case: Case) -> str:
    """The consent that is signed and live, for what goes out under it."""
    found = case.seen.entries_of(Signed)
    return found[-1].items["consent"] if found else ""
