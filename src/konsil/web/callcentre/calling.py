"""Who is calling: found by the number they call from, compared by what they say, told only what they may be told (Y03).

Until two identifiers have matched, and for whoever is not entitled, the page takes information and shows none back:
not a name, not a birth date, not whether there is a visit.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.case import Actor
from konsil.core.facts.visit import Caller
from konsil.store.queries import calls
from konsil.store.queries.cases import cases_of
from konsil.store.queries.people import Found, PersonSeen, find_people
from konsil.store.queries.people import person as person_of
from konsil.store.queries.reading import now
from konsil.store.refusals import NotThere
from konsil.web import seeking
from konsil.web.callcentre import ahead, aloud, verifying
from konsil.web.callcentre.verifying import CALLERS, IDENTIFIERS, Call
from konsil.web.desk import shell
from konsil.web.recording import acting_of

KNOWN = "calls"  # in the session: whom this agent has on the line
LONG = timedelta(minutes=45)  # after which a call is over, whatever the page says
FEW = 12


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Whose number it is, or whom a caller names: initials and the year, until they are verified."""
    if request.method == "POST":
        return seeking.found(request)
    actor, at, rings = acting_of(request).reader, now(), "rings" in request.GET
    words = seeking.ringing(request) or seeking.of(request)
    people = find_people(actor, words) if len(words) > 2 else ()
    if rings and len(people) == 1:
        return HttpResponseRedirect(f"{reverse('caller-is', args=[people[0].public])}?rings=1")
    told = {"q": words, "rings": rings, "people": [_masked(one) for one in people[:FEW]], "many": len(people) > FEW}
    return render(request, "callcentre/find.html", told | shell.frame(request, "caller", at))


def _masked(one: Found) -> dict[str, str]:
    return {"public": one.public, "initials": f"{one.given[:1]}. {one.family[:1]}.", "year": str(one.born_on.year)}


@require_http_methods(["GET", "HEAD", "POST"])
def caller(request: HttpRequest, person: str) -> HttpResponse:
    """One caller: first who they are; then, if they may be told, the person with everything a call needs."""
    actor, at = acting_of(request).reader, now()
    found = person_of(actor, person)
    if found is None:
        raise NotThere("not-there")
    if request.method == "POST":
        return _verified(request, actor, found, at)
    call = of_session(request, person, at)
    if call is None:
        return _asks(request, actor, found, at)
    if not call.told:
        return _takes(request, found, call, at)
    return _tells(request, actor, found, call, at)


def of_session(request: HttpRequest, person: str, at: datetime) -> Call | None:
    """What this agent knows of a call that is going on; None before anything was said, and once it is over."""
    kept = request.session.get(KNOWN, {}).get(person)
    if not kept or at - datetime.fromisoformat(kept["at"]) > LONG:
        return None
    told = {name: value for name, value in kept.items() if name != "at"}
    return Call(**{**told, "identified": tuple(told["identified"])})


def _keep(request: HttpRequest, call: Call, at: datetime) -> None:
    kept = dict(request.session.get(KNOWN, {}))
    request.session[KNOWN] = {**kept, call.person: {**asdict(call), "at": at.isoformat()}}


def forget(request: HttpRequest, person: str) -> None:
    """The call is over."""
    kept = {key: told for key, told in request.session.get(KNOWN, {}).items() if key != person}
    request.session[KNOWN] = kept


def _asks(
    request: HttpRequest, actor: Actor, person: PersonSeen, at: datetime, wrong: tuple[str, ...] = (),
    right: tuple[str, ...] = (),
) -> HttpResponse:  # fmt: skip
    """The questions: nothing of the person stands on this page."""
    sent = request.POST if request.method == "POST" else request.GET
    told = {
        "person": person.public, "number": sent.get("number", "") or seeking.ringing(request), "callers": _callers(),
        "caller": sent.get("caller", "self"), "who": sent.get("who", ""), "wrong": wrong, "right": right,
        "questions": [
            {"name": one, "label": _identifier(one), "value": sent.get(one, ""),
             "state": "no" if one in wrong else "ok" if one in right else ""}
            for one in IDENTIFIERS
        ],
    }  # fmt: skip
    return render(request, "callcentre/verify.html", told | shell.frame(request, "caller", at))


def _verified(request: HttpRequest, actor: Actor, person: PersonSeen, at: datetime) -> HttpResponse:
    """Compare what was said with the register; keep what matched, by its name and never by its value."""
    here = reverse("caller-is", args=[person.public])
    if "end" in request.POST:
        forget(request, person.public)
        return HttpResponseRedirect(reverse("caller"))
    said: dict[str, str] = {one: str(request.POST.get(one, "")).strip()[:200] for one in IDENTIFIERS}
    number = calls.is_number_of(actor, person.public, said["national-number"])
    right = verifying.matched(person, _policies(actor, person), said, number)
    call = _call(request, actor, person, right)
    wrong = tuple(verifying.wrong(said, right))
    if not call.verified and "unverified" not in request.POST:
        return _asks(request, actor, person, at, wrong, right)
    _keep(request, call, at)
    return HttpResponseRedirect(here)


def _policies(actor: Actor, person: PersonSeen) -> set[str]:
    held = {number for one in person.covers for number in (one.number, one.card, one.policy)}
    return held | {one.policy for one in calls.covers(actor, person.public)}


def _call(request: HttpRequest, actor: Actor, person: PersonSeen, right: tuple[Any, ...]) -> Call:
    told = str(request.POST.get("caller", "self"))
    caller: Caller = next((one for one in CALLERS if one == told), "other")
    who = str(request.POST.get("who", "")).strip()[:120]
    entitled = verifying.entitled(caller, who, calls.entitled(actor, person.public))
    return Call(person.public, caller, who, right, entitled, str(request.POST.get("number", ""))[:40])


def _takes(request: HttpRequest, person: PersonSeen, call: Call, at: datetime) -> HttpResponse:
    """The form that takes information and shows none back."""
    from konsil.web.callcentre import taking

    told = {
        "person": person.public, "call": call, "aloud": aloud.nothing_is_told(person.language),
        "why": _why(call), **taking.blank(request, acting_of(request).reader),
    }  # fmt: skip
    return render(request, "callcentre/take.html", told | shell.frame(request, "caller", at))


def _why(call: Call) -> str:
    if call.verified:
        return pgettext("caller", "No authority of this caller is known for today.")
    return pgettext("caller", "Fewer than two identifiers matched.")


def _tells(request: HttpRequest, actor: Actor, person: PersonSeen, call: Call, at: datetime) -> HttpResponse:
    """The person, read back; what is open; and the one form of a new request."""
    from konsil.web.callcentre import taking

    past = cases_of(actor, person.public)
    calls.told(actor, person.public)
    told = {
        "who": person, "person": person.public, "call": call, "age": person.age(at.date()),
        "aloud": aloud.is_it_you(person.language, person.name, person.born_on),
        "matched": [_identifier(one) for one in call.identified],
        "visits": ahead.cases_of(actor, past), "past": [one for one in past if one.ended][:FEW],
        **taking.form(request, actor, person.public, at),
    }  # fmt: skip
    return render(request, "callcentre/caller.html", told | shell.frame(request, "caller", at))


def _callers() -> list[tuple[str, str]]:
    return [
        ("self", pgettext("caller", "The insured in person")),
        ("parent", pgettext("caller", "Mother or father")),
        ("guardian", pgettext("caller", "The guardian")),
        ("relative", pgettext("caller", "A relative")),
        ("other", pgettext("caller", "Somebody else")),
    ]


def _identifier(one: str) -> str:
    return {
        "birth-date": pgettext("identifier", "Date of birth"),
        "national-number": pgettext("identifier", "National number"),
        "policy-number": pgettext("identifier", "Policy or card number"),
        "phone": pgettext("identifier", "Telephone number known to us"),
        "address": pgettext("identifier", "Street, number and town"),
    }[one]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame of the caller's pages."""
    return shell.frame(request, "caller")
