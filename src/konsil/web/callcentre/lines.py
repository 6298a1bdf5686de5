"""One line of a lane in words: what it is about, and why, in the words of whoever asks. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from konsil.core import visits
from konsil.core.case import View
from konsil.core.facts import attendance, authorisation, visit
from konsil.store.queries.cases import Whole
from konsil.store.queries.clinic import Names
from konsil.web.callcentre.headings import Key
from konsil.web.case.words import Said
from konsil.web.clinic.day import services as in_words
from konsil.web.clinic.visit import Visit, visit_of


@dataclass(frozen=True)
class Found:
    """Something that belongs into a lane, before it is put in words: of which case and item, since when, until when."""

    lane: Key
    case: str
    number: str
    item: str
    person: str
    born_on: date | None
    began: datetime
    due: datetime | None
    exclusive: bool  # by the end of the day before it
    owner: str


def of_visit(known: Whole, item: str) -> Visit | None:
    """The booking behind an item of a case: itself, or its parent; the only one where the item is none's."""
    kind = item.rpartition("-")[0]
    items = known.case.opened.get((kind, item), {}) if item else {}
    booking = items.get("booking") or next(iter(known.case.seen.items("booking")), "")
    return visit_of(known.case, known.public, known.number, booking) if booking else None


def title(one: Found, known: Whole, names: Names, said: Said) -> str:
    """What it is about: the services, or what happened."""
    seen, booked = known.case.seen, of_visit(known, one.item)
    match one.lane:
        case "waiting":
            asked = seen.about({"asking": one.item}).the(authorisation.ExtensionAsked)
            return in_words(names, asked.lines) if asked else ""
        case "questioned":
            question = booked.view.the(attendance.IdentityQuestioned) if booked else None
            return said.say(f"choice.identity.questioned.why.{question.why}") if question else ""
        case "changed" | "unseen":
            return said.done(_newest(booked, ("clinic.moved", "clinic.called-off", "visit.moved", "visit.cancelled")))
        case "asked":
            pended = seen.about({"pending": one.item}).the(authorisation.Pended)
            return pended.question if pended else ""
        case "beyond":
            codes = visits.not_taken_over(booked.view) if booked else ()
            return in_words(names, (visit.Ordered(service=code) for code in codes))
        case "advised":
            advice = seen.about({"recommendation": one.item}).the(attendance.Recommended)
            return advice.words if advice else ""
        case "wished":
            wish = seen.about({"wish": one.item}).the(visit.PlaceWanted)
            return in_words(names, wish.services) if wish else ""
        case "held":
            why = booked.view.the(visit.Suspended) if booked else None
            return said.say(f"choice.reason.{why.why}") if why else ""
    asked_for = booked.services if booked else _requested(seen)
    return in_words(names, asked_for)


def _requested(seen: View) -> tuple[visit.Ordered, ...]:
    asked = seen.the(visit.Requested)
    return asked.services if asked else ()


def _newest(booked: Visit | None, told: tuple[str, ...]) -> str:
    found = [entry for name in told for entry in (booked.view.named.get(name, ()) if booked else ())]
    return max(found, key=lambda entry: entry.seq).name if found else told[0]


def note(one: Found, known: Whole, said: Said) -> str:
    """Why, in the words of whoever asks."""
    seen = known.case.seen
    match one.lane:
        case "waiting":
            asked = seen.about({"asking": one.item}).the(authorisation.ExtensionAsked)
            return asked.why if asked else ""
        case "returned":
            back = seen.about({"authorisation": one.item}).the(authorisation.Bounced)
            return back.why if back else ""
        case "changed":
            booked = of_visit(known, one.item)
            newest = _newest(booked, ("clinic.moved", "clinic.called-off"))
            fact = booked.view.named[newest][-1].fact if booked and newest in booked.view.named else None
            return said.say(f"choice.reason.{getattr(fact, 'reason', 'other')}") if fact else ""
        case "wished":
            wish = seen.about({"wish": one.item}).the(visit.PlaceWanted)
            return f"{said.on(wish.earliest)} – {said.on(wish.latest)}" if wish else ""
    return ""
