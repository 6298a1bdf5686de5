"""Reception without a line: the page and its worker, what they take along, and the way back (Y33)."""

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from pydantic import TypeAdapter, ValidationError

from konsil.store.queries.reading import now, reading
from konsil.web.clinic.offline import knowledge, reconciling, saying
from konsil.web.clinic.offline.reconciling import Said
from konsil.web.recording import acting_of

MOST = 500  # scans told at once
SAID: TypeAdapter[list[Said]] = TypeAdapter(list[Said])


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page that stays in the browser. It holds words and no data: whose papers are good comes by `known`."""
    told = {"words": saying.everything(), "static_root": settings.STATIC_URL}
    return render(request, "clinic/offline.html", told)


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from an address beneath which it may serve the page."""
    path = finders.find("konsil/offline/worker.js")
    if path is None:
        raise Http404
    with open(str(path), "rb") as script:
        answer = HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = reverse("clinic-offline")
    return answer


@require_GET
def known(request: HttpRequest) -> JsonResponse:
    """What the browser takes along, and the token with which it may tell what happened."""
    return JsonResponse({**knowledge.known(acting_of(request).reader), "token": get_token(request)})


@require_POST
def reconcile(request: HttpRequest) -> JsonResponse:
    """What reception did meanwhile: an answer for each scan, in its order. 422: it is something else."""
    try:
        said = SAID.validate_json(request.body)
    except ValidationError:
        return JsonResponse({"fault": "unreadable"}, status=422)
    acting = acting_of(request)
    with reading(acting.reader):
        rule = knowledge.rule(now())
    told = [reconciling.told(acting, one, rule) for one in said[:MOST]]
    return JsonResponse({"answers": [one.model_dump() for one in told]})
