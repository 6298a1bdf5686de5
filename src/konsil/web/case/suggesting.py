"""What a form may be filled in with before anybody types: what the case tells already. Only ever a suggestion."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from konsil.core.facts import centre, opinion, records, request
from konsil.core.programme import Programme

if TYPE_CHECKING:
    from konsil.web.case.form import Ground

BAND = 5  # years: what an enquiry without a name says of an age


def suggested(ground: "Ground", fact: str) -> dict[str, Any]:
    """Field values by name."""
    seen, programme = ground.case.seen, ground.said.programme
    match fact:
        case "consent.released":
            return {"covers": list(programme.disclosures)}
        case "centre.asked":
            return _enquiry(ground)
        case "case.assigned":
            return {"owner": ground.actor.name}
        case "records.completed":
            return {"translated": True}
        case "records.released" | "haste.asked" | "haste.agreed" | "haste.declined":
            return _towards_the_chosen(ground)
        case "urgency.advised":
            return {"line": programme.contact.emergency}
        case "retrieval.paid":
            return _fee(programme)
        case "contact.logged":
            return {"direction": "out", "channel": ground.seen.person.contact_by if ground.seen.person else ""}
        case "opinion.coded":
            return _to_be_coded(ground)
        case "record.asked":
            return {"doctor": _doctor(ground)}
        case "request.amended":
            return _known_of_the_request(ground)
        case "questions.put":
            return {"questions": list(opinion.questions(seen))}
        case "treatment.planned":
            plan = seen.the(request.TreatmentPlanned)
            return {"items": list(plan.items), "on": plan.on or ""} if plan else {}
    return {}


def _enquiry(ground: "Ground") -> dict[str, Any]:
    """Disease, age band, languages and wanted day: enough to ask, and nobody's name (Y10)."""
    told, person = request.told(ground.case.seen), ground.seen.person
    low = person.age(ground.today) // BAND * BAND if person else 0
    return {
        "disease": told.diagnosis if told else "",
        "age_band": f"{low}-{low + BAND - 1}",
        "languages": list(dict.fromkeys(filter(None, (person.language if person else "", "en")))),
        "wanted_by": _wanted_by(ground),
    }


def _wanted_by(ground: "Ground") -> str:
    """The day before the operation, else what the programme usually needs."""
    cast = ground.seen.forecast
    if cast.operation:
        return (cast.operation - timedelta(days=1)).isoformat()
    return (cast.answer or ground.today + timedelta(days=21)).isoformat()


def _towards_the_chosen(ground: "Ground") -> dict[str, Any]:
    chosen = ground.case.seen.the(centre.Chosen)
    asked = ground.case.seen.the(centre.HasteAsked)
    confirmed = list(centre.confirmed(ground.case.view(ground.seen.now)))
    name = chosen.centre if chosen else asked.centre if asked else next(iter(confirmed), "")
    return {"to": name, "centre": name, "working_days": asked.working_days if asked else 8}


def _fee(programme: Programme) -> dict[str, Any]:
    fee = programme.terms(records.Terms).retrieval_fee
    return {"amount.amount": fee.amount, "amount.currency": fee.currency}


def _doctor(ground: "Ground") -> str:
    asked = ground.case.seen.all(records.Asked)
    return asked[-1].doctor if asked else ""


def _to_be_coded(ground: "Ground") -> dict[str, Any]:
    """One row for each thing the experts were asked to judge."""
    seen = ground.case.seen
    told, plan = request.told(seen), seen.the(request.TreatmentPlanned)
    return {
        "diagnosis": [{"of": told.diagnosis_words or told.diagnosis}] if told else [],
        "plan": [{"of": item} for item in plan.items] if plan else [],
        "answers": [{"question": one, "answerable": "yes"} for one in opinion.questions(seen)],
    }


def _known_of_the_request(ground: "Ground") -> dict[str, Any]:
    told = request.told(ground.case.seen)
    names = ("diagnosis", "diagnosis_words", "diagnosed_by", "diagnosed_on", "last_seen", "last_seen_by")
    return {name: getattr(told, name) or "" for name in names} if told else {}


def centres(ground: "Ground") -> Sequence[tuple[str, str]]:
    """The centres to choose from: those ranked for the disease, the best first."""
    from konsil.store.queries import called

    told = request.told(ground.case.seen)
    found = called.ranked(ground.actor, told.diagnosis if told else "")
    return [(one.key, f"{one.rank}. {one.name}") for one in found]
