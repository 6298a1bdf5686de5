"""Handing a document in without a script, and reading one: as itself where a browser may show it, as a page where
people need words or pictures, as nothing where it has not been examined."""

from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from konsil.door.actor import Acting
from konsil.store.queries import papers
from konsil.store.queries.papers import Paper
from konsil.store.refusals import NotThere
from konsil.web.papers import handing, refusals, tus, words
from konsil.web.recording import acting_of, ours
from konsil.work import gateways

INLINE = frozenset(("application/pdf", "image/jpeg", "image/png"))
IMAGES = frozenset(("application/dicom", "application/zip"))
SUMMARY = "application/fhir+json"
NOTHING = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'"
SANDBOX = f"{NOTHING}; sandbox"


@require_http_methods(["POST"])
def hand_in(request: HttpRequest, public: str, to: str) -> HttpResponseBase:
    """A document as a plain form sends it: filed at once, and back to the page it came from."""
    acting, sent = acting_of(request), request.FILES.get("file")
    where = ours(request, str(request.POST.get("next", "")), handing.home_of(request, acting, public))
    if sent is None or isinstance(sent, list):
        return HttpResponseRedirect(f"{where}?missing=1")
    area = gateways.uploads()
    upload = area.begin(acting.account, sent.size or 0, sent.name or "document", {"case": public, "to": to})
    area.append(upload, 0, sent)  # type: ignore[arg-type]
    filed = tus.finish(request, upload)
    return HttpResponseRedirect(f"{where}?filed={filed.document}")


@require_http_methods(["GET", "HEAD"])
def paper(request: HttpRequest, public: str) -> HttpResponseBase:
    """A document, to whoever may read its case and its category."""
    acting = acting_of(request)
    found = _opened(acting, public)
    if not found.served:
        return _page(
            request, acting, "papers/not_served.html", found, {"why": refusals.why(found.why or "scanner-down")}
        )
    if "download" in request.GET or found.mime not in (INLINE | IMAGES | {SUMMARY}):
        return _bytes(found, "attachment")
    if found.mime == SUMMARY:
        return _summary(request, acting, found)
    return _images(request, acting, found) if found.mime in IMAGES else _bytes(found, "inline")


def _opened(acting: Acting, public: str) -> Paper:
    for actor in acting.actors:
        try:
            return papers.opened(actor, public)
        except NotThere:
            continue
    raise NotThere("not-there")


def _bytes(found: Paper, how: str) -> StreamingHttpResponse:
    """The content, decrypted piece by piece. A browser's PDF viewer does not open inside a sandbox, so a PDF, which
    was found to do nothing by itself, has the strict policy alone."""
    from konsil.work.filing import content

    response = StreamingHttpResponse(content(found), content_type=found.mime)
    response.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(found.name, safe='')}"
    response.headers["Content-Length"] = str(found.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    plain_pdf = how == "inline" and found.mime == "application/pdf"
    response.headers["Content-Security-Policy"] = NOTHING if plain_pdf else SANDBOX
    return response


def _summary(request: HttpRequest, acting: Acting, found: Paper) -> HttpResponse:
    """A patient's summary of another system, made readable."""
    from konsil.gates.imaging import read_summary
    from konsil.work.filing import content

    summary = read_summary(b"".join(content(found)))
    return _page(request, acting, "papers/summary.html", found, {"summary": summary})


@dataclass(frozen=True)
class Run:
    """One run of images as a page shows it: a small picture as data, or none where it might name somebody."""

    title: str
    images: int
    picture: str


def _images(request: HttpRequest, acting: Acting, found: Paper) -> HttpResponse:
    """What a disc holds: a small picture a series, how many images, and whether any are missing."""
    from konsil.gates import GateRefused, imaging
    from konsil.work.filing import plain

    try:
        with plain(found) as path:
            disc = imaging.read(path)
    except GateRefused:
        return _page(request, acting, "papers/images.html", found, {"runs": (), "disc": None})
    runs = tuple(Run(one.description or one.modality, one.images, _data(one.thumbnail)) for one in disc.series)
    return _page(request, acting, "papers/images.html", found, {"runs": runs, "disc": disc})


def _data(png: bytes | None) -> str:
    from base64 import b64encode

    return f"data:image/png;base64,{b64encode(png).decode()}" if png else ""


def _page(request: HttpRequest, acting: Acting, template: str, found: Paper, more: dict[str, object]) -> HttpResponse:
    back = ours(request, request.headers.get("Referer", ""), handing.home_of(request, acting, found.case))
    told = {
        "paper": found, "kind": words.kind(found), "state": words.state(found), "size": words.size(found.size),
        "shell": "ui/staff.html" if acting.staff else "ui/portal.html", "back": back, "language": get_language(),
    }  # fmt: skip
    return render(request, template, {**told, **more})
