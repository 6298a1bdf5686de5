"""What happens now: whoever waits at a clinic first, with the one press that answers; then everything else by lane."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from konsil.core.case import Actor
from konsil.core.facts.authorisation import ExtensionAsked
from konsil.core.facts.visit import day
from konsil.door.idempotency import new_key
from konsil.store.queries import calls
from konsil.store.queries.cases import Whole
from konsil.store.queries.clinic import Names
from konsil.store.queries.reading import now
from konsil.store.refusals import NotThere
from konsil.web.callcentre import covering, lanes, lapses, mail
from konsil.web.callcentre.headings import Key, words_of
from konsil.web.callcentre.lanes import LISTS, ORDER, PROMISES, URGENT, Lane, Row
from konsil.web.callcentre.lines import of_visit
from konsil.web.desk import shell
from konsil.web.recording import acting_of

FIRST = 4  # lines of a lane on the board; all of them on its own page


@dataclass(frozen=True)
class Waiting:
    """Somebody waits at a clinic: the line, the services with their answers, whom to ring, and the form's key."""

    row: Row
    lines: tuple[covering.Asked, ...]
    phone: str
    clean: bool  # every service is covered: one press is enough
    key: str


@require_http_methods(["GET", "HEAD"])
def board(request: HttpRequest) -> HttpResponse:
    """Every lane with its first lines."""
    acting = acting_of(request)
    if "medical-reviewer" in acting.roles and not acting.roles & {"call-centre", "supervisor"}:
        return HttpResponseRedirect(reverse("review"))
    lanes_, cases, names = found(acting.reader)
    rows = [row for key in URGENT for row in lanes_.get(key, _none(key)).rows]
    urgent = [_waiting(acting.reader, row, cases[row.case], names) for row in rows]
    rest = [(lane, lane.rows[:FIRST], len(lane.rows)) for key, lane in lanes_.items() if key not in URGENT]
    asking, unmatched = mail.mails(acting.reader)
    told = {
        "asking": asking, "unmatched": unmatched, "urgent": urgent, "rest": rest,
        "rings": [one for one in urgent if one.row.climb and one.row.climb.rung != "answer"],
        "supervisor": "supervisor" in acting.roles, "lapses": lapses.count(acting.reader), "today": now().date(),
    }  # fmt: skip
    return render(request, "callcentre/now.html", told | shell.frame(request, "calls"))


@require_http_methods(["GET", "HEAD"])
def lane(request: HttpRequest, lane: str) -> HttpResponse:
    """One lane, whole."""
    key = next((one for one in ORDER if one == lane), None)
    if key is None:
        raise NotThere("not-there")
    lanes_, _, _ = found(acting_of(request).reader, (key,))
    told = {"lane": lanes_.get(key, _none(key))}
    return render(request, "callcentre/lane.html", told | shell.frame(request, "calls"))


def _none(key: Key) -> Lane:
    return Lane(key, *words_of(key), ())


def found(actor: Actor, wanted: tuple[Key, ...] = ORDER) -> tuple[dict[Key, Lane], dict[str, Whole], Names]:
    """The lanes with their lines; the cases behind them are read at once, and words only for what they name."""
    promises = [promise for key in wanted for promise in PROMISES.get(key, ())]
    flags = [key for key in wanted if key in LISTS]
    running = calls.running(actor, promises) if promises else ()
    listed = calls.listed(actor, flags) if flags else ()
    cases = dict(calls.wholes(actor, [*(one.case for one in running), *(one.case for one in listed)]))
    every = [*lanes.of_promises(running), *(one for one in lanes.of_lists(listed, cases) if one.lane in wanted)]
    calls.looked(actor, cases.values(), "list")
    names = calls.names(actor, *lanes.codes(cases.values()))
    return lanes.lanes(lanes.rows(every, cases, names)), cases, names


def _waiting(actor: Actor, row: Row, known: Whole, names: Names) -> Waiting:
    asked = known.case.seen.about({"asking": row.item}).the(ExtensionAsked) if row.lane == "waiting" else None
    booked = of_visit(known, row.item)
    place = names.places.get(booked.time.location) if booked else None
    on = (day(booked.view) if booked else None) or known.now.astimezone(known.case.programme.zone).date()
    lines = covering.answered(actor, known, asked.lines if asked else (), on, names)
    clean = bool(lines) and all(one.tone == "ok" for one in lines)
    return Waiting(row, lines, place.phone if place else "", clean, new_key())
