"""The one way a page records a fact, for every home: POST the fact's fields with `key`, `seq` and `next`.

What cannot be recorded comes back to the page it was sent from, with what was typed still there and what is wrong
said at its place: a page that `keeps` an attempt finds it as `request.attempt`; for all others the fact's own page
is drawn. A refusal never loses a word that somebody wrote.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from konsil.core.case import Entry
from konsil.core.engine import Refused
from konsil.core.facts import FACTS
from konsil.door import filled, forms, recording, refusing
from konsil.door.actor import Acting
from konsil.door.idempotency import key_of, new_key
from konsil.door.telling import Fault, Faulty
from konsil.store.queries.cases import CaseSeen, Whole
from konsil.store.refusals import Busy, Changed, NotThere

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Attempt:
    """A form that was sent and could not be recorded: what was typed, and why not.

    `faults` are words by field path, `said` the refusal in words and `refused` its key; `newer` what was recorded
    meanwhile; `key` the one it was sent with, good for another try.
    """

    public: str
    fact: str
    typed: QueryDict
    key: str
    faults: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    refused: str = ""
    newer: tuple[Entry, ...] = ()
    status: int = 422


def keeps(view: View) -> View:
    """Marks a page that draws `request.attempt` at the form it came from."""
    view.keeps = True  # type: ignore[attr-defined]
    return view


def attempt_of(request: HttpRequest, fact: str = "") -> Attempt | None:
    """The attempt this page has to show, if there is one (of this fact)."""
    found: Attempt | None = getattr(request, "attempt", None)
    return found if found and fact in ("", found.fact) else None


def acting_of(request: HttpRequest) -> Acting:
    """Who asks, on a page behind a policy."""
    found: Acting = request.acting  # type: ignore[attr-defined]
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def fact(request: HttpRequest, public: str, name: str) -> HttpResponseBase:
    """A fact's own page, and the recorder: a form to fill in, without a script; or what was filled in, recorded."""
    if name not in FACTS:
        raise NotThere("not-there")
    if request.method != "POST":
        return own_page(request, public, name)
    tried = attempt(request, public, name)
    return _back(request, tried) if isinstance(tried, Attempt) else HttpResponseRedirect(_done(request, tried))


def attempt(request: HttpRequest, public: str, name: str) -> Attempt | int:
    """Record what the form tells: the number of the entry, or why not. Raises `NotThere`, `KeyReused`, `NoKey`."""
    acting, key = acting_of(request), key_of(request)
    whole, form = recording.whole(acting, public), forms.form(name)
    zone = whole.case.programme.zone
    try:
        told, at = filled.payload(form, request.POST, zone), _happened(request.POST, zone)
        found = recording.record(acting, public, name, told, key=key, seen=_seen(request.POST), at=at)
        return found.entry.seq
    except (Faulty, Refused, Changed, Busy) as no:
        return _attempt(request, whole, public, name, key, no)


def show_again(request: HttpRequest, tried: Attempt) -> HttpResponseBase:
    """The page an attempt came from, with what was typed and why it was not recorded."""
    return _back(request, tried)


def own_page(request: HttpRequest, public: str, name: str, tried: Attempt | None = None) -> HttpResponse:
    """The page that holds nothing but the form of one fact."""
    from konsil.web.case import form, words

    acting = acting_of(request)
    seen = recording.seen(acting, public)
    said = words.Said.of(seen.texts, seen.programme)
    where = str(request.POST.get("next") or request.GET.get("next") or "/")
    drawn = form.drawn(form.Ground.of(acting.reader, seen, said), name, tried, given=request.GET, then=where)
    shell = "ui/staff.html" if acting.staff else "ui/portal.html"
    told = {"seen": seen, "form": drawn, "shell": shell, "then": ours(request, where)}
    return render(request, "case/fact.html", told, status=tried.status if tried else 200)


def _attempt(request: HttpRequest, whole: Whole, public: str, name: str, key: str, no: Exception) -> Attempt:
    language = get_language() or ""
    match no:
        case Faulty():
            told = {one.field: one.said(language) for one in no.faults}
            return Attempt(public, name, request.POST, key, told)
        case Changed():
            said, newer = refusing.message(no, language, whole.texts), no.newer
            return Attempt(public, name, request.POST, key, said=said, refused="changed", newer=newer, status=409)
    said = refusing.message(no, language, whole.texts)
    status = refusing.STATUS.get(type(no), 409)
    return Attempt(public, name, request.POST, key, said=said, refused=refusing.key_of(no), status=status)


def _back(request: HttpRequest, tried: Attempt) -> HttpResponseBase:
    """The page the form was sent from, drawn again with the attempt on it."""
    where = urlsplit(ours(request, str(request.POST.get("next", "/"))))
    try:
        page = resolve(where.path)
    except Resolver404:
        return own_page(request, tried.public, tried.fact, tried)
    if not getattr(page.func, "keeps", False):
        return own_page(request, tried.public, tried.fact, tried)
    request.attempt = tried  # type: ignore[attr-defined]
    request.method, request.path, request.GET = "GET", where.path, QueryDict(where.query)
    response: HttpResponseBase = page.func(request, *page.args, **page.kwargs)
    response.status_code = tried.status
    return response


def _done(request: HttpRequest, seq: int) -> str:
    """Where to go on: the form's `next`, told which entry was just recorded."""
    where = urlsplit(ours(request, str(request.POST.get("next", "/"))))
    query = [(name, value) for name, value in parse_qsl(where.query) if name not in ("do", "done")]
    return where._replace(query=urlencode([*query, ("done", str(seq))])).geturl()


def ours(request: HttpRequest, where: str, otherwise: str = "/") -> str:
    """An address of ours to go to, or another one."""
    hosts, secure = {request.get_host()}, request.is_secure()
    return where if where and url_has_allowed_host_and_scheme(where, hosts, require_https=secure) else otherwise


def _seen(sent: Mapping[str, Any]) -> int | None:
    told = str(sent.get("seq", ""))
    return int(told) if told.isdecimal() and len(told) < 10 else None


def _happened(sent: Mapping[str, Any], zone: ZoneInfo) -> datetime | None:
    """When the act was, where the form says so: a wall time of the programme's zone."""
    told = str(sent.get("happened", "")).strip()
    if not told:
        return None
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        raise Faulty(Fault("happened", "not-an-instant")) from None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def undo(acting: Acting, seen: CaseSeen, seq: int) -> tuple[str, dict[str, str]] | None:
    """The fact that holds back what an entry decided, with the items it names; None once it is too late."""
    entry = next((one for one in seen.entries if one.seq == seq), None)
    if entry is None or not seen.programme.flow[entry.name].undo:
        return None
    held = next((one for one in seen.possible if _holds_back(seen, one.name, entry.name)), None)
    if held is None or (seen.now - entry.recorded).total_seconds() > seen.programme.flow[entry.name].undo:
        return None
    named = forms.form(held.name).fields
    return held.name, {one.name: entry.items[one.of] for one in named if one.kind == "item" and one.of in entry.items}


def _holds_back(seen: CaseSeen, name: str, decided: str) -> bool:
    return name.endswith(".held") and seen.programme.flow[name].voids == (decided,)


@require_http_methods(["POST"])
def take_back(request: HttpRequest, public: str, seq: int) -> HttpResponse:
    """Hold back what was just decided, within its seconds. Too late: the page says what happened meanwhile."""
    acting = acting_of(request)
    found = undo(acting, recording.seen(acting, public), seq)
    if found:
        recording.record(acting, public, found[0], found[1], key=f"take-back-{public}-{seq}")
    where = ours(request, str(request.POST.get("next") or request.headers.get("Referer", "")))
    return HttpResponseRedirect(urlsplit(where)._replace(query="").geturl() if where else "/")


def key_for_form() -> str:
    """A key for a form that is drawn now."""
    return new_key()
