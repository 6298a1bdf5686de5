"""Around every address of the API: the token, the method, the size, the words of a refusal. Always JSON."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from konsil.core.engine import Refused
from konsil.core.texts import Texts
from konsil.door import language, refusing, tokens, words
from konsil.door.actor import Acting
from konsil.door.idempotency import NoKey
from konsil.door.policy import Policy, Verdict
from konsil.door.telling import Faulty, Unreadable
from konsil.store.refusals import Busy, Changed, KeyReused, NotThere

Answer = Callable[..., HttpResponse]
LARGEST = 256 * 1024  # octets of a body
STATUS: dict[type[Exception], int] = {
    Refused: 409, Changed: 409, Faulty: 422, KeyReused: 422, Busy: 503, NotThere: 404, NoKey: 400, Unreadable: 400,
}  # fmt: skip
LOG = logging.getLogger("konsil.api")


class Wrong(ValueError):
    """A request that cannot be understood: its key, and the status it is answered with."""

    def __init__(self, key: str, status: int = 400) -> None:
        super().__init__(key)
        self.status = status


class Spoken(Exception):
    """A refusal together with the words of the programme it came from."""

    def __init__(self, no: Exception, texts: Texts, languages: tuple[str, ...]) -> None:
        super().__init__(str(no))
        self.no, self.texts, self.languages = no, texts, languages


def endpoint(where: str, *, name: str, policy: Policy, **methods: Answer) -> URLPattern:
    """An address with its policy and a function for each method it answers to (`get=…, post=…`)."""
    known = {method.upper(): answer for method, answer in methods.items()}
    if "GET" in known:
        known["HEAD"] = known["GET"]

    def view(request: HttpRequest, **more: Any) -> HttpResponse:
        try:
            return _answered(request, policy, known, more)
        except Spoken as told:
            return refused(request, told.no, told.texts, told.languages)
        except (*STATUS, Wrong, Http404) as no:  # type: ignore[misc]
            return refused(request, NotThere("not-there") if isinstance(no, Http404) else no)
        except Exception:
            LOG.exception("unexpected", extra={"route": name})
            return refused(request, Wrong("broken", 500))

    view.policy = policy  # type: ignore[attr-defined]
    return path(where, csrf_exempt(view), name=name)


def _answered(
    request: HttpRequest, policy: Policy, known: Mapping[str, Answer], more: Mapping[str, Any]
) -> HttpResponse:
    acting = request.acting = tokens.who(request)  # type: ignore[attr-defined]
    match policy.judge(acting):
        case Verdict.SIGN_IN:
            raise Wrong("no-token", 401)
        case Verdict.NOT_THERE | Verdict.SECOND_FACTOR:
            raise Wrong("not-for-this-token", 403)
    if (do := known.get(request.method or "")) is None:
        raise Wrong("wrong-method", 405)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise Wrong("too-large", 413)
    return do(request, **more)


def acting(request: HttpRequest) -> Acting:
    """Whose token the request bears; behind a policy that asks for one."""
    found: Acting = request.acting  # type: ignore[attr-defined]
    return found


def answer(told: object, status: int = 200, **headers: str) -> HttpResponse:
    """A JSON answer, in UTF-8; header names with `_` for `-`."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    octets = body.encode()
    named = {"Content-Length": str(len(octets)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    return HttpResponse(octets, status=status, content_type="application/json", headers=named)


def refused(
    request: HttpRequest, no: Exception, texts: Texts | None = None, spoken: tuple[str, ...] = ()
) -> HttpResponse:
    """What was refused and why, in words of a language the caller accepts and the programme speaks."""
    said_in = language.chosen(language.accepted(request.headers.get("Accept-Language", "")), _both(spoken))
    told: dict[str, object] = {"refused": refusing.key_of(no), "message": refusing.message(no, said_in, texts)}
    if isinstance(no, Faulty):
        told["faults"] = [{"field": f.field, "fault": f.key, "message": f.said(said_in)} for f in no.faults]
    if isinstance(no, Changed):
        told["newer"] = [entry.seq for entry in no.newer]
    status = no.status if isinstance(no, Wrong) else STATUS[type(no)]
    return answer(told, status, **_headers(no, status), Content_Language=said_in)


def _both(spoken: tuple[str, ...]) -> tuple[str, ...]:
    """The languages of the programme that the door speaks too."""
    return tuple(one for one in spoken if one in words.languages())


def _headers(no: Exception, status: int) -> dict[str, str]:
    if status == 401:
        return {"WWW_Authenticate": "Bearer"}
    return {"Retry_After": "2"} if isinstance(no, Busy) else {}
