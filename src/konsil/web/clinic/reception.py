"""Reception's Today: one field that a scanner types into, the answer across the page, and the day below it.

A visit is opened by scanning its paper, by typing the number, or by touching its line; whatever state it is in, what
may be done with it stands in one card. The number of a paper is posted and never stands in an address.
"""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from konsil.core import ladder
from konsil.core.facts.attendance import IdentityQuestioned
from konsil.door import recording
from konsil.store.queries import clinic
from konsil.store.queries.clinic import Names, PlaceSeen
from konsil.store.queries.reading import now, reading
from konsil.web.clinic import day as days
from konsil.web.clinic import finding, saying, shell
from konsil.web.clinic.day import Day, Seat
from konsil.web.clinic.verdict import Verdict, of_visit
from konsil.web.clinic.visit import Asked
from konsil.web.member.acts import act
from konsil.web.recording import acting_of, attempt_of, keeps
from konsil.web.ui import dates

YEAR = 365 * 24 * 3600
WAYS = ("scanner", "camera", "typed")
DOUBTS = ("no-document", "expired", "damaged", "name-changed", "not-the-parent")


@keeps
@require_http_methods(["GET", "HEAD", "POST"])
def today(request: HttpRequest) -> HttpResponse:
    """The day; with a scan (POST) or a visit that was touched, its answer and its card above the list."""
    acting = acting_of(request)
    with reading(acting.reader):
        at, names = now(), clinic.names(acting.reader)
        place = shell.place_of(request, names, acting.reader.party)
        local = at.astimezone(_zone(place)).date()
        found = days.day(acting.reader, names, _on(request, local), place.public if place else "")
        told = _opened(request, names, place, local)
        told |= {
            "day": found, "today": local, "place": place, "places": _places(names, acting.reader.party, place),
            "changes": _changes(request, names), "others": _other_days(found.on), "is_today": found.on == local,
        }  # fmt: skip
    response = render(request, "clinic/today.html", told | shell.frame(request, "today", at, len(told["changes"])))
    if "at" in request.GET:
        response.set_cookie(shell.PLACE, request.GET["at"], max_age=YEAR, samesite="Lax", httponly=True)
    return response


def _on(request: HttpRequest, local: date) -> date:
    """The day that was asked for, else today."""
    return dates.read(request.GET.get("on", "")) or local


def _zone(place: PlaceSeen | None) -> ZoneInfo:
    return place.clock if place else days.OTHERWISE


def _places(names: Names, party: str, place: PlaceSeen | None) -> list[dict[str, Any]]:
    """Where this reception may sit; nothing to choose where there is one place."""
    ours = [one for one in names.places.values() if one.clinic == party]
    if len(ours) < 2:
        return []
    everywhere = {"url": "?at=all", "text": pgettext("reception", "All places"), "current": place is None}
    return [*({"url": f"?at={one.public}", "text": one.city or one.name, "current": one == place} for one in ours),
            everywhere]  # fmt: skip


def _other_days(on: date) -> tuple[date, date]:
    return date.fromordinal(on.toordinal() - 1), date.fromordinal(on.toordinal() + 1)


def _changes(request: HttpRequest, names: Names) -> list[dict[str, Any]]:
    """What the call centre changed, each with the press that says it was seen (O10)."""
    acting, found = acting_of(request), []
    for one in days.changes(acting.reader, names):
        seat = days.opened(acting, names, one.visit.case, one.visit.booking)
        entry = one.visit.change
        here = reverse("clinic")
        given = {"booking": one.visit.booking, "who": acting.name}
        found.append({
            "line": seat.line, "what": entry.name if entry else "", "at": entry.at if entry else None,
            "reason": getattr(entry.fact, "reason", "") if entry else "",
            "see": act(request, seat, "clinic.acknowledged", here, **given),
            "card": _url(one.visit.case, one.visit.booking),
        })  # fmt: skip
    return found


def _url(public: str, booking: str, **more: str) -> str:
    return f"{reverse('clinic')}?{urlencode({'case': public, 'visit': booking, **more})}"


# -- one visit ---------------------------------------------------------------------------------------------------


def _opened(request: HttpRequest, names: Names, place: PlaceSeen | None, local: date) -> dict[str, Any]:
    """What the scan or the touch brought."""
    acting = acting_of(request)
    if request.method == "POST":
        said, way = str(request.POST.get("paper", "")), str(request.POST.get("by", "scanner"))
        way, found = way if way in WAYS else "typed", finding.verdict(acting, names, said, local, place)
        finding.tell(acting, said, found, way)
        return _answered(request, names, place, found, way)
    public, booking = request.GET.get("case", ""), request.GET.get("visit", "")
    if not (public and booking):
        return {}
    seat = days.opened(acting, names, public, booking)
    if tried := attempt_of(request, "visit.checked-in"):
        finding.refused(acting, seat.visit.numbers, tried.refused, request.GET.get("by", "typed"))
    verdict = _touched(seat, place, local)
    return _answered(request, names, place, verdict, request.GET.get("by", "typed"), seat)


def _touched(seat: Seat, place: PlaceSeen | None, local: date) -> Verdict | None:
    """A line that was touched is judged as if its paper had been scanned; without a paper there is nothing to say."""
    visit, numbers = seat.visit, seat.visit.numbers
    if visit.state == "held":
        return Verdict("held", visit=visit, day=visit.day)
    if visit.came or not numbers or visit.state == "off":
        return None
    return of_visit(visit, numbers[0], local, place.public if place else "")


def _answered(
    request: HttpRequest, names: Names, place: PlaceSeen | None, verdict: Verdict | None, way: str,
    seat: Seat | None = None,
) -> dict[str, Any]:  # fmt: skip
    if verdict and verdict.visit and seat is None:
        seat = days.opened(acting_of(request), names, verdict.visit.case, verdict.visit.booking)
    zone = seat.line.zone if seat else _zone(place)
    other = seat.line.place.city or seat.line.place.name if seat and seat.line.place else ""
    answer = saying.answer(verdict, zone, other, *((seat.line.given, seat.child) if seat else ())) if verdict else None
    told: dict[str, Any] = {"verdict": verdict, "answer": answer, "scanned": way}
    return told | (card(request, seat, verdict, way) if seat else {})


def card(request: HttpRequest, seat: Seat, verdict: Verdict | None, way: str) -> dict[str, Any]:
    """Everything that may be done with a visit at the desk now; each form is there only where it may be recorded."""
    visit, here = seat.visit, _url(seat.visit.case, seat.visit.booking, by=way)
    about = {"booking": visit.booking}

    def form(fact: str, **more: str) -> Any:
        return act(request, seat, fact, here, **about, **more)

    tried = attempt_of(request)
    letting_in = not visit.came and (verdict is None or verdict.key in ("come-in", "asked", "missed"))
    check_in = form("visit.checked-in", match="same", scanned=way) if letting_in else None
    return {
        "seat": seat, "visit": visit, "tried": tried, "now": seat.seen.now,
        "check_in": check_in if visit.numbers else None,
        "doubt": form("identity.questioned"), "doubts": _choices(seat, IdentityQuestioned.name, "why", DOUBTS),
        "reverse": form("check-in.reversed") if visit.state == "waiting" else None,
        "not_done": form("visit.not-performed"), "missed": form("visit.missed") if _past(seat) else None,
        "resume": form("visit.resumed", event=_event(seat)), "see": form("clinic.acknowledged", who=seat.acting.name),
        "move_url": _page("clinic-move", seat) if seat.may("clinic.moved") else "",
        "off_url": _page("clinic-off", seat) if seat.may("clinic.called-off") else "",
        "sign_url": _page("clinic-sign", seat) if seat.may("visit.signed") else "",
        "asks": asks(request, seat, here),
        "done": [(seat.service(code), count) for code, count in visit.done.items()],
        "own": [(seat.service(code), count) for code, count in visit.left.items()],
        "informs": advices(request, seat, here),
        "recorded": "done" in request.GET and not tried,
    }  # fmt: skip


def _page(name: str, seat: Seat) -> str:
    return reverse(name, args=[seat.visit.case, seat.visit.booking])


def _past(seat: Seat) -> bool:
    return seat.seen.now >= seat.visit.starts


def _event(seat: Seat) -> str:
    held = seat.visit.held
    return str(getattr(held.fact, "event", "")) if held else ""


def _choices(seat: Seat, fact: str, path: str, values: tuple[str, ...]) -> list[tuple[str, str]]:
    """Answers of a field, in words."""
    return [(one, seat.said.say(f"choice.{fact}.{path}.{one}", f"choice.{path}.{one}")) for one in values]


def asks(request: HttpRequest, seat: Seat, here: str) -> list[dict[str, Any]]:
    """The extra services asked for: the minutes so far, and at the second rung what the insured may choose (Y32)."""
    return [_asked(request, seat, one, here) for one in seat.visit.asked]


def _asked(request: HttpRequest, seat: Seat, one: Asked, here: str) -> dict[str, Any]:
    climbed = ladder.climb(recording.whole(seat.acting, seat.seen.public).case, one.item, seat.seen.now)
    late = climbed is not None and climbed.rung == "offer"
    choose = act(request, seat, "waiting.chosen", here, asking=one.item) if late else None
    reason = seat.said.say(f"line-refusal.{one.reason}") if one.reason else ""
    words = days.services(seat.names, one.lines)
    return {"one": one, "words": words, "minutes": seat.since(one.at), "late": late, "choose": choose, "reason": reason}


def advices(request: HttpRequest, seat: Seat, here: str) -> list[dict[str, Any]]:
    """What the doctor recommended, each with the press that says the insured was told (O29)."""
    return [
        {"one": one, "service": seat.service(one.service) if one.service else "",
         "tell": None if one.informed else act(request, seat, "insured.informed", here, recommendation=one.item)}
        for one in seat.visit.advice
    ]  # fmt: skip


# -- the sheet of the day ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD"])
def sheet(request: HttpRequest) -> HttpResponse:
    """One paper at the end of the day: who came, who did not, what is unsigned, what waits, and what is done."""
    acting = acting_of(request)
    with reading(acting.reader):
        at, names = now(), clinic.names(acting.reader)
        place = shell.place_of(request, names, acting.reader.party)
        local = at.astimezone(_zone(place)).date()
        found = days.day(acting.reader, names, _on(request, local), place.public if place else "")
    told = {"day": found, "groups": _groups(found), "place": place, "at": at, "zone": _zone(place).key,
            "others": _other_days(found.on)}  # fmt: skip
    return render(request, "clinic/sheet.html", told | shell.frame(request, "sheet", at))


def _groups(found: Day) -> list[dict[str, Any]]:
    """The lines under what has to be done about them, the open ones first."""
    kinds = (
        (pgettext("day sheet", "Unsigned"), ("to-sign", "unsigned"), "danger"),
        (pgettext("day sheet", "Waiting or with the doctor"), ("waiting", "inside"), "warn"),
        (pgettext("day sheet", "Not yet here, or not said what became of it"), ("coming", "held"), "warn"),
        (pgettext("day sheet", "Did not come"), ("missed",), ""),
        (pgettext("day sheet", "Came, not done"), ("not-done",), ""),
        (pgettext("day sheet", "Called off"), ("off",), ""),
        (pgettext("day sheet", "Done and signed"), ("done",), ""),
    )
    told = [
        {"text": text, "tone": tone, "lines": [one for one in found.lines if one.visit.state in states]}
        for text, states, tone in kinds
    ]
    return [one for one in told if one["lines"]]


@require_http_methods(["GET", "HEAD"])
def open_visit(request: HttpRequest, public: str, booking: str) -> HttpResponse:
    """Where a link to one visit leads; what was just recorded goes along."""
    told = {name: request.GET[name] for name in ("done",) if name in request.GET}
    return HttpResponseRedirect(_url(public, booking, **told))
