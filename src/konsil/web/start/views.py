"""Where somebody's day begins."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from konsil.door.actor import Acting

HOMES = {  # a role of the house, and the name of its page; the first that is held counts
    "call-centre": "calls",
    "coordinator": "work",
    "supervisor": "work",
    "medical-officer": "officer",
    "medical-reviewer": "review",
    "finance": "work",
    "admin": "admin",
    "payer": "payer",
    "payer-look-up": "payer",
    "centre-desk": "centre",
    "expert": "centre",
    "centre": "centre",
    "doctor": "doctor",
    "clinic-doctor": "clinic-doctor",
    "clinic": "clinic",
    "member": "my",
    "relative": "my",
}


def start(request: HttpRequest) -> HttpResponse:
    """To the page of one's role; whoever is not known yet comes in first."""
    return HttpResponseRedirect(resolve_url(home_of(getattr(request, "acting", None))))


def home_of(acting: Acting | None) -> str:
    """The name of the page at which somebody's day begins."""
    roles = acting.roles if acting else frozenset[str]()
    return next((page for role, page in HOMES.items() if role in roles), "entrance")
