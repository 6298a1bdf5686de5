"""The frame of the desk: where one can go, who one is, and as of when the page was drawn."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

from konsil.door.actor import Acting
from konsil.store.queries.reading import now as instant
from konsil.web import staff
from konsil.web.callcentre import shell as calls
from konsil.web.recording import acting_of


def frame(request: HttpRequest, here: str, now: Any = None, waiting: int = 0, **more: Any) -> dict[str, Any]:
    """What `ui/staff.html` reads. `now` spares a question to the database where the page knows it already."""
    acting, at = acting_of(request), now or instant()
    return {
        "rail_items": _places(acting, here, waiting),
        "me": staff.me(acting),
        "find_url": reverse("find"),
        "shown_at": at.isoformat(),
        "here": request.get_full_path(),
        **more,
    }


def today(now: Any, zone: str | ZoneInfo) -> Any:
    """The day in a zone."""
    return now.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()


def _places(acting: Acting, here: str, waiting: int) -> list[dict[str, Any]]:
    if calls.is_ours(acting):
        return [{**one, "current": one["name"] == here} for one in calls.places(acting)]
    found: list[dict[str, Any]] = [
        {
            "url": reverse("work"),
            "icon": "inbox",
            "text": pgettext("rail", "Work"),
            "name": "work",
            "count": waiting or None,
        },
        {"url": reverse("notices"), "icon": "bell", "text": pgettext("rail", "Notices"), "name": "notices"},
        {"url": reverse("find"), "icon": "folder-search", "text": pgettext("rail", "Find"), "name": "find"},
        {"url": reverse("centres"), "icon": "hospital", "text": pgettext("rail", "Centres"), "name": "centres"},
        {"url": reverse("calendar"), "icon": "calendar-days", "text": pgettext("rail", "Calendar"), "name": "calendar"},
    ]
    if acting.roles & {"coordinator", "supervisor"}:
        new = {"url": reverse("new-case"), "icon": "file-plus", "text": pgettext("rail", "New case"), "name": "new"}
        found.insert(1, new)
    if "medical-officer" in acting.roles:
        read = {"url": reverse("officer"), "icon": "stethoscope", "text": pgettext("rail", "Read"), "name": "officer"}
        found.insert(0, read)
    return [{**one, "current": one["name"] == here} for one in found]
