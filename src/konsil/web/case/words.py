"""The words of a case in the reader's language: the programme's first, the vocabulary's after (R28)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import get_language

from konsil.core.case import Case, View
from konsil.core.fact import Money
from konsil.core.facts import centre, opinion, records, visit
from konsil.core.facts.visit import Ordered
from konsil.core.items import Items
from konsil.core.programme import Programme
from konsil.core.texts import Texts
from konsil.core.wording import Wording, choice
from konsil.core.wording import field as field_keys
from konsil.door.forms import Field
from konsil.door.language import chosen
from konsil.letters.money import price
from konsil.web.ui import dates


@dataclass(frozen=True)
class Said(Wording):
    """A programme's words in one of its languages, and what its parties are called."""

    programme: Programme
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Texts, programme: Programme, names: Mapping[str, str] | None = None) -> "Said":
        """In the language of the page if the programme speaks it, else in the programme's first."""
        spoken = chosen((get_language() or "",), programme.languages, programme.languages[0])
        return cls(texts, spoken, programme, names or {})

    def does(self, fact: str) -> str:
        """The verb of a fact; what only the worker can know is told as what happened."""
        return self.say(f"fact.{fact}.do", f"fact.{fact}.done")

    def done(self, fact: str) -> str:
        """What happened."""
        return self.say(f"fact.{fact}.done")

    def help(self, fact: str) -> str:
        """When a fact is recorded, and by whom."""
        return self.say(f"fact.{fact}.help")

    def label(self, one: Field) -> str:
        """What a field is called."""
        fact, _, path = _split(one.path)
        return self.say(*field_keys(fact, path))

    def choice(self, one: Field, value: str) -> str:
        """What an answer of a choice is called."""
        fact, _, path = _split(one.path)
        return self.say(*choice(fact, path, value))

    def party(self, key: str) -> str:
        """What a party is called; a key nobody knows says itself."""
        return self.names.get(key, key)

    def holder(self, role: str) -> str:
        """Whose turn it is, by a role or by a holder of the ball."""
        return self.say(f"holder.{role}", f"role.{role}")

    def on(self, day: date, style: dates.Style = "short", year: bool = False) -> str:
        """A day in words."""
        return dates.day(day, self.language, style=style, year=year)

    def at(self, instant: datetime, today: date | None = None, style: dates.Style = "short") -> str:
        """A day and the wall clock of the programme's zone."""
        return dates.instant(instant, self.programme.zone, self.language, style=style, today=today)

    def item(self, case: View, items: Items, kind: str) -> str:
        """One of several things a case holds, by what it is rather than by its number."""
        name = items.get(kind, "")
        return _known_as(self, case, kind, name) or self.say(f"item.{kind}", number=name.rpartition("-")[2])

    def value(self, one: Field, told: object, case: Case) -> str:
        """A field's value as a reader reads it; empty for what says nothing."""
        if told in (None, "", (), False):
            return ""
        return self._listed(one, told, case) if isinstance(told, tuple) else self._one(one, told, case)

    def plainly(self, one: Field, told: object, case: Case) -> str:
        """A value that stands without its label: a yes is told by the label, a number of things by nothing at all."""
        if told is True:
            return self.label(one)
        if one.kind == "item":
            return _known_as(self, case.seen, one.of, str(told))
        return self.value(one, told, case)

    def _listed(self, one: Field, told: Iterable[object], case: Case) -> str:
        return ", ".join(filter(None, (self.value(one.inner[0], each, case) for each in told)))

    def _one(self, one: Field, told: object, case: Case) -> str:
        match told:
            case True:
                return self.say("choice.bool.yes")
            case Money():
                return money(told.amount, told.currency)
            case datetime():
                return self.at(told)
            case date():
                return self.on(told)
            case Ordered():
                return self.party(told.service) + (f" × {told.quantity}" if told.quantity > 1 else "")
        if one.kind == "group":
            return " – ".join(filter(None, (self.value(each, getattr(told, each.name), case) for each in one.inner)))
        return self._text(one, str(told), case)

    def _text(self, one: Field, told: str, case: Case) -> str:
        match one.kind:
            case "choice":
                return self.choice(one, told)
            case "party":
                return self.party(told)
            case "item":
                return self.item(case.seen, {one.of: told}, one.of)
            case "code" if one.of in ("closing", "line-refusal"):
                return self.say(f"{one.of}.{told}")
            case "code" if told in self.names:
                return self.names[told]
            case "document":
                return ""
        keys = {"covers": "disclosure", "findings": "finding", "to": "role", "channel": "choice.channel"}
        room = keys.get(one.path.split(".")[2], "") if one.path.count(".") > 1 else ""
        return self.say(f"{room}.{told}") if room and self.texts.has(self.language, f"{room}.{told}") else told


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency, as the language of the page writes it."""
    return price(amount, currency, get_language() or "en", cents=False)


def _split(path: str) -> tuple[str, str, str]:
    """`opinion.coded.diagnosis.says` is the fact, a dot, and the way inside it."""
    parts = path.split(".")
    return ".".join(parts[:2]), ".", ".".join(part for part in parts[2:] if part)


def _known_as(said: Said, case: View, kind: str, name: str) -> str:
    for entry in case.live:
        if entry.fact.opens == kind and entry.items.get(kind) == name:
            match entry.fact:
                case records.Asked(what=what):
                    return what
                case centre.Asked(centre=key):
                    return said.party(key)
                case opinion.Planned(to=role):
                    return said.say(f"role.{role}")
                case visit.Booked():
                    time = visit.slot(case.about({"booking": name}))
                    return f"{said.party(time.location)}, {said.at(time.starts)}" if time else ""
    return ""
