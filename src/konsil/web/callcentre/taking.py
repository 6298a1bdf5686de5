"""A request for services with its preferences, in one form (O01): cover and the need for a paper stand beside each
service before anything is booked (X39); two covers are shown, and the insured chooses with a reason (Y25).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.case import Actor
from konsil.core.engine import Refused, opener
from konsil.core.facts.attendance import Recommended
from konsil.core.facts.visit import Requested
from konsil.door import filled, forms, recording, refusing
from konsil.door.actor import Acting
from konsil.door.idempotency import key_of, new_key
from konsil.door.telling import Faulty
from konsil.store import programmes
from konsil.store.queries import calls, slots
from konsil.store.queries.calls import CoverHeld
from konsil.store.queries.people import person as person_of
from konsil.store.queries.reading import now
from konsil.store.refusals import Busy, Changed, NotThere
from konsil.web.callcentre import calling, covering
from konsil.web.callcentre.verifying import Call
from konsil.web.recording import acting_of
from konsil.web.ui import dates

ROWS = 3  # service rows that stand open
FIELDS = ("policy", "policy_reason", "place", "earliest", "latest", "day_part", "language", "practitioner", "note",
          "follows", "follows_item")  # fmt: skip


@dataclass(frozen=True)
class ServiceRow:
    """One row of the form: the code, how many, and what the cover says of it."""

    number: int
    code: str
    words: str
    quantity: str
    answer: str = ""
    tone: str = ""


@dataclass
class Paper:
    """What was typed, and what is wrong with it."""

    typed: QueryDict
    faults: dict[str, str] = field(default_factory=dict)
    said: str = ""
    key: str = field(default_factory=new_key)


def blank(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """The form without anything of the register: for whoever may not be told."""
    paper = getattr(request, "paper", None) or Paper(QueryDict())
    return {"paper": paper, "rows": _rows(actor, paper.typed, {}), "parts": _parts(), "clinics": calls.clinics(actor)}


def form(request: HttpRequest, actor: Actor, person: str, at: datetime) -> dict[str, Any]:
    """The form with the covers that hold, and what they say of each service."""
    paper = getattr(request, "paper", None) or Paper(_given(request, actor))
    held = [one for one in covers(actor, person) if one.holds(at.date())]
    chosen = _chosen(held, paper.typed.get("policy", ""))
    return {
        "paper": paper, "covers": held, "several": len(held) > 1, "chosen": chosen,
        "rows": _rows(actor, paper.typed, _answers(actor, paper.typed, chosen, at.date())),
        "parts": _parts(), "clinics": calls.clinics(actor), "today": at.date(),
        "lapsed": [one for one in covers(actor, person) if one.until_on and one.until_on < at.date()],
    }  # fmt: skip


def covers(actor: Actor, person: str) -> tuple[CoverHeld, ...]:
    """The covers of a person under programmes of visits that are installed."""
    return tuple(one for one in calls.covers(actor, person) if _of_visits(one.programme))


def _of_visits(key: str) -> bool:
    found = programmes.in_force(key)
    return found is not None and opener(programmes.programme(found.hash)[0]) == Requested.name


def _chosen(held: list[CoverHeld], policy: str) -> CoverHeld | None:
    if len(held) == 1:
        return held[0]
    return next((one for one in held if one.policy == policy), None)


def _given(request: HttpRequest, actor: Actor) -> QueryDict:
    """What a recommendation fills in (O30): its service, its words, and the visit it came from."""
    given = QueryDict(mutable=True)
    public, item = request.GET.get("follows", ""), request.GET.get("item", "")
    found = calls.wholes(actor, [public]).get(public) if public and item else None
    advice = found.case.seen.about({"recommendation": item}).the(Recommended) if found else None
    if advice:
        told = {"services.0.service": advice.service, "note": advice.words, "follows": public, "follows_item": item}
        given.update({name: value for name, value in told.items() if value})
    return given


def _rows(actor: Actor, typed: QueryDict, answers: Mapping[str, tuple[str, str]]) -> list[ServiceRow]:
    told = list(_typed(typed))
    names = calls.names(actor, [code for code, _ in told])
    language = get_language() or "en"
    count = max(ROWS, len(told) + 1)
    rows = [told[n] if n < len(told) else ("", "1") for n in range(min(count, 20))]
    spoken = {code: names.service(code, language) for code in names.services}
    return [
        ServiceRow(n, code, spoken.get(code, ""), quantity, *answers.get(code, ("", "")))
        for n, (code, quantity) in enumerate(rows)
    ]


def _typed(typed: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    numbers = sorted({int(part) for key in typed if key.startswith("services.")
                      for part in key.split(".")[1:2] if part.isdecimal() and len(part) < 3})  # fmt: skip
    for n in numbers:
        code = str(typed.get(f"services.{n}.service", "")).strip().upper()
        if code:
            yield code, str(typed.get(f"services.{n}.quantity", "")).strip() or "1"


def _answers(actor: Actor, typed: QueryDict, cover: CoverHeld | None, today: date) -> dict[str, tuple[str, str]]:
    """Does it need an authorisation? Asked on the wanted day, before it is booked; the paper's own evidence later."""
    codes = [code for code, _ in _typed(typed)]
    if cover is None or not codes:
        return {}
    day = dates.read(typed.get("earliest", "")) or today
    found = slots.rules(actor, cover.programme, codes, day, package=cover.package, language=get_language() or "en")
    return {code: covering.in_words(found.get(code)) for code in codes}


def _parts() -> list[tuple[str, str]]:
    return [
        ("any", pgettext("part of day", "Any time")),
        ("morning", pgettext("part of day", "Morning")),
        ("afternoon", pgettext("part of day", "Afternoon")),
    ]


@require_http_methods(["GET", "HEAD"])
def cover(request: HttpRequest, person: str) -> HttpResponse:
    """What the cover says of the services typed so far, while they are typed; nothing to whoever may not be told."""
    actor, at = acting_of(request).reader, now()
    call = calling.of_session(request, person, at)
    if call is None or not call.told:
        return JsonResponse({})
    held = [one for one in covers(actor, person) if one.holds(at.date())]
    found = _answers(actor, request.GET, _chosen(held, request.GET.get("policy", "")), at.date())
    return JsonResponse({code: {"text": text, "tone": tone} for code, (text, tone) in found.items()})


@require_http_methods(["GET", "HEAD"])
def services(request: HttpRequest) -> HttpResponse:
    """Services by code or words, for a field that asks for one."""
    said, language = request.GET.get("q", "").strip()[:60], get_language() or "en"
    found = calls.services(acting_of(request).reader, said) if len(said) > 1 else ()
    return JsonResponse([{"code": code, "words": words.get(language) or code} for code, words in found], safe=False)


@require_http_methods(["POST"])
def take(request: HttpRequest, person: str) -> HttpResponse:
    """Record the request as it was told, by whom and how they were identified; or show what is wrong, nothing lost."""
    acting, at = acting_of(request), now()
    call = calling.of_session(request, person, at)
    if call is None or person_of(acting.reader, person) is None:
        raise NotThere("not-there")
    paper = Paper(request.POST, key=key_of(request))
    if "check" not in request.POST:
        try:
            return _taken(request, acting, call, paper)
        except Faulty as wrong:
            language = get_language() or "en"
            paper.faults = {one.field.removeprefix("fact."): one.said(language) for one in wrong.faults}
        except (Refused, Busy, Changed) as no:
            paper.said = _refused(acting.reader, person, no)
    request.paper = paper  # type: ignore[attr-defined]
    request.method = "GET"
    found = calling.caller(request, person)
    found.status_code = 422 if paper.faults else 409 if paper.said else 200
    return found


def _refused(actor: Actor, person: str, no: Exception) -> str:
    key = next((one.programme for one in covers(actor, person)), "")
    installed = programmes.in_force(key)
    texts = programmes.programme(installed.hash)[1] if installed else None
    return refusing.message(no, get_language() or "en", texts)


def _taken(request: HttpRequest, acting: Acting, call: Call, paper: Paper) -> HttpResponse:
    held = covers(acting.reader, call.person)
    if not held:
        raise Refused("not-insured")
    chosen = _chosen([one for one in held if one.holds(now().date())], paper.typed.get("policy", "")) or held[-1]
    told = _payload(paper.typed, call, chosen)
    opened = recording.open_case(acting, chosen.programme, call.person, told, key=paper.key)
    case = str(opened.answer["case"])
    for place, (name, more) in enumerate(_also(acting, call, told)):
        recording.record(acting, case, name, more, key=f"{paper.key}-{place}")
    if told.get("follows") and told.get("follows_item"):
        _taken_up(acting, told, case, paper.key)
    if call.told:
        return HttpResponseRedirect(f"{reverse('case', args=[case])}?do=visit.booked#next-step")
    calling.forget(request, call.person)
    return render(request, "callcentre/taken.html", {"number": opened.answer["number"]} | calling.frame(request))


def _payload(typed: QueryDict, call: Call, cover: CoverHeld) -> dict[str, Any]:
    zone = programmes.current(cover.programme)[0].zone
    told = filled.payload(forms.form(Requested.name), typed, zone)
    kept = {name: value for name, value in told.items() if name in FIELDS}
    lines = [{"service": code, "quantity": int(n) if n.isdecimal() else n} for code, n in _typed(typed)]
    return {**kept, "services": lines, "channel": "phone", "caller": call.caller, "identified": list(call.identified)}


def _also(acting: Acting, call: Call, told: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What follows a request by telephone: its owner, and the call itself."""
    yield "case.assigned", {"owner": acting.name}
    note = " · ".join(filter(None, (call.who, str(told.get("note", "")))))[:200]
    logged = {"channel": "phone", "direction": "in", "outcome": "answered", "note": note, "address": call.number}
    yield "contact.logged", {name: value for name, value in logged.items() if value}


def _taken_up(acting: Acting, told: Mapping[str, Any], case: str, key: str) -> None:
    """The recommendation became this request; its own visit says so (O30)."""
    from_case = str(told["follows"])
    try:
        recording.record(acting, from_case, "recommendation.taken-up",
                         {"recommendation": told["follows_item"], "to": case}, key=f"{key}-taken-up")  # fmt: skip
    except (Refused, NotThere):
        return  # the new request stands all the same; the list of recommendations still shows the old one
