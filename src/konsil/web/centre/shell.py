"""The frame of a centre's pages: two places, whoever sits there, and as of when the page was drawn."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

from konsil.door.actor import Acting
from konsil.store.queries.reading import now as instant
from konsil.web import staff
from konsil.web.recording import acting_of


def frame(request: HttpRequest, here: str, now: datetime | None = None) -> dict[str, Any]:
    """What `ui/staff.html` reads. `here` is the place that is open."""
    acting = acting_of(request)
    return {
        "rail_items": [
            {"url": reverse("centre"), "icon": "inbox", "text": pgettext("rail", "Desk"), "current": here == "desk"}
        ],
        "me": staff.me(acting),
        "shown_at": (now or instant()).isoformat(),
        "here": request.get_full_path(),
    }


def party_of(acting: Acting) -> str:
    """The centre whose people these are."""
    return acting.reader.party
