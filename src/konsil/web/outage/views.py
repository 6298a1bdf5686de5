"""The sealed sheet: had in the evening while there is a line, kept in an envelope, read out number by number (Y33)."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from konsil.core.case import Actor
from konsil.store.queries.reading import now, reading
from konsil.store.queries.recipients import organisation
from konsil.web.outage import files
from konsil.web.recording import acting_of
from konsil.work import packs


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The sheets of today and tomorrow, and what opens them."""
    actor = acting_of(request).reader
    today = _today(actor)
    offered = files.offered(actor.party, (today, today + timedelta(1)), "outage-file")
    return render(request, "outage/page.html", {"files": offered, "code": packs.code(actor.party)})


@require_GET
def file(request: HttpRequest, day: str, programme: str) -> HttpResponse:
    """One sheet, encrypted."""
    return files.handed(acting_of(request).reader.party, day, programme)


def _today(actor: Actor) -> date:
    """The local day of the operator."""
    with reading(actor):
        found = organisation(actor, actor.party)
        return now().astimezone(ZoneInfo(found.zone if found and found.zone else "UTC")).date()
