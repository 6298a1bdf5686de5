"""A visit that cannot be kept: moved to another free time, or called off; the call centre hears of it at once (O08)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from konsil.core.engine import Refused
from konsil.core.facts.attendance import counted
from konsil.door import recording, refusing
from konsil.door.idempotency import key_of, new_key
from konsil.door.telling import Faulty
from konsil.store.queries import clinic, slots
from konsil.store.queries.reading import reading
from konsil.store.refusals import Busy, Changed, NotThere
from konsil.web.clinic import choosing, shell
from konsil.web.clinic import day as days
from konsil.web.clinic.day import Seat
from konsil.web.member.acts import act
from konsil.web.recording import acting_of, keeps

REASONS = ("practitioner-away", "device-broken", "overbooked", "closed", "other")
MOST = 40


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, public: str, booking: str) -> HttpResponse:
    """The free times for the same services, and why; one press moves the visit and voids its paper."""
    seat = _seat(request, public, booking)
    if not seat.may("clinic.moved"):
        return HttpResponseRedirect(reverse("clinic-visit", args=[public, booking]))
    said, status = "", 200
    if request.method == "POST":
        said = _moved(request, seat)
        if not said:
            return HttpResponseRedirect(reverse("clinic-visit", args=[public, booking]))
        status = 409
    with reading(seat.acting.reader):
        found = slots.free(
            seat.acting.reader, counted(seat.visit.services), clinic=seat.visit.clinic, most=MOST, each=6
        )
    told = {
        "days": choosing.days(found, seat.names), "reasons": _reasons(seat, "clinic.moved"), "said": said,
        "key": key_of(request) if said else new_key(), "chosen": request.POST.get("time", ""),
        "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return _page(request, seat, "clinic/move.html", told, status)


def _moved(request: HttpRequest, seat: Seat) -> str:
    """Move it; empty, or in words why not. Nothing is lost of what was chosen."""
    told = {
        "booking": seat.visit.booking, "reason": request.POST.get("reason", ""),
        "note": str(request.POST.get("note", "")), **choosing.told(str(request.POST.get("time", ""))),
    }  # fmt: skip
    return recorded(seat, "clinic.moved", told, key_of(request))


def recorded(seat: Seat, fact: str, told: dict[str, Any], key: str) -> str:
    """Record a fact about a visit; empty, or why not, in words."""
    language = get_language() or "en"
    try:
        recording.record(seat.acting, seat.visit.case, fact, told, key=key)
    except Faulty as wrong:
        return " ".join(dict.fromkeys(one.said(language) for one in wrong.faults))
    except (Refused, Changed, Busy) as no:
        return refusing.message(no, language, seat.seen.texts)
    return ""


@keeps
@require_http_methods(["GET", "HEAD"])
def call_off(request: HttpRequest, public: str, booking: str) -> HttpResponse:
    """The clinic cannot do it at all: why; the insured is told by the call centre."""
    seat = _seat(request, public, booking)
    there = reverse("clinic-off", args=[public, booking])
    form = act(request, seat, "clinic.called-off", there, booking=booking)
    if form is None:
        return HttpResponseRedirect(reverse("clinic-visit", args=[public, booking]))
    return _page(request, seat, "clinic/off.html", {"form": form, "reasons": _reasons(seat, "clinic.called-off")})


def _seat(request: HttpRequest, public: str, booking: str) -> Seat:
    acting = acting_of(request)
    found = days.opened(acting, clinic.names(acting.reader), public, booking)
    if found.visit.clinic != acting.reader.party:
        raise NotThere("not-there")
    return found


def _reasons(seat: Seat, fact: str) -> list[tuple[str, str]]:
    return [(one, seat.said.say(f"choice.{fact}.reason.{one}", f"choice.reason.{one}")) for one in REASONS]


def _page(request: HttpRequest, seat: Seat, template: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    frame = shell.frame(request, "today", seat.seen.now)
    back = reverse("clinic-visit", args=[seat.visit.case, seat.visit.booking])
    more = {"seat": seat, "visit": seat.visit, "back": back, "here": request.get_full_path(), "today": seat.today}
    return render(request, template, frame | more | told, status=status)
