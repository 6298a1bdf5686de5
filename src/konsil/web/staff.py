"""What `ui/staff.html` reads on every page of a seat: who sits there, and in which language it is written."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext

from konsil.door.actor import Acting


def me(acting: Acting) -> dict[str, Any]:
    """Who sits here; whoever came in by a link has no sign-in to look after."""
    sign_in = {"url": reverse("mfa_index"), "icon": "key-round", "text": pgettext("rail", "Sign-in")}
    return {
        "name": acting.name,
        "first": acting.first,
        "sign_out_url": reverse("leave"),
        "links": [sign_in] if acting.way == "account" else [],
    }


def language() -> str:
    """The language the page is being written in, without its country."""
    return (get_language() or "en").split("-")[0]
