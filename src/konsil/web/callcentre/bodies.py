"""What stands in the next-step card of a visit's case beside a plain form: times to choose, lines to decide, a number
to read out. `body` gives the template and what it draws, by the fact the card asks for.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest

from konsil.core import visits
from konsil.core.case import View
from konsil.core.facts import authorisation
from konsil.core.facts.attendance import counted
from konsil.core.facts.visit import Ordered, PlaceWanted, Requested, day
from konsil.door.idempotency import new_key
from konsil.store.queries import calls, slots
from konsil.store.queries.cases import Whole, whole
from konsil.web.callcentre import aloud, covering, deciding
from konsil.web.callcentre.lines import of_visit
from konsil.web.case.form import Ground
from konsil.web.clinic import choosing
from konsil.web.clinic.day import services as in_words
from konsil.web.clinic.visit import Visit
from konsil.web.recording import attempt_of
from konsil.web.ui import dates

Body = dict[str, Any]
TIMES = ("visit.booked", "visit.moved", "place.offered")
MOST = 40


def body(ground: Ground, fact: str, request: HttpRequest, items: Mapping[str, str]) -> Body:
    """What a card of this fact draws; nothing for one whose form is enough. `items` are those its promise is about."""
    make = BODIES.get(fact)
    return make(ground, fact, request, {**items, **_asked_for(request)}) if make else {}


def _asked_for(request: HttpRequest) -> dict[str, str]:
    tried = attempt_of(request)
    told = tried.typed if tried else request.GET
    kinds = ("booking", "asking", "pending", "authorisation", "wish", "recommendation")
    return {kind: str(told[kind]) for kind in kinds if told.get(kind)}


def _known(ground: Ground) -> Whole:
    return whole(ground.actor, ground.seen.public)


def _booking(known: Whole, items: Mapping[str, str], wanted: Callable[[Visit], bool]) -> Visit | None:
    """The booking that is meant: as told, else the newest that is wanted."""
    told = items.get("booking", "")
    every = [told] if told in known.case.seen.items("booking") else reversed(known.case.seen.items("booking"))
    found = [one for one in (of_visit(known, item) for item in every) if one]
    return next((one for one in found if told or wanted(one)), next(iter(found), None))


# -- times -----------------------------------------------------------------------------------------------------------


def times(ground: Ground, fact: str, request: HttpRequest, items: Mapping[str, str]) -> Body:
    """Free times for the services, narrowed as the insured wishes; the first ones first."""
    known, get = _known(ground), request.GET
    booked = _booking(known, items, lambda one: one.state == "coming") if fact == "visit.moved" else None
    asked = known.case.seen.the(Requested)
    wish = known.case.seen.about({"wish": items.get("wish", "")}) if items.get("wish") else None
    lines = booked.services if booked else _wished(wish) or (asked.services if asked else ())
    first = dates.read(get.get("from", "")) or (asked.earliest if asked and not booked else None)
    wanted = slots.Wanted(
        place=get.get("place", asked.place if asked and "place" not in get else ""),
        practitioner=get.get("practitioner", asked.practitioner if asked and "practitioner" not in get else ""),
        language=get.get("language", ""), part=_part(get.get("part", asked.day_part if asked else "")),
    )  # fmt: skip
    clinic = get.get("clinic", booked.clinic if booked else asked.clinic if asked else "")
    free = slots.free(
        ground.actor, counted(lines), clinic=clinic, wanted=wanted, most=MOST, each=4,
        since=_opens(first, ground), until=None,
    )  # fmt: skip
    resources = {one for each in free for one in each.resources}
    names = calls.names(ground.actor, [line.service for line in lines], {one.location for one in free}, resources)
    return {
        "template": "callcentre/cards/times.html", "fact": fact, "days": choosing.days(free, names)[:6], "lines": lines,
        "words": in_words(names, lines), "wanted": wanted, "clinic": clinic, "clinics": calls.clinics(ground.actor),
        "from": first, "item": booked.booking if booked else items.get("wish", ""), "key": new_key(),
        "tried": attempt_of(request, fact), "asked": asked,
        "aloud": _is_on(ground, booked) if booked else _read_back(ground, in_words(names, lines), asked),
    }  # fmt: skip


def _wished(wish: View | None) -> tuple[Ordered, ...]:
    found = wish.the(PlaceWanted) if wish else None
    return found.services if found else ()


def _read_back(ground: Ground, words: str, asked: Requested | None) -> aloud.Spoken | None:
    person = ground.seen.person
    if person is None or asked is None:
        return None
    return aloud.wished(person.language, words, asked.place, asked.earliest, asked.latest)


def _is_on(ground: Ground, booked: Visit) -> aloud.Spoken | None:
    """When and where the visit is that the call is about."""
    person, where = ground.seen.person, calls.names(ground.actor, (), [booked.time.location], booked.time.resources)
    place = where.places.get(booked.time.location)
    if person is None or place is None:
        return None
    told = ", ".join(filter(None, (place.name, where.practitioner(booked.time.resources))))
    return aloud.booked(
        person.language, booked.starts.astimezone(place.clock).date(), dates.clock(booked.starts, place.clock), told
    )


def _opens(first: date | None, ground: Ground) -> datetime | None:
    at = datetime.combine(first, time(), ground.said.programme.zone) if first else None
    return at if at and at > ground.seen.now else None


def _part(told: str) -> Any:
    return told if told in ("morning", "afternoon") else ""


# -- the paper -------------------------------------------------------------------------------------------------------


def decision(ground: Ground, fact: str, request: HttpRequest, items: Mapping[str, str]) -> Body:
    """The lines to decide on, with the cover of the service date beside each."""
    known = _known(ground)
    found = _booking(known, items, lambda one: not one.numbers and one.state in ("coming", "held"))
    sheet = deciding.sheet(
        ground, known, found.booking if found else "", getattr(request, "typed", None), getattr(request, "decision", "")
    )
    told = {"template": "callcentre/cards/decide.html", "sheet": sheet, "key": new_key()}
    return told if sheet else {}


def extension(ground: Ground, fact: str, request: HttpRequest, items: Mapping[str, str]) -> Body:
    """What is asked while the patient waits, ready to be authorised with one press."""
    known = _known(ground)
    asking = items.get("asking") or next(iter(visits.waiting(known.case.seen)), "")
    asked = known.case.seen.about({"asking": asking}).the(authorisation.ExtensionAsked) if asking else None
    booked = of_visit(known, asking) if asking else None
    if asked is None or booked is None:
        return {}
    names = calls.names(ground.actor, [line.service for line in asked.lines])
    lines = covering.answered(ground.actor, known, asked.lines, day(booked.view) or ground.today, names)
    return {"template": "callcentre/cards/extend.html", "asking": asking, "lines": lines, "why": asked.why,
            "key": new_key(), "tried": attempt_of(request, fact)}  # fmt: skip


def answer(ground: Ground, fact: str, request: HttpRequest, items: Mapping[str, str]) -> Body:
    """The medical reviewer's own form: the question, the service, the cover; approve or refuse with a reason."""
    known = _known(ground)
    pending = items.get("pending") or next(iter(known.case.seen.items("pending")), "")
    asked = known.case.seen.about({"pending": pending}).the(authorisation.Pended) if pending else None
    booked = of_visit(known, pending) if pending else None
    if asked is None or booked is None:
        return {}
    names = calls.names(ground.actor, asked.services)
    lines = tuple(Ordered(service=code) for code in asked.services)
    told = covering.answered(ground.actor, known, lines, day(booked.view) or ground.today, names)
    reasons = [(key, ground.said.say(f"line-refusal.{key}"))
               for key in ground.said.programme.terms(authorisation.Terms).refusals]  # fmt: skip
    return {"template": "callcentre/cards/answer.html", "pending": pending, "lines": told, "question": asked.question,
            "reasons": reasons, "key": new_key(), "tried": attempt_of(request, fact)}  # fmt: skip


def number(ground: Ground, fact: str, request: HttpRequest, items: Mapping[str, str]) -> Body:
    """The way to the page that spells it."""
    return {"template": "callcentre/cards/number.html"}


def beyond(ground: Ground, fact: str, request: HttpRequest, items: Mapping[str, str]) -> Body:
    """Work without a paper: taken over by two people, or held."""
    known = _known(ground)
    found = _booking(known, items, lambda one: bool(visits.not_taken_over(one.view)))
    if found is None:
        return {}
    codes_ = visits.not_taken_over(found.view)
    names = calls.names(ground.actor, codes_)
    done = tuple(Ordered(service=code) for code in codes_)
    lines = covering.answered(ground.actor, known, done, day(found.view) or ground.today, names)
    return {"template": "callcentre/cards/beyond.html", "booking": found.booking, "lines": lines, "key": new_key()}


BODIES: Mapping[str, Callable[[Ground, str, HttpRequest, Mapping[str, str]], Body]] = {
    **dict.fromkeys(TIMES, times),
    "authorisation.issued": decision,
    "authorisation.extended": extension,
    "authorisation.phoned": number,
    "lines.answered": answer,
    "beyond.approved": beyond,
}
