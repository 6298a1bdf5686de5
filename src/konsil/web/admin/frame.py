"""What stands around every page of an administrator, and in whose name it acts."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

from konsil.core.case import Actor
from konsil.web import staff
from konsil.web.recording import acting_of


def admin_of(request: HttpRequest) -> Actor:
    """The administrator, for the organisation they administer."""
    acting = acting_of(request)
    return Actor(acting.name, "admin", acting.at("admin"))


def frame(request: HttpRequest, here: str, **more: Any) -> dict[str, Any]:
    """What `ui/staff.html` reads."""
    acting = acting_of(request)
    places = (
        ("admin", "activity", pgettext("rail", "Morning")), ("accounts", "users-round", pgettext("rail", "Accounts")),
        ("registers", "folder-open", pgettext("rail", "Registers")), ("members", "upload", pgettext("rail", "Members")),
        ("changes", "history", pgettext("rail", "Changes")), ("looks", "eye", pgettext("rail", "Who read")),
    )  # fmt: skip
    return {
        "rail_items": [{"url": reverse(name), "icon": icon, "text": text, "current": name == here}
                       for name, icon, text in places],
        "me": staff.me(acting),
        "here": request.get_full_path(), "language": staff.language(), **more,
    }  # fmt: skip
