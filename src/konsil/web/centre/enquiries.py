"""What a centre was asked and has answered: a disease, an age band, languages, a day; nobody's name (Y10).

A candidate reads nothing of a case. What is shown here are its own enquiry, its own answers, and nothing beside them;
the case is folded to know what may still be said, and does not leave this module.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from konsil.core import engine
from konsil.core.case import Actor, Case
from konsil.core.facts import centre
from konsil.core.worktime import Calendar, Span
from konsil.door import forms
from konsil.door.actor import Acting
from konsil.door.idempotency import new_key
from konsil.store.queries import called, traffic
from konsil.store.queries.cases import Whole, whole
from konsil.store.queries.traffic import EnquirySeen
from konsil.web.case.form import Drawn, FactForm
from konsil.web.case.words import Said
from konsil.web.recording import Attempt

WEEK = Span(5, "day", working=True)
MOST = 60  # enquiries that are laid open on one page
STATES = ("haste", "new", "free", "chosen", "no", "over")


@dataclass(frozen=True)
class Enquiry:
    """An enquiry as its centre sees it. `state`: haste (asked to be quicker), new, free, chosen, no, over.

    `may` are the facts that it may record about it now.
    """

    case: str
    item: str
    seq: int
    asked_at: datetime
    disease: str
    disease_words: str
    age_band: str
    languages: tuple[str, ...]
    wanted_by: date
    state: str
    until: datetime | None
    can_start: date | None
    working_days: int | None
    reason: str
    quicker: int | None
    may: frozenset[str]


def enquiries(acting: Acting, language: str) -> tuple[Enquiry, ...]:
    """The enquiries that are not past, what waits for an answer first, then by the day that is wanted."""
    open_ = [one for one in traffic.enquiries(acting.reader) if _is_open(one)][:MOST]
    laid = [each for one in open_ for each in _laid(acting, one, language)]
    return tuple(sorted(laid, key=lambda one: (STATES.index(one.state), one.wanted_by)))


def _is_open(one: EnquirySeen) -> bool:
    """Whether anything can still be said of it, as far as the enquiry itself tells."""
    return one.answered != "confirmed" or one.until is None or one.until > one.asked_at + timedelta(days=1)


def _laid(acting: Acting, one: EnquirySeen, language: str) -> Iterator[Enquiry]:
    actor = candidate(acting)
    known = whole(actor, one.case)
    found = enquiry(known, actor, one.item)
    if found and (found.state == "haste" or (found.may and not known.case.seen.has(centre.Chosen.name))):
        yield with_words(found, called.diagnosis(actor, found.disease), language)


def candidate(acting: Acting) -> Actor:
    """These people in the role in which a centre answers enquiries."""
    return next((one for one in acting.actors if one.role == "candidate"), acting.reader)


def with_words(one: Enquiry, words: Mapping[str, str], language: str) -> Enquiry:
    """The disease in the reader's words, where the register has them."""
    return Enquiry(**{**vars(one), "disease_words": words.get(language, "") or words.get("en", "")})


def enquiry(known: Whole, actor: Actor, item: str) -> Enquiry | None:
    """One enquiry of this centre on a case; None where the case holds none of that name for it."""
    case = known.case
    entry = next((e for e in case.seen.entries_of(centre.Asked) if e.items["enquiry"] == item), None)
    if entry is None or not isinstance(asked := entry.fact, centre.Asked) or asked.centre != actor.party:
        return None
    about = case.seen.about({"enquiry": item})
    yes, no = about.the(centre.Confirmed), about.the(centre.Unavailable)
    may = frozenset(
        one.name for one in engine.allowed(case, actor, known.now) if one.items.get("enquiry", item) == item
    )
    haste = _quicker(case, actor.party)
    return Enquiry(
        known.public, item, entry.seq, entry.at, asked.disease, "", asked.age_band, asked.languages, asked.wanted_by,
        _state(case, actor.party, yes, no, known.now, haste), yes.until if yes else None,
        yes.can_start if yes else None, yes.working_days if yes else None, no.reason if no else "", haste,
        may if haste else may - {"haste.agreed", "haste.declined"},
    )  # fmt: skip


def _quicker(case: Case, party: str) -> int | None:
    """In how many working days an answer was asked for, while that question stands."""
    seen = case.seen
    asked = [one for one in seen.all(centre.HasteAsked) if one.centre == party]
    agreed = [one for one in seen.all(centre.HasteAgreed) if one.centre == party]
    declined = [one for one in seen.all(centre.HasteDeclined) if one.centre == party]
    return asked[-1].working_days if len(asked) > len(agreed) + len(declined) else None


def _state(
    case: Case,
    party: str,
    yes: centre.Confirmed | None,
    no: centre.Unavailable | None,
    now: datetime,
    haste: int | None,
) -> str:
    chosen = case.seen.the(centre.Chosen)
    if haste:
        return "haste"
    if chosen and chosen.centre == party:
        return "chosen"
    if yes:
        return "free" if yes.until > now else "over"
    return "no" if no else "new"


# -- answering -------------------------------------------------------------------------------------------------------


def suggested(fact: str, one: Enquiry, name: str, party: str, now: datetime, calendar: Calendar) -> dict[str, Any]:
    """What the form of an answer is filled in with: free for a working week, at the usual pace."""
    if fact == centre.Confirmed.name:
        end = calendar.add(now, WEEK) or now
        free = calendar.last_closing(end).astimezone(calendar.zone)
        return {
            "enquiry": one.item, "until": free.strftime("%Y-%m-%dT%H:%M"), "working_days": one.working_days or 10,
            "can_start": one.can_start or "", "who": name,
        }  # fmt: skip
    return {"enquiry": one.item, "who": name, "working_days": one.quicker or "", "centre": party}


def answer(
    fact: str, one: Enquiry, given: Mapping[str, Any], said: Said, tried: Attempt | None, seq: int, then: str
) -> FactForm:  # fmt: skip
    """The form of an answer to an enquiry."""
    return plain(fact, one.case, given, said, tried, seq, then)


def plain(
    fact: str, case: str, given: Mapping[str, Any], said: Said, tried: Attempt | None, seq: int, then: str
) -> FactForm:  # fmt: skip
    """The form of a fact for somebody who reads nothing of the case: nothing of it is in the form."""
    fields = tuple(_field(each, given, said, tried) for each in forms.form(fact).fields)
    labels = {each.name: each for each in fields}
    return FactForm(
        fact=fact, title=said.does(fact), help=said.help(fact), url=f"/cases/{case}/facts/{fact}",
        key=tried.key if tried else new_key(), seq=seq, then=then,
        fields=tuple(each for each in fields if each.widget != "hidden"), said=tried.said if tried else "",
        refused=tried.refused if tried else "",
        wrong=tuple((labels[name].id if name in labels else "", labels[name].label if name in labels else "", words)
                    for name, words in (tried.faults if tried else {}).items()),
        hidden=tuple(each for each in fields if each.widget == "hidden"),
    )  # fmt: skip


WIDGETS = {"item": "hidden", "party": "hidden", "number": "number", "date": "date", "datetime": "datetime-local"}


def _field(one: forms.Field, given: Mapping[str, Any], said: Said, tried: Attempt | None) -> Drawn:
    value = tried.typed.get(one.name, "") if tried else given.get(one.name, one.default)
    return Drawn(
        one.name, WIDGETS.get(one.kind, "text"), said.label(one), forms.hint(said.texts, said.language, one),
        "" if value is None else str(value), required=one.required,
        wrong=tried.faults.get(one.name, "") if tried else "", least=one.least, most=one.most,
    )  # fmt: skip
