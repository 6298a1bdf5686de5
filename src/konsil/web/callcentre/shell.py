"""Where the people of a call centre can go; the frame around it is the desk's."""

from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext

from konsil.core.facts.visit import Requested
from konsil.door.actor import Acting
from konsil.store import programmes

CALLS = frozenset(("call-centre", "supervisor"))


def is_ours(acting: Acting) -> bool:
    """Whether somebody works for a programme of visits. A supervisor does where the operator runs one."""
    if acting.roles & {"call-centre", "medical-reviewer"}:
        return True
    at = acting.at("supervisor")
    return bool(at) and any(_is_of_visits(one.hash) for one in programmes.installed() if one.operator == at)


def _is_of_visits(version: str) -> bool:
    return Requested.name in programmes.programme(version)[0].flow


def places(acting: Acting) -> list[dict[str, Any]]:
    """The rail: what happens now, who is calling, all cases; the reviewer's questions; who is on duty."""
    calls: list[dict[str, Any]] = [
        {"name": "calls", "url": reverse("calls"), "icon": "activity", "text": pgettext("rail", "Now")},
        {"name": "caller", "url": reverse("caller"), "icon": "phone-incoming", "text": pgettext("rail", "Caller")},
        {"name": "work", "url": reverse("work"), "icon": "inbox", "text": pgettext("rail", "Work")},
        {"name": "duty", "url": reverse("calls-duty"), "icon": "bell", "text": pgettext("rail", "On duty")},
        {"name": "outage", "url": reverse("outage"), "icon": "wifi-off", "text": pgettext("rail", "Line down")},
        {"name": "statements", "url": reverse("statements"), "icon": "scroll-text", "text": pgettext("rail", "Month")},
    ]  # fmt: skip
    review: dict[str, Any] = {
        "name": "review", "url": reverse("review"), "icon": "stethoscope", "text": pgettext("rail", "Questions")
    }  # fmt: skip
    find = {"name": "find", "url": reverse("find"), "icon": "folder-search", "text": pgettext("rail", "Find")}
    mine = [*([review] if "medical-reviewer" in acting.roles else []), *(calls if acting.roles & CALLS else [])]
    return [*mine, find]
