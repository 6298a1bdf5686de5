"""The demo's pages: the start, the clock, who one is, every letter sent, the tour, and the proof."""

import subprocess
import sys
from email import message_from_bytes, policy

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET, require_POST

from konsil.demo import clock, letters, personas, proving
from konsil.demo.pages import words
from konsil.demo.pages.context import zone_of
from konsil.door import sessions
from konsil.door.entering import ours
from konsil.gates.faults import GateRefused
from konsil.gates.sink import Sink


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """One sentence, the faces, the tour, every letter sent."""
    people = personas.known(settings.CONFIG.home)
    groups = [
        {
            "title": words.service(key),
            "people": [{"one": one, "face": words.face(one.face)} for one in people if one.service == key],
        }
        for key in dict.fromkeys(one.service for one in people)
    ]
    return render(request, "demo/start.html", {"groups": groups, "stops": len(words.stops("en"))})


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """The bar: a step of the clock, or another person."""
    told = request.POST
    if "be" in told:
        return be(request, str(told["be"]))
    what = str(told.get("step", ""))
    if what == "start-again":
        subprocess.Popen([sys.executable, "-m", "konsil.demo.again"], start_new_session=True)
        return HttpResponseRedirect("/demo/again")
    if what not in ("next-opening", "day", "next-due"):
        raise Http404
    clock.step(what)  # type: ignore[arg-type]
    return HttpResponseRedirect(ours(request, str(told.get("next", ""))))


def be(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody else from now on, and where their day begins."""
    one = next((one for one in personas.known(settings.CONFIG.home) if one.key == key), None)
    if one is None:
        raise Http404
    if one.entrance:
        sessions.come_in(request, one.entrance)
    else:
        sessions.sit_as(request, one.email, proved=True)
    return HttpResponseRedirect(one.home)


@require_GET
def sink(request: HttpRequest) -> HttpResponse:
    """Every letter sent, the newest first."""
    return render(request, "demo/sink.html", {"messages": _sink().messages(), "zone": zone_of(request)})


@require_GET
def message(request: HttpRequest, key: str) -> HttpResponse:
    """One of them, as it went."""
    try:
        kept = _sink().message(key)
    except GateRefused:
        raise Http404 from None
    found = {"kept": kept, "zone": zone_of(request), "paper": letters.paper_of(kept.message_id)}
    return render(request, "demo/message.html", found)


@require_GET
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """The paper that the mail is about: its reader finds it behind the link."""
    try:
        found = letters.pdf_of(_sink().message(key).message_id)
    except GateRefused:
        raise Http404 from None
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="application/pdf")


@require_GET
def original(request: HttpRequest, key: str) -> HttpResponse:
    """The bytes: the mail with its headers, or the paper."""
    try:
        kept = _sink().message(key)
    except GateRefused:
        raise Http404 from None
    raw = _sink().original(key)
    if kept.channel == "post":
        return HttpResponse(raw, content_type="application/pdf")
    text = message_from_bytes(raw, policy=policy.default).as_string() if kept.channel == "mail" else raw.decode()
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_GET
def tour(request: HttpRequest, stop: int) -> HttpResponse:
    """One stop of nine: what to look at, and one click to be the person it is about."""
    stops = words.stops(translation.get_language() or "en")
    if not 1 <= stop <= len(stops):
        raise Http404
    told = stops[stop - 1]
    one = next(one for one in personas.known(settings.CONFIG.home) if one.key == told.be)
    return render(
        request, "demo/tour.html",
        {"stop": told, "number": stop, "count": len(stops), "person": one, "next": stop % len(stops) + 1},
    )  # fmt: skip


def proof(request: HttpRequest) -> HttpResponse:
    """Walk every chain; change one letter as only the database's owner could; mend it again."""
    what = str(request.POST.get("what", "")) if request.method == "POST" else ""
    changed = proving.change() if what == "change" else None
    if what == "mend":
        proving.mend()
    found = proving.verified() if what in ("verify", "change", "mend") else None
    return render(request, "demo/proof.html", {"found": found, "changed": changed, "is_changed": proving.is_changed()})


@require_GET
def again(request: HttpRequest) -> HttpResponse:
    """The world is being laid anew; the page looks again by itself."""
    ready = bool(personas.known(settings.CONFIG.home))
    return render(request, "demo/again.html", {"ready": ready})


def _sink() -> Sink:
    return Sink(settings.CONFIG.home / "sink")
