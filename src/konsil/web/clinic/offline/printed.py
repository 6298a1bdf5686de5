"""The printed list of a day without a line: to be had while there is one, and told line by line afterwards (Y33)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from konsil.door.idempotency import key_of, new_key
from konsil.store.queries.reading import now, reading
from konsil.web.clinic.offline import knowledge, reconciling, saying
from konsil.web.clinic.offline.reconciling import Answer, Said
from konsil.web.outage import files
from konsil.web.recording import acting_of
from konsil.work import packs

PROVED: Mapping[str, dict[str, Any]] = {
    "identity-document": {"documents": ("identity-document",)},
    "passport": {"documents": ("passport",)},
    "child": {"documents": ("birth-certificate", "parent-identity-document"), "companion": "parent"},
    "own-card": {"documents": ("own-card",)},
}
BEFORE = 7  # days for which a list may be told


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The files of today and tomorrow, what opens them, and the form that tells a line of a list. Nothing of this page
    is kept by the browser."""
    actor = acting_of(request).reader
    with reading(actor):
        at, zone = now(), knowledge.zone_of(actor)
    today = at.astimezone(zone).date()
    told: dict[str, Any] = {"typed": {"day": today.isoformat()}, "faulty": False}
    if request.method == "POST":
        told |= _back(request, at)
    told |= {
        "files": files.offered(actor.party, (today, today + timedelta(1)), "clinic-offline-file"),
        "code": packs.code(actor.party), "proofs": saying.proofs(), "key": new_key(),
        "days": [today - timedelta(n) for n in range(BEFORE)],
    }  # fmt: skip
    return render(request, "clinic/packs.html", told, status=422 if told["faulty"] else 200)


@require_GET
def file(request: HttpRequest, day: str, programme: str) -> HttpResponse:
    """One list, encrypted."""
    return files.handed(acting_of(request).reader.party, day, programme)


def _back(request: HttpRequest, at: datetime) -> dict[str, Any]:
    acting, typed = acting_of(request), request.POST.dict()
    try:
        said = _said(typed, key_of(request), knowledge.zone_of(acting.reader))
    except (ValueError, KeyError):
        return {"typed": typed, "faulty": True}
    answer = reconciling.told(acting, said, knowledge.rule(at))
    return {"typed": {"day": typed["day"]}, "answer": answer, "said": said, "outcome": _outcome(answer)}


def _said(typed: Mapping[str, str], key: str, zone: Any) -> Said:
    """`ValueError` and `KeyError` where a field is missing or something else."""
    came = datetime.combine(date.fromisoformat(typed["day"]), time.fromisoformat(typed["hour"]), zone)
    return Said(key=key, code=typed["number"].strip(), at=came, done=True, **PROVED[typed["proof"]])


def _outcome(answer: Answer) -> str:
    words = saying.outcomes()
    return words.get(answer.why or answer.state, words["other"])
