"""What stands around every page of an insurer, and in whose name it reads."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

from konsil.core.case import Actor
from konsil.store.queries.registers import organisation
from konsil.web import staff
from konsil.web.recording import acting_of


def payer_of(request: HttpRequest) -> Actor:
    """The insurer this reader belongs to: counts are read in its name."""
    acting = acting_of(request)
    return Actor(acting.name, "payer", acting.at("payer") or acting.at("payer-look-up"))


def frame(request: HttpRequest, here: str, **more: Any) -> dict[str, Any]:
    """What `ui/staff.html` reads."""
    acting = acting_of(request)
    return {
        "rail_items": [{**one, "current": one["name"] == here} for one in _places("payer-look-up" in acting.roles)],
        "me": staff.me(acting),
        "here": request.get_full_path(), "language": staff.language(), **more,
    }  # fmt: skip


def _places(may_look_up: bool) -> list[dict[str, Any]]:
    found = [
        {"url": reverse("payer"), "icon": "badge-check", "text": pgettext("rail", "Promises"), "name": "month"},
        {"url": reverse("payer-terms"), "icon": "scroll-text", "text": pgettext("rail", "Terms"), "name": "terms"},
        {"url": reverse("payer-mine"), "icon": "file-plus", "text": pgettext("rail", "Make mine"), "name": "mine"},
    ]
    if may_look_up:
        name = {"url": reverse("name-behind"), "icon": "lock", "text": pgettext("rail", "A name"), "name": "name"}
        found.append(name)
    return found


def called(key: str) -> str:
    """An organisation's name, or its key where it is not in the register."""
    found = organisation(key)
    return found.name if found else key
