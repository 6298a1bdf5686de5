"""The frame of a centre's pages: two places, whoever sits there, and as of when the page was drawn."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

from konsil.door.actor import Acting
from konsil.store.queries.reading import now as instant
from konsil.web.recording import acting_of


def frame(request: HttpRequest, here: str, now: datetime | None = None) -> dict[str, Any]:
    """What `ui/staff.html` reads. `here` is the place that is open."""
    acting = acting_of(request)
    return {
        "rail_items": [
            {"url": reverse("centre"), "icon": "inbox", "text": pgettext("rail", "Desk"), "current": here == "desk"}
        ],
        "me": _me(acting),
        "shown_at": (now or instant()).isoformat(),
        "here": request.get_full_path(),
    }


def _me(acting: Acting) -> dict[str, Any]:
    """Who sits here; whoever came in by a link has no sign-in to look after."""
    sign_in = {"url": reverse("mfa_index"), "icon": "key-round", "text": pgettext("rail", "Sign-in")}
    return {
        "name": acting.name,
        "first": acting.first,
        "sign_out_url": reverse("leave"),
        "links": [sign_in] if acting.way == "account" else [],
    }


def party_of(acting: Acting) -> str:
    """The centre whose people these are."""
    return acting.reader.party
