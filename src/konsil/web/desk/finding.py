"""Finding: any case or person by what somebody says, for the palette and for a page; and two registers to look at."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.almanac import wall
from konsil.core.case import Actor
from konsil.door.actor import Acting
from konsil.store import programmes
from konsil.store.queries import called
from konsil.store.queries.cases import by_number, cases_of
from konsil.store.queries.people import Found, find_people
from konsil.store.queries.reading import now
from konsil.store.refusals import NotThere
from konsil.web import seeking
from konsil.web.callcentre import shell as calls
from konsil.web.desk import shell
from konsil.web.recording import acting_of
from konsil.web.ui import dates

reading = require_http_methods(["GET", "HEAD"])
FEW = 6


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """People and cases by number, card, phone, national number or name; as JSON for the palette.

    `?phone=` is what a telephone system opens when a call comes in: it leads to whoever is calling.
    """
    actor, for_palette = acting_of(request).reader, request.headers.get("Accept", "").startswith("application/json")
    if phone := request.GET.get("phone", "").strip()[:40]:
        seeking.keep(request, phone)
        return HttpResponseRedirect(_caller(acting_of(request), phone))
    if request.method == "POST" and not for_palette:
        return seeking.found(request)
    words = str(request.POST.get("q", "")).strip()[: seeking.MOST] if for_palette else seeking.of(request)
    case, people = _case(actor, words), find_people(actor, words) if len(words) > 1 else ()
    if for_palette:
        return JsonResponse(_groups(actor, case, people, words), safe=False)
    found = [(one, cases_of(actor, one.public)) for one in people]
    told = {"q": words, "found": found, "case": case} | shell.frame(request, "find")
    return render(request, "desk/find.html", told)


def _caller(acting: Acting, phone: str) -> str:
    """The page on which a call begins: of a call centre its own, else the new case's."""
    if calls.is_ours(acting):
        return f"{reverse('caller')}?rings=1"
    people = find_people(acting.reader, phone)
    told = {"person": people[0].public} if len(people) == 1 else {"found": "1"}
    return f"{reverse('new-case')}?{urlencode(told)}"


def _case(actor: Actor, said: str) -> str:
    try:
        return by_number(actor, said) if said else ""
    except NotThere:
        return ""


def _groups(actor: Actor, case: str, people: tuple[Found, ...], said: str) -> list[dict[str, Any]]:
    cases = [{"text": said, "url": reverse("case", args=[case]), "icon": "folder-open"}] if case else []
    for one in people[:FEW]:
        for each in cases_of(actor, one.public) if one.open_cases else ():
            text = f"{one.given} {one.family} · {each.number}"
            cases.append(
                {
                    "text": text,
                    "url": reverse("case", args=[each.public]),
                    "icon": "folder-open",
                    "note": each.programme,
                }
            )
    new = [
        {
            "text": pgettext("palette", "New case for %(name)s") % {"name": f"{one.given} {one.family}"},
            "url": f"{reverse('new-case')}?person={one.public}",
            "icon": "file-plus",
            "note": one.card,
        }
        for one in people[:FEW]
    ]
    groups = ((pgettext("palette", "Cases"), cases), (pgettext("palette", "People"), new))
    return [{"group": name, "items": items} for name, items in groups if items]


@reading
def codes(request: HttpRequest) -> HttpResponse:
    """Diagnoses by code or words, for a field that asks for one."""
    said, language = request.GET.get("q", "").strip()[:60], get_language() or "en"
    found = called.diagnoses(acting_of(request).reader, said) if len(said) > 1 else ()
    return JsonResponse([{"code": code, "words": words.get(language, "")} for code, words in found], safe=False)


@reading
def centres(request: HttpRequest) -> HttpResponse:
    """The register of rankings: for a disease, who is ranked where, by whom and when (A17)."""
    disease = request.GET.get("q", "").strip().upper()[:8]
    told = {"q": disease, "ranked": called.ranked(acting_of(request).reader, disease)}
    return render(request, "desk/centres.html", told | shell.frame(request, "centres"))


@reading
def calendar(request: HttpRequest) -> HttpResponse:
    """The working time of each programme: hours of the week and the holidays ahead, with what is estimated."""
    at = now()
    told = {"calendars": [_calendar(one.hash, at) for one in _newest()]}
    return render(request, "desk/calendar.html", told | shell.frame(request, "calendar", at))


def _newest() -> list[programmes.Installed]:
    newest = {one.key: one for one in programmes.installed()}
    return list(newest.values())


def _calendar(version: str, at: Any) -> dict[str, Any]:
    programme, texts = programmes.programme(version)
    language = get_language() or "en"
    spoken = language if language in programme.languages else programme.languages[0]
    calendar, today = programme.calendars["operator"], at.astimezone(programme.zone).date()
    names = dates.words(language).weekdays
    week = [
        (names[day], [f"{wall(w.opens)}–{wall(w.closes)}" for w in windows])
        for day, windows in sorted(calendar.week.items())
    ]
    ahead = [
        (on, one.names.get(spoken) or next(iter(one.names.values()), ""), one.estimated)
        for on, one in sorted(calendar.holidays.items())
        if on >= today
    ][:14]
    return {
        "name": texts.say(spoken, "programme.name"),
        "zone": programme.zone.key,
        "week": week,
        "holidays": ahead,
        "open": calendar.is_open(at),
    }
