"""The doctor's page: my visits now, and one of them open beside them; no screen between two patients.

What was done is ticked from the two lists of the papers. An extra service is asked for from the same page, and its
answer arrives on it; what no paper covers is written down as such, what is recommended in one line.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.case import Actor
from konsil.door.idempotency import key_of, new_key
from konsil.store.queries import clinic
from konsil.store.queries.clinic import Names, ResourceSeen
from konsil.store.queries.reading import now, reading
from konsil.store.refusals import NotThere
from konsil.web.clinic import day as days
from konsil.web.clinic import shell
from konsil.web.clinic.day import Line, Seat
from konsil.web.clinic.moving import recorded
from konsil.web.clinic.reception import advices, asks
from konsil.web.member.acts import act
from konsil.web.recording import acting_of

MOST = 99  # of one service at one visit
BACK = 3  # days whose visits say what this doctor does most
ACTS = {
    "done": "visit.performed",
    "asked": "extension.asked",
    "beyond": "service.performed-beyond",
    "recommended": "service.recommended",
}


@require_http_methods(["GET", "HEAD"])
def visits(request: HttpRequest) -> HttpResponse:
    """My visits of the day, and the one that is here, or that was touched."""
    return _page(request)


@require_http_methods(["POST"])
def tell(request: HttpRequest, public: str, booking: str, what: str) -> HttpResponse:
    """Record what was done, asked, done beyond the paper or recommended; back to the same visit."""
    acting = acting_of(request)
    seat = days.opened(acting, clinic.names(acting.reader), public, booking)
    if what not in ACTS:
        raise NotThere("not-there")
    told = {"booking": booking, **_told(what, request.POST, seat)}
    said = recorded(seat, ACTS[what], told, key_of(request))
    if said:
        return _page(request, seat, said, what)
    return HttpResponseRedirect(_url(public, booking, done=what))


def _told(what: str, sent: QueryDict, seat: Seat) -> dict[str, Any]:
    """The fields of the fact from its form."""
    if what == "recommended":
        told = {"words": sent.get("words", ""), "here": "here" in sent, "service": sent.get("service", "")}
        return {name: value for name, value in told.items() if value not in ("", None)}
    left = seat.visit.listed - seat.visit.done
    codes = list(left) if "all" in sent else sent.getlist("service")
    many = {code: left[code] if "all" in sent else _many(sent.get(f"many.{code}", "1")) for code in codes}
    lines = [{"service": code, "quantity": count} for code, count in many.items()]
    return {"lines": lines, **({"why": sent.get("why", "")} if what != "done" else {})}


def _many(told: str) -> int:
    return min(max(int(told), 1), MOST) if told.isdecimal() and len(told) < 4 else 1


def _url(public: str, booking: str, **more: str) -> str:
    return f"{reverse('clinic-doctor')}?{urlencode({'case': public, 'visit': booking, **more})}"


# -- the page --------------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, seat: Seat | None = None, said: str = "", what: str = "") -> HttpResponse:
    acting = acting_of(request)
    with reading(acting.reader):
        at, names = now(), clinic.names(acting.reader)
        me = _me(names, acting.name, request.GET.get("who", ""))
        zone = names.places[me.location].clock if me and me.location in names.places else days.OTHERWISE
        local = at.astimezone(zone).date()
        found = days.day(acting.reader, names, local)
        lines = [one for one in found.lines if me is None or me.public in one.visit.time.resources]
        seat = seat or _seat(request, names, lines)
        told = _opened(request, seat, names, me, local) if seat else {}
    told |= {
        "lines": lines, "me_doctor": me, "today": local, "said": said, "what": what, "sent": request.POST,
        "doctors": _doctors(names, me), "on": local,
    }  # fmt: skip
    status = 409 if said else 200
    return render(request, "clinic/doctor.html", told | shell.frame(request, "doctor", at), status=status)


def _me(names: Names, name: str, wanted: str) -> ResourceSeen | None:
    """Which of the clinic's people this is: by choice, else by name."""
    people = [one for one in names.resources.values() if one.kind == "practitioner"]
    chosen = next((one for one in people if one.public == wanted), None)
    return chosen or next((one for one in people if one.label == name), None)


def _doctors(names: Names, me: ResourceSeen | None) -> list[dict[str, Any]]:
    """To choose from, where the name of the account is nobody's on the list."""
    if me:
        return []
    people = [one for one in names.resources.values() if one.kind == "practitioner"]
    return [{"url": f"?who={one.public}", "text": one.label} for one in people]


def _seat(request: HttpRequest, names: Names, lines: list[Line]) -> Seat | None:
    """The visit that was touched; else who is here, in the order of their hours, else who comes next."""
    acting = acting_of(request)
    public, booking = request.GET.get("case", ""), request.GET.get("visit", "")
    if public and booking:
        return days.opened(acting, names, public, booking)
    first = next((one for one in lines if one.visit.state in ("inside", "waiting")), None)
    first = first or next((one for one in lines if not one.over), None)
    return days.opened(acting, names, first.visit.case, first.visit.booking) if first else None


def _opened(request: HttpRequest, seat: Seat, names: Names, me: ResourceSeen | None, local: date) -> dict[str, Any]:
    visit, here = seat.visit, _url(seat.visit.case, seat.visit.booking)
    favourites = _favourites(seat.acting.reader, names, me, local)
    papers, ours = visit.listed + visit.if_needed, clinic.offered(seat.acting.reader)
    return {
        "seat": seat, "visit": visit, "keys": {name: new_key() for name in ACTS},
        "may": {name: seat.may(fact) for name, fact in ACTS.items()},
        "urls": {name: reverse("clinic-tell", args=[visit.case, visit.booking, name]) for name in ACTS},
        "more_listed": bool(visit.listed - visit.done), "listed": _ticks(seat, visit.listed),
        "if_needed": _ticks(seat, visit.if_needed),
        "others": [one for one in favourites if one[0] in ours and one[0] not in papers], "elsewhere": favourites,
        "done": [(seat.service(code), count, bool(visit.beyond[code])) for code, count in visit.done.items()],
        "asks": asks(request, seat, here), "informs": advices(request, seat, here),
        "not_done": act(request, seat, "visit.not-performed", here, booking=visit.booking),
        "recorded": _recorded(request.GET.get("done", "")), "here_url": here,
    }  # fmt: skip


def _ticks(seat: Seat, allowed: Mapping[str, int]) -> list[dict[str, Any]]:
    """The lines of one list: how many are allowed, and how many were done."""
    done = seat.visit.done
    return [
        {"code": code, "words": seat.service(code), "allowed": count, "done": min(done[code], count),
         "left": max(count - done[code], 0)}
        for code, count in allowed.items()
    ]  # fmt: skip


def _favourites(actor: Actor, names: Names, me: ResourceSeen | None, local: date) -> list[tuple[str, str]]:
    """Every service by code and in words, what this doctor did most of lately first; the rest by name."""
    often: Counter[str] = Counter()
    for back in range(BACK):
        for one in days.day(actor, names, local - timedelta(days=back)).lines:
            if me is None or me.public in one.visit.time.resources:
                often += one.visit.done
    spoken = get_language() or "en"
    words = {code: names.service(code, spoken) for code in names.services}
    return sorted(words.items(), key=lambda one: (-often[one[0]], one[1]))


def _recorded(what: str) -> str:
    """What was just recorded, in words."""
    return {
        "done": pgettext("doctor", "Recorded. The list goes to the insured to sign."),
        "asked": pgettext("doctor", "Asked. The answer appears here by itself."),
        "beyond": pgettext("doctor", "Recorded as work beyond the paper."),
        "recommended": pgettext("doctor", "Written into the visit."),
    }.get(what, "")
