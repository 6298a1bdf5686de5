"""Where somebody's day begins, and in whose colour their portal is."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.views.decorators.http import require_safe

from konsil.door.actor import Acting
from konsil.letters.brand import colour
from konsil.store import programmes
from konsil.store.queries.registers import organisation
from konsil.store.refusals import NotThere

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


# The colour as it is on paper; lighter where it is dark, with dark words on it. Outside every layer, so it wins.
COLOURS = """:root {{
  --brand: light-dark({0}, color-mix(in oklab, {0} 45%, white));
  --brand-hover: light-dark(color-mix(in oklab, {0} 82%, black), color-mix(in oklab, {0} 32%, white));
  --brand-soft: light-dark(color-mix(in oklab, {0} 12%, white), color-mix(in oklab, {0} 30%, #10161a));
  --on-brand: light-dark(#ffffff, #06181a);
}}
"""


@require_safe
def brand(request: HttpRequest, programme: str) -> HttpResponse:
    """The colours of a programme's payer as a stylesheet; an empty one where it has none. Nothing of a person."""
    installed = programmes.in_force(programme)
    if installed is None:
        raise NotThere("not-there")
    payer = organisation(programmes.programme(installed.hash)[0].payer)
    told = colour((payer.settings if payer else None) or {}, programme)
    answer = HttpResponse(COLOURS.format(told) if told else "", content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=300"
    return answer


def home_of(acting: Acting | None) -> str:
    """The name of the page at which somebody's day begins."""
    roles = acting.roles if acting else frozenset[str]()
    return next((page for role, page in HOMES.items() if role in roles), "entrance")
