"""The frame of the clinic's pages: its two seats, whoever sits there, and as of when the page was drawn."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

from konsil.door.actor import Acting
from konsil.store.queries.clinic import Names, PlaceSeen
from konsil.web import staff
from konsil.web.recording import acting_of

PLACE = "clinic_place"  # the cookie that remembers at which place this reception sits


def frame(request: HttpRequest, here: str, now: datetime, waiting: int = 0) -> dict[str, Any]:
    """What `ui/staff.html` reads. `here` is the place that is open."""
    acting = acting_of(request)
    return {
        "rail_items": [{**one, "current": one["name"] == here} for one in _places(acting, waiting)],
        "me": staff.me(acting),
        "shown_at": now.isoformat(),
        "here": request.get_full_path(),
    }


def _places(acting: Acting, waiting: int) -> list[dict[str, Any]]:
    reception: list[dict[str, Any]] = [
        {"name": "today", "url": reverse("clinic"), "icon": "calendar-check", "text": pgettext("rail", "Today"),
         "count": waiting or None},
        {"name": "new", "url": reverse("clinic-new"), "icon": "plus", "text": pgettext("rail", "Book")},
        {"name": "away", "url": reverse("clinic-away"), "icon": "calendar-off", "text": pgettext("rail", "Absence")},
        {"name": "sheet", "url": reverse("clinic-sheet"), "icon": "list-checks", "text": pgettext("rail", "Day sheet")},
        {"name": "statements", "url": reverse("statements"), "icon": "scroll-text", "text": pgettext("rail", "Month")},
    ]  # fmt: skip
    doctor: dict[str, Any] = {
        "name": "doctor", "url": reverse("clinic-doctor"), "icon": "stethoscope", "text": pgettext("rail", "My visits")
    }  # fmt: skip
    return [*([doctor] if "clinic-doctor" in acting.roles else []), *(reception if "clinic" in acting.roles else [])]


def place_of(request: HttpRequest, names: Names, clinic: str) -> PlaceSeen | None:
    """The place at which this reception sits: as chosen now, as remembered, else the only one."""
    ours = [one for one in names.places.values() if one.clinic == clinic]
    wanted = request.GET.get("at", request.COOKIES.get(PLACE, ""))
    return next((one for one in ours if one.public == wanted), ours[0] if len(ours) == 1 else None)
