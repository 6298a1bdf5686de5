"""Who is on duty, and what has come to the supervisor: waits past their limit, changes that nobody has seen, proposals
that wait too long. What comes out of hours is told to whoever is named here, else it waits for the opening.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from konsil.core.case import Actor
from konsil.core.programme import Programme
from konsil.door.actor import Acting
from konsil.store import programmes, proposals
from konsil.store.queries import recipients
from konsil.store.queries.cases import whole
from konsil.store.queries.reading import now
from konsil.store.refusals import NotThere
from konsil.store.registers import duty as register
from konsil.web.callcentre import board
from konsil.web.callcentre.headings import Key
from konsil.web.case.words import Said
from konsil.web.desk import shell
from konsil.web.desk.sheet import age_of
from konsil.web.recording import acting_of

ESCALATES: tuple[Key, ...] = ("waiting", "questioned", "unseen", "changed", "asked")


@dataclass(frozen=True)
class Waits:
    """A proposal that waits for a second person."""

    case: str
    number: str
    what: str
    by: str
    age: str
    late: bool


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest) -> HttpResponse:
    """Who is on duty until when; what has passed its limit; what waits for a second hand."""
    acting = acting_of(request)
    programme = _programme(acting)
    if request.method == "POST":
        return _named(request, acting, programme)
    actor, at = acting.reader, now()
    found, _, _ = board.found(actor, ESCALATES)
    late = [row for key in ESCALATES if key in found for row in found[key].rows if row.state == "over"]
    zone = programme.zone
    told = {
        "duty": recipients.on_duty(actor, programme.operator), "zone": zone, "late": late,
        "people": [one for one in recipients.colleagues(actor, programme.operator) if _serves(one.roles)],
        "proposals": _proposals(actor, at), "may": "supervisor" in acting.roles, "untils": _untils(at, programme),
        "open": programme.calendars["operator"].is_open(at), "today": at.astimezone(zone).date(),
    }  # fmt: skip
    return render(request, "callcentre/duty.html", told | shell.frame(request, "duty"))


def _programme(acting: Acting) -> Programme:
    """The programme of visits that the organisation of whoever asks runs."""
    ours = (one for one in programmes.installed() if one.operator == acting.reader.party)
    found = (programmes.programme(one.hash)[0] for one in ours)
    known = next((one for one in found if "visit.requested" in one.flow), None)
    if known is None:
        raise NotThere("not-there")
    return known


def _serves(roles: tuple[str, ...]) -> bool:
    return bool({"call-centre", "supervisor"} & set(roles))


def _untils(at: datetime, programme: Programme) -> list[tuple[str, datetime]]:
    """Until when somebody may be named: the next opening, tomorrow's, or a week on."""
    calendar, zone = programme.calendars["operator"], programme.zone
    evening = datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time(0), zone)
    opening = calendar.next_opening(evening)
    week = _midnight(at, zone, 7)
    return [(one.isoformat(), one) for one in (opening, week)]


def _midnight(at: datetime, zone: ZoneInfo, days: int) -> datetime:
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=days), time(8), zone)


def _named(request: HttpRequest, acting: Acting, programme: Programme) -> HttpResponse:
    if "supervisor" not in acting.roles:
        raise NotThere("not-there")
    account, until = str(request.POST.get("account", "")), None
    try:
        until = datetime.fromisoformat(str(request.POST.get("until", "")))
    except ValueError:
        until = None
    if account and until and until.tzinfo:
        register.name_on_duty(acting.reader, programme.operator, account, until)
    elif "end" in request.POST:
        register.end_duty(acting.reader, programme.operator)
    return HttpResponseRedirect(reverse("calls-duty"))


def _proposals(actor: Actor, at: datetime) -> list[Waits]:
    found = []
    for one in proposals.waiting(actor):
        known = whole(actor, one.case)
        said = Said.of(known.texts, known.case.programme)
        age, late = age_of(one.made_at, at, said)
        found.append(Waits(one.case, one.number, said.does(one.name), one.by, age, late))
    return found
