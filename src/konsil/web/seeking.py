"""What somebody says to be found by: a name, a card, a telephone. It travels in the body and rests in the session; no
address, and so no log and no history of a browser, holds it (S10)."""

from django.http import HttpRequest, HttpResponseRedirect

SAID, MOST = "said", 120


def keep(request: HttpRequest, words: str) -> None:
    """Remember what was said last in this session."""
    request.session[SAID] = words.strip()[:MOST]


def found(request: HttpRequest, field: str = "q", path: str = "") -> HttpResponseRedirect:
    """Answer a search that was posted: the page that shows what is found, which Back and Reload can open again."""
    keep(request, str(request.POST.get(field, "")))
    return HttpResponseRedirect(f"{path or request.path}?found=1")


def ringing(request: HttpRequest) -> str:
    """The number that rings, on a page that a telephone system led to; empty on any other."""
    return str(request.session.get(SAID, "")) if "rings" in request.GET else ""


def of(request: HttpRequest) -> str:
    """What was said, on a page that shows what is found; empty on one that asks."""
    return str(request.session.get(SAID, "")) if "found" in request.GET else ""
