"""An opinion that came as a letter: receive it at the moment at which it came, then enter it beside itself (Y18)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from konsil.core.facts.opinion import Received
from konsil.door import recording
from konsil.store.queries import papers
from konsil.store.queries.cases import CaseSeen
from konsil.store.refusals import NotThere
from konsil.web.case.form import Ground
from konsil.web.case.words import Said
from konsil.web.desk import shell
from konsil.web.opinion import editor, filing
from konsil.web.recording import Attempt, acting_of, key_for_form

WAYS = ("email", "courier", "post", "link")


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, public: str) -> HttpResponseBase:
    """The letter on one side, its fields on the other; before it is here, the form that receives it."""
    seen = recording.seen(acting_of(request), public, "opinion")
    if not editor.current(seen):
        return _receiving(request, seen, {})
    if request.method == "POST":
        tried = filing.submit(request, public)
        return _coding(request, seen, tried) if tried else HttpResponseRedirect(reverse("case", args=[public]))
    if not any(one.name == editor.FACT for one in seen.possible):
        return HttpResponseRedirect(reverse("case", args=[public]))
    return _coding(request, seen, None)


@require_http_methods(["POST"])
def arrived(request: HttpRequest, public: str) -> HttpResponseBase:
    """The letter is here: by mail or by courier, at the moment that is told."""
    faults = filing.receive(request, public)
    if faults:
        return _receiving(request, recording.seen(acting_of(request), public, "opinion"), faults)
    return HttpResponseRedirect(reverse("opinion-letter", args=[public]))


@require_http_methods(["POST"])
def keep(request: HttpRequest, public: str) -> HttpResponse:
    """Keep what is half-entered."""
    acting = acting_of(request)
    recording.whole(acting, public)
    filing.keep_draft(acting, public, request.POST)
    return HttpResponse(status=204)


def _receiving(request: HttpRequest, seen: CaseSeen, faults: Mapping[str, str]) -> HttpResponse:
    if not any(one.name == Received.name for one in seen.possible):
        raise NotThere("not-there")
    said = Said.of(seen.texts, seen.programme)
    local = seen.now.astimezone(seen.programme.zone)
    context = {
        "number": seen.number, "public": seen.public, "faults": faults, "key": key_for_form(), "seq": seen.seq,
        "ways": [(one, said.say(f"choice.opinion.received.way.{one}")) for one in WAYS],
        "way": request.POST.get("way", "email"),
        "arrived": request.POST.get("arrived", local.strftime("%Y-%m-%dT%H:%M")),
        "document": request.POST.get("document", ""), "back": reverse("case", args=[seen.public]),
    }  # fmt: skip
    frame = shell.frame(request, "work", seen.now)
    return render(request, "opinion/arrived.html", context | frame, status=422 if faults else 200)


def _coding(request: HttpRequest, seen: CaseSeen, tried: Attempt | None) -> HttpResponse:
    acting = acting_of(request)
    said = Said.of(seen.texts, seen.programme)
    here = reverse("opinion-letter", args=[seen.public])
    draft = {} if tried else filing.draft(acting, seen.public)
    context: dict[str, Any] = {
        "number": seen.number, "public": seen.public, "here": here, "back": reverse("case", args=[seen.public]),
        "editor": editor.editor(Ground.of(acting.reader, seen, said), tried, draft, "", here),
        "draft_url": reverse("opinion-draft", args=[seen.public]), "letter": _served(request, seen),
    }  # fmt: skip
    frame = shell.frame(request, "work", seen.now)
    return render(request, "opinion/code.html", context | frame, status=tried.status if tried else 200)


def _served(request: HttpRequest, seen: CaseSeen) -> str:
    """The address at which the letter is shown; empty where it may not be."""
    came = seen.case.seen.the(Received)
    try:
        paper = papers.paper(acting_of(request).reader, came.document) if came else None
    except NotThere:
        return ""
    return reverse("paper", args=[paper.public]) if paper and paper.served else ""
