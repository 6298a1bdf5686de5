"""The one way to declare a page: with its policy. And what stands around every view: who asks, in which language,
in whose name the database reads, and how it says no."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, path
from django.utils import translation

from konsil.core.engine import Refused
from konsil.door import language, refusing, sessions
from konsil.door.actor import Acting
from konsil.door.idempotency import NoKey
from konsil.door.policy import Policy, Verdict
from konsil.door.telling import Faulty, Unreadable
from konsil.store.queries.reading import reading
from konsil.store.refusals import Busy, Changed, KeyReused, NotThere

View = Callable[..., HttpResponseBase]
SAFE = ("GET", "HEAD")


def route(where: str, view: View, *, name: str, policy: Policy) -> URLPattern:
    """A page at an address: who may open it is said here and nowhere else."""
    return path(where, guarded(view, policy), name=name)


def guarded(view: View, policy: Policy) -> View:
    """The view behind its policy. It finds who asks as `request.acting` (`Acting | None`)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        acting = request.acting = sessions.who(request)  # type: ignore[attr-defined]
        translation.activate(language.of_request(request, acting.language if acting else ""))
        if denied := _denied(request, policy, acting):
            return denied
        try:
            with _reading(request, acting):
                return _drawn(view(request, *args, **more))
        except NotThere:
            raise Http404 from None
        except REFUSALS as no:
            return refusing.page(request, no)

    answer.policy = policy  # type: ignore[attr-defined]
    return answer


REFUSALS = (Refused, Busy, Changed, KeyReused, Faulty, Unreadable, NoKey)


def _denied(request: HttpRequest, policy: Policy, acting: Acting | None) -> HttpResponseBase | None:
    match policy.judge(acting):
        case Verdict.SIGN_IN:
            query = urlencode({"next": request.get_full_path()}) if request.method in SAFE else ""
            return HttpResponseRedirect(resolve_url(policy.sign_in_at) + (f"?{query}" if query else ""))
        case Verdict.SECOND_FACTOR:
            return HttpResponseRedirect(resolve_url("mfa_activate_totp"))
        case Verdict.NOT_THERE:
            raise Http404
    return None


def _reading(request: HttpRequest, acting: Acting | None) -> AbstractContextManager[None]:
    """One transaction around a page that only reads, in the name of its reader. Somebody who may act for several
    parties reads in the name of each by itself."""
    alone = acting is not None and len({one.party for one in acting.actors}) == 1
    return reading(acting.reader) if acting and alone and request.method in SAFE else nullcontext()


def _drawn(response: HttpResponseBase) -> HttpResponseBase:
    """A template that draws later draws now, while the database still knows who reads."""
    render = getattr(response, "render", None)
    if callable(render) and not getattr(response, "is_rendered", True):
        render()
    return response


def unguarded(patterns: Iterable[URLPattern | URLResolver], under: str = "") -> Iterator[str]:
    """Every address without a policy."""
    for one in patterns:
        where = f"{under}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from unguarded(one.url_patterns, where)
        elif not isinstance(getattr(one.callback, "policy", None), Policy):
            yield where


def closed(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """These patterns, all of them behind a policy; otherwise the application does not start."""
    if found := list(unguarded(patterns)):
        raise ImproperlyConfigured(f"no policy: {', '.join(found)}")
    return patterns
