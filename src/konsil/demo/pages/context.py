"""What the bar on every page says: the clock, its steps, and who one is."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from konsil.demo import personas
from konsil.demo.pages.words import face
from konsil.store.queries.reading import now
from konsil.web.ui import dates


def demo(request: HttpRequest) -> dict[str, Any]:
    """The context of `{% demo_bar %}`; empty where this is no demo."""
    people = personas.known(settings.CONFIG.home)
    if not people:
        return {}
    language = translation.get_language() or "en"
    acting = getattr(request, "acting", None)
    name = acting.name if acting else ""
    one = next((one for one in people if one.name == name), None)
    beside = next(each for each in people if each.key == (one.beside if one else "elira"))
    return {
        "demo": {
            "now": dates.instant(now(), zone_of(request), language),
            "url": "/demo",
            "person": one.first if one else "–",
            "people": [
                {"key": each.key, "name": each.name, "role": face(each.face), "current": each.name == name}
                for each in people
            ],
            "beside": beside.first,
            "phone": beside.home == "/my",
            "beside_url": _beside(request, beside.key),
            "tour_url": "/demo/tour/1",
        },
        "here": request.get_full_path(),
    }


def zone_of(request: HttpRequest) -> ZoneInfo:
    """Where the person lives whose day it is; Tirana for nobody's."""
    acting = getattr(request, "acting", None)
    name = acting.name if acting else ""
    found = (one.zone for one in personas.known(settings.CONFIG.home) if one.name == name)
    return ZoneInfo(next(found, "Europe/Tirane"))


def _beside(request: HttpRequest, key: str) -> str:
    """The other name of this machine: a browser keeps another session for it, so that two people fit side by side."""
    host, _, port = request.get_host().partition(":")
    other = "localhost" if host == "127.0.0.1" else "127.0.0.1"
    return f"{request.scheme}://{other}{':' if port else ''}{port}/demo/be/{key}"
