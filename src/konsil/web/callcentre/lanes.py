"""What happens now at a call centre, lane by lane: whoever waits at a clinic stands above everything else (Y32).

A lane is a list with an age and a reason on each line. Lanes come from open promises, and from what a case waits for
beside its promises (`core.visits`). Pure: cases and names go in, lines in words come out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import get_language, npgettext, pgettext

from konsil.core import ladder, visits
from konsil.core.ages import age
from konsil.core.case import View
from konsil.core.facts import visit
from konsil.core.facts.visit import Suspended
from konsil.store.queries.calls import Listed, Running
from konsil.store.queries.cases import Whole
from konsil.store.queries.clinic import Names
from konsil.web.callcentre.headings import Key, words_of
from konsil.web.callcentre.lines import Found, note, of_visit, title
from konsil.web.case.words import Said
from konsil.web.clinic.visit import Visit
from konsil.web.desk.worklist import last_day
from konsil.web.ui import dates

PROMISES: Mapping[Key, tuple[str, ...]] = {
    "waiting": ("patient-waiting",),
    "questioned": ("identity-decided",),
    "changed": ("clinic-move-acknowledged", "call-off-acknowledged"),
    "unseen": ("move-acknowledged", "cancellation-acknowledged"),
    "to-authorise": ("authorisation-decided", "authorisation-renewed", "clinic-move-renewed"),
    "asked": ("reviewer-answers",),
    "to-book": ("visit-booked",),
}
LISTS: tuple[Key, ...] = ("returned", "unannounced", "held", "beyond", "wished", "advised")
NAMING = ("services", "lines", "if_needed", "decisions")  # fields of facts that hold services
URGENT: tuple[Key, ...] = ("waiting", "questioned")
DO: Mapping[Key, str] = {  # the fact that a line asks for
    "waiting": "authorisation.extended", "questioned": "identity.allowed", "changed": "call-centre.acknowledged",
    "returned": "authorisation.phoned", "unannounced": "visit.announced", "to-authorise": "authorisation.issued",
    "to-book": "visit.booked", "held": "visit.moved", "beyond": "beyond.approved", "wished": "place.offered",
    "advised": "outcome.returned", "unseen": "clinic.acknowledged",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line: since when or until when, who, where, what; `url` opens the case at the act it asks for."""

    lane: Key
    case: str
    number: str
    item: str
    clock: str
    by: str
    state: str  # over, soon or nothing
    person: str
    title: str
    where: str
    when: str
    note: str
    url: str
    seq: int
    booking: str = ""
    climb: ladder.Climb | None = None
    owner: str = ""
    event: str = ""  # of a visit on hold: what put it there, and with it every other one (Y31)


@dataclass(frozen=True)
class Lane:
    """A list with its heading; `about` says what its lines ask for."""

    key: Key
    text: str
    about: str
    icon: str
    rows: tuple[Row, ...]


def of_promises(found: Iterable[Running]) -> Iterator[Found]:
    """The lanes that open promises fill."""
    lanes = {promise: lane for lane, promises in PROMISES.items() for promise in promises}
    for one in found:
        if one.due is None and lanes[one.promise] == "to-authorise":
            continue  # it waits for the medical reviewer, and stands there
        yield Found(lanes[one.promise], one.case, one.number, one.item, one.person, one.born_on, one.began, one.due,
                    one.exclusive, one.owner)  # fmt: skip


def of_lists(found: Iterable[Listed], cases: Mapping[str, Whole]) -> Iterator[Found]:
    """The lanes that no promise fills: each item that a case stands on a list for."""
    for one in found:
        known = cases.get(one.case)
        if known is None:
            continue
        seen = known.case.seen
        for lane, item in [(key, item) for key in LISTS for item in visits.LISTS[key](seen)]:
            since = _since(known.case.seen, lane, item)
            yield Found(lane, one.case, one.number, item, one.person, one.born_on, since, None, False, one.owner)


def _since(seen: View, lane: Key, item: str) -> datetime:
    """When the fact was recorded that put the item on its list."""
    kinds = {"returned": "authorisation", "wished": "wish", "advised": "recommendation"}
    by = {"returned": "authorisation.bounced", "unannounced": "visit.booked", "held": "visit.suspended",
          "beyond": "service.performed-beyond", "wished": "place.wanted", "advised": "service.recommended"}  # fmt: skip
    return seen.about({kinds.get(lane, "booking"): item}).named[by[lane]][-1].at


def rows(found: Iterable[Found], cases: Mapping[str, Whole], names: Names) -> tuple[Row, ...]:
    """The lines in words."""
    return tuple(_row(one, cases[one.case], names) for one in found if one.case in cases)


def _row(one: Found, known: Whole, names: Names) -> Row:
    said = Said.of(known.texts, known.case.programme)
    booked, climb = of_visit(known, one.item), None
    if one.lane == "waiting":
        climb = ladder.climb(known.case, one.item, known.now)
    held = booked.view.the(Suspended) if booked and one.lane == "held" else None
    clock, by, state = _clock(one, known, said, climb)
    fact = DO.get(one.lane, "")
    url = reverse("case", args=[one.case])
    ask = f"?do={fact}" + (f"&{_field(one)}={one.item}" if one.item else "") + "#next-step" if fact else ""
    return Row(
        lane=one.lane, case=one.case, number=one.number, item=one.item, clock=clock, by=by, state=state,
        person=_person(one, known.now, said), title=title(one, known, names, said), where=_where(booked, names),
        when=said.at(booked.starts, _today(known)) if booked else "", note=note(one, known, said),
        url=url + ask, seq=known.seq, booking=booked.booking if booked else "", climb=climb, owner=one.owner,
        event=held.event if held else "",
    )  # fmt: skip


def _field(one: Found) -> str:
    return one.item.rpartition("-")[0]


def _today(known: Whole) -> date:
    return known.now.astimezone(known.case.programme.zone).date()


def _clock(one: Found, known: Whole, said: Said, climb: ladder.Climb | None) -> tuple[str, str, str]:
    """Minutes that somebody waits; the working time left; or since when a line without a term stands there."""
    language = get_language() or "en"
    if climb:
        state = "over" if climb.rung != "answer" else "soon"
        return dates.span(climb.minutes, language), pgettext("worklist, since a patient waits", "waiting"), state
    if one.due is None:
        minutes = int((known.now - one.began).total_seconds() // 60)
        short = minutes < 60 * 24
        return (dates.span(minutes, language) if short else said.on(one.began.astimezone(said.programme.zone).date()),
                pgettext("lane", "old") if short else pgettext("lane", "since then"), "")  # fmt: skip
    calendar = known.case.programme.calendars["operator"]
    left = int(calendar.left(known.now, one.due).total_seconds() // 60)
    if known.now > one.due:
        return dates.span(left, language), pgettext("worklist, past a promise", "over"), "over"
    if one.exclusive:
        on = last_day(one.due, True, said.programme)
        near = dates.near(on, known.now.astimezone(said.programme.zone).date(), language)
        return dates.span(left, language), pgettext("lane", "by end of %(day)s") % {"day": near or said.on(on)}, ""
    at = pgettext("worklist", "by %(clock)s") % {"clock": dates.clock(one.due, said.programme.zone)}
    return dates.span(left, language), at, "soon" if left < 60 else ""


def _person(one: Found, now: datetime, said: Said) -> str:
    if not one.born_on:
        return one.person
    return f"{one.person}, {age(one.born_on, now.astimezone(said.programme.zone).date())}"


def _where(booked: Visit | None, names: Names) -> str:
    if booked is None:
        return ""
    place = names.places.get(booked.time.location)
    return " · ".join(filter(None, (place.name if place else "", names.practitioner(booked.time.resources))))


def codes(cases: Iterable[Whole]) -> tuple[set[str], set[str], set[str]]:
    """The services, places and resources that these cases name, for their words."""
    services: set[str] = set()
    locations: set[str] = set()
    resources: set[str] = set()
    for known in cases:
        for entry in known.case.fold.live:
            fact = entry.fact
            told = (line for name in NAMING for line in vars(fact).get(name, ()))
            services |= {getattr(line, "service", line) for line in told}
            if isinstance(fact, visit.Time):
                locations.add(fact.location)
                resources |= set(fact.resources)
    return services, locations, resources


def lanes(found: Iterable[Row]) -> dict[Key, Lane]:
    """The lanes that have lines, by key; whoever waits longest, and what is due first, at the top."""
    by: dict[Key, list[Row]] = {}
    for row in found:
        by.setdefault(row.lane, []).append(row)
    by["held"] = list(_events(by.get("held", [])))
    return {key: Lane(key, *words_of(key), tuple(by[key])) for key in ORDER if by.get(key)}


ORDER: tuple[Key, ...] = (
    "waiting", "questioned", "changed", "returned", "unseen", "held", "to-authorise", "unannounced", "to-book", "asked",
    "beyond", "wished", "advised",
)  # fmt: skip


def _events(found: Iterable[Row]) -> Iterator[Row]:
    """The call centre sees one event, not twenty: its first visit's line stands for all of them."""
    by: dict[str, list[Row]] = {}
    for row in found:
        by.setdefault(row.event, []).append(row)
    for event, rows_ in by.items():
        count = npgettext("lane", "%(n)d visit", "%(n)d visits", len(rows_)) % {"n": len(rows_)}
        yield replace(rows_[0], person=count, number="", url=reverse("calls-event", args=[event]))
