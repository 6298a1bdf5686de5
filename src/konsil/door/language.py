"""In which language a page speaks: chosen, then the person's own, then what the browser asks for (R28)."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from konsil.door import words

Answer = Callable[[HttpRequest], HttpResponse]


def chosen(wishes: Iterable[str], spoken: Iterable[str] = (), otherwise: str = "") -> str:
    """The first wish that is spoken here; `sq-AL` wishes `sq`. Default: what the door speaks."""
    known = tuple(spoken) or words.languages()
    found = (one for wish in wishes for one in known if wish and wish.lower().partition("-")[0] == one)
    return next(found, otherwise or _default(known))


def accepted(header: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, the dearest first; refused ones (q=0) left out."""
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, rest = part.partition(";")
        weight = _weight(rest)
        if tag.strip() and tag.strip() != "*" and weight > 0:
            found.append((-weight, place, tag.strip()))
    return tuple(tag for _, _, tag in sorted(found))


def of_request(request: HttpRequest, own: str = "", spoken: Iterable[str] = ()) -> str:
    """The language of this request. `own` is the person's by the register."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen((cookie, own, *accepted(request.headers.get("Accept-Language", ""))), spoken)


class Language:
    """Middleware: the language of the browser, until the door knows who is there."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(of_request(request)):
            response = self.answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        response.headers["Vary"] = ", ".join(filter(None, (response.headers.get("Vary"), "Accept-Language")))
        return response


def _default(known: tuple[str, ...]) -> str:
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in known else known[0]


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
