"""One event, not twenty: a doctor is ill or a device broken, and every visit it put on hold stands on one page (Y31).

Whoever is due within two hours is rung first. Each visit is moved to a free time elsewhere or cancelled; what the
clinic lets take place after all leaves the page by itself.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from konsil.core import visits
from konsil.core.case import Actor
from konsil.core.facts.attendance import counted
from konsil.core.facts.visit import Suspended
from konsil.door.idempotency import new_key
from konsil.store.queries import calls, slots
from konsil.store.queries.cases import Whole
from konsil.store.queries.clinic import Names
from konsil.store.queries.people import person
from konsil.store.queries.reading import now
from konsil.store.refusals import NotThere
from konsil.web.callcentre import ahead, lanes
from konsil.web.case.words import Said
from konsil.web.clinic import choosing
from konsil.web.clinic.visit import Visit, insured, visit_of
from konsil.web.desk import shell
from konsil.web.recording import acting_of, attempt_of, keeps


@dataclass(frozen=True)
class Held:
    """One visit of the event: whom to ring, when it was to be, and where there is time instead."""

    line: ahead.Line
    name: str
    phone: str
    soon: bool
    free: tuple[choosing.Time, ...]
    key: str


@keeps
@require_http_methods(["GET", "HEAD"])
def event(request: HttpRequest, event: str) -> HttpResponse:
    """Every visit that the event holds, the next first."""
    actor = acting_of(request).reader
    listed = calls.listed(actor, ("held",))
    cases = calls.wholes(actor, [one.case for one in listed])
    calls.looked(actor, cases.values(), "list")
    found = [(known, one) for known in cases.values() for one in _held(known, event)]
    if not found:
        return render(request, "callcentre/event.html", {"rows": ()} | shell.frame(request, "calls"))
    names = calls.names(actor, *lanes.codes(cases.values()))
    found.sort(key=lambda pair: pair[1].starts)
    rows = [_row(actor, known, one, names) for known, one in found]
    known, first = found[0]
    why = first.view.the(Suspended)
    said = Said.of(known.texts, known.case.programme)
    told = {
        "rows": rows, "why": said.say(f"choice.reason.{why.why}") if why else "", "attempt": attempt_of(request),
        "who": names.practitioner(first.time.resources), "soon": sum(row.soon for row in rows),
    }  # fmt: skip
    return render(request, "callcentre/event.html", told | shell.frame(request, "calls"))


def _held(known: Whole, event_: str) -> list[Visit]:
    every = (visit_of(known.case, known.public, known.number, item) for item in visits.held(known.case.seen))
    return [one for one in every if one and _is_by(one, event_)]


def _is_by(one: Visit, event_: str) -> bool:
    why = one.view.the(Suspended)
    return why is not None and why.event == event_


def _row(actor: Actor, known: Whole, one: Visit, names: Names) -> Held:
    who = person(actor, insured(known.case))
    if who is None:
        raise NotThere("not-there")
    line = next(each for each in ahead.lines(known, names) if each.booking == one.booking)
    free = slots.free(actor, counted(one.services), most=choosing.OFFERS, each=choosing.OFFERS)
    own = calls.names(actor, (), {each.location for each in free}, {r for each in free for r in each.resources})
    return Held(line, who.name, who.phone, one.soon(now()), choosing.nearest(free, own), new_key())
