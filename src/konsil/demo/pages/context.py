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

ZONE = ZoneInfo("Europe/Tirane")


def demo(request: HttpRequest) -> dict[str, Any]:
    """The context of `{% demo_bar %}`; empty where this is no demo."""
    people = personas.known(settings.CONFIG.home)
    if not people:
        return {}
    language = translation.get_language() or "en"
    acting = getattr(request, "acting", None)
    name = acting.name if acting else ""
    return {
        "demo": {
            "now": dates.instant(now(), ZONE, language),
            "url": "/demo",
            "person": next((one.first for one in people if one.name == name), "–"),
            "people": [
                {"key": one.key, "name": one.name, "role": face(one.face), "current": one.name == name}
                for one in people
            ],
            "beside": "Elira",
            "beside_url": _phone(request),
            "tour_url": "/demo/tour/1",
        },
        "here": request.get_full_path(),
    }


def _phone(request: HttpRequest) -> str:
    """The other name of this machine: a browser keeps another session for it, so that two people fit side by side."""
    host, _, port = request.get_host().partition(":")
    other = "localhost" if host == "127.0.0.1" else "127.0.0.1"
    return f"{request.scheme}://{other}{':' if port else ''}{port}/demo/phone"
