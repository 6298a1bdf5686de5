"""The entrance of members, treating doctors and centres' desks: a link by e-mail, then a code; no password.

Whoever types an address learns nothing: the answer and the work are the same whether it is anybody's, and the
worker finds out. A link opens nothing by itself: programs that read mail follow links, and letters are passed on.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from konsil.door import sessions
from konsil.store.registers import entrances

QUARTER = timedelta(minutes=15)


def client(request: HttpRequest) -> str:
    """The address of whoever asks; behind a proxy of ours, the one it saw."""
    seen = request.headers.get("X-Forwarded-For", "") if settings.CONFIG.proxied else ""
    return seen.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


@require_http_methods(["GET", "HEAD", "POST"])
def entrance(request: HttpRequest) -> HttpResponse:
    """Type an address, get a link. Known and unknown addresses get the same page, and the same work is done."""
    if request.method != "POST":
        wanted = request.session["next"] = ours(request, request.GET.get("next", ""))
        return render(request, "door/entrance.html", {"idle": request.session.pop("idle", False), "next": wanted})
    address = str(request.POST.get("email", "")).strip().lower()[:254]
    if not entrances.knock("entrance", client(request), address, most=5, within=QUARTER):
        return render(request, "door/too_often.html", status=429)
    entrances.ask_in(address, translation.get_language() or "")
    return render(request, "door/asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, link: str) -> HttpResponse:
    """A link: ask for its code, then come in with it. A link that is used, over or nobody's: one page for all three."""
    found = entrances.link(link)
    if found is None:
        return render(request, "door/no_link.html", status=404)
    if request.method != "POST":
        return render(request, "door/link.html", {"hint": found.hint})
    if "code" in request.POST:
        return _come_in(request, link, str(request.POST["code"]))
    if not entrances.knock("code", client(request), link, most=5, within=QUARTER):
        return render(request, "door/too_often.html", status=429)
    entrances.ask_code(link)
    return render(request, "door/code.html", {"hint": found.hint})


def _come_in(request: HttpRequest, link: str, code: str) -> HttpResponse:
    if not entrances.knock("try", client(request), most=30, within=QUARTER):
        return render(request, "door/too_often.html", status=429)
    found = entrances.enter(link, entrances.keyed(_digits(code)))
    if found is None:
        return render(request, "door/code.html", {"wrong": True}, status=422)
    wanted = found.opens or request.session.get("next", "")
    sessions.come_in(request, found.public)
    return HttpResponseRedirect(ours(request, wanted))


@require_http_methods(["POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Leave: every sitting of this person ends, on every machine."""
    sessions.leave(request)
    return HttpResponseRedirect("/")


def ours(request: HttpRequest, where: str) -> str:
    """An address of ours to go to, or the start."""
    host, secure = request.get_host(), request.is_secure()
    return where if where and url_has_allowed_host_and_scheme(where, {host}, require_https=secure) else "/"


def _digits(told: str) -> str:
    """A code as somebody typed it: blanks and dashes do not matter."""
    return "".join(one for one in told if one.isdecimal())[:12]
