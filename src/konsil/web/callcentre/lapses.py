"""Visits ahead of people whose cover ends before them (Y25). The nightly file changes nothing by itself: each visit
gets a decision of somebody before its day: it is cancelled, its paper is taken back, or it is kept with a reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.case import Actor
from konsil.door import recording
from konsil.door.idempotency import key_of, new_key
from konsil.store import notices
from konsil.store.queries import calls
from konsil.store.queries.cases import Whole
from konsil.store.queries.notices import NoticeSeen
from konsil.store.queries.notices import notices as standing
from konsil.store.queries.reading import now
from konsil.store.refusals import NotThere
from konsil.web.callcentre import ahead, lanes
from konsil.web.clinic.visit import visit_of
from konsil.web.desk import shell
from konsil.web.recording import acting_of

KEYS = ("cover-ended", "policy-ended")


@dataclass(frozen=True)
class Row:
    """A case of somebody whose cover ends, with the visits after its last day that nobody has decided on."""

    notice: NoticeSeen
    last: date
    visits: tuple[ahead.Line, ...]
    soon: bool
    key: str


@require_http_methods(["GET", "HEAD"])
def lapses(request: HttpRequest) -> HttpResponse:
    """Every case that waits for a decision, the earliest end first."""
    today = now().date()
    rows = sorted(_rows(acting_of(request).reader, today), key=lambda one: one.last)
    return render(request, "callcentre/lapses.html", {"rows": rows, "today": today} | shell.frame(request, "calls"))


def count(actor: Actor) -> int:
    """How many cases wait for one."""
    return len({one.case for one in standing(actor) if one.key in KEYS})


def _rows(actor: Actor, today: date) -> Iterator[Row]:
    found = {one.case: one for one in standing(actor) if one.key in KEYS}
    cases = calls.wholes(actor, found)
    calls.looked(actor, cases.values(), "list")
    names = calls.names(actor, *lanes.codes(cases.values()))
    for public, notice in found.items():
        if (known := cases.get(public)) is None:
            continue
        last = date.fromisoformat(str(notice.about["last"]))
        lines = tuple(one for one in ahead.lines(known, names) if _undecided(known, one.booking, last))
        yield Row(notice, last, lines, (last - today).days < 2, new_key())


def _undecided(known: Whole, booking: str, last: date) -> bool:
    """A visit after the last day that stands, with its paper."""
    found = visit_of(known.case, known.public, known.number, booking)
    if found is None or found.state not in ("coming", "held"):
        return False
    return (found.day or found.starts.date()) > last and not found.view.has("authorisation.revoked")


@require_http_methods(["POST"])
def decide(request: HttpRequest, public: str) -> HttpResponse:
    """One decision: cancel a visit, take its paper back, or keep what there is and say why."""
    acting, key = acting_of(request), key_of(request)
    booking, why = str(request.POST.get("booking", "")), str(request.POST.get("why", "")).strip()
    told = {"booking": booking, "reason": "cover-ended", "note": why}
    way = str(request.POST.get("way", ""))
    if way == "cancel":
        recording.record(acting, public, "visit.cancelled", {**told, "by_whom": "call-centre"}, key=key)
    elif way == "revoke":
        recording.record(acting, public, "authorisation.revoked", told, key=key)
    elif way == "keep":
        kept = pgettext("cover", "Kept although the cover ends before: %(why)s") % {"why": why or "–"}
        recording.record(acting, public, "note.written", {"text": kept}, key=key)
    else:
        raise NotThere("not-there")
    if way == "keep" or not any(one.visits for one in _rows(acting.reader, now().date()) if one.notice.case == public):
        _settle(acting.reader, public)
    return HttpResponseRedirect(reverse("calls-lapses"))


def _settle(actor: Actor, public: str) -> None:
    """Every visit has its decision: the notice is taken care of."""
    known = calls.wholes(actor, [public])[public]
    for key in KEYS:
        notices.settle(actor, known.case_id, key, {})
