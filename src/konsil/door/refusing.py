"""How pages say no: few words, the right status, the same bytes for what is not there and what is not yours."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from konsil.core.engine import Refused
from konsil.core.texts import Texts
from konsil.door import language, telling, words
from konsil.door.telling import Faulty
from konsil.library import vocabulary
from konsil.store.refusals import Busy, Changed, KeyReused, NotThere

STATUS: dict[type[Exception], int] = {Refused: 409, Changed: 409, Busy: 503, KeyReused: 422, Faulty: 422}


def key_of(no: Exception) -> str:
    """The refusal key of what was raised."""
    if isinstance(no, Refused):
        return no.key
    return {Changed: "changed", Busy: "busy", Faulty: "faulty"}.get(type(no), str(no))


def message(no: Exception, said_in: str, texts: Texts | None = None) -> str:
    """What was raised, in words of this language and the programme. A page may be read in a language that the programme
    of the case does not speak; what only that programme refuses is then said in English, which every programme has."""
    about, known, key = no.about if isinstance(no, Refused) else "", texts or Texts(vocabulary(), {}), key_of(no)
    spoken = said_in if known.has(said_in, f"refusal.{key}") or words.has(said_in, f"refusal.{key}") else "en"
    return telling.refusal(known, spoken, key, about)


def page(request: HttpRequest, no: Exception) -> HttpResponse:
    """The small page for a refusal that the view did not show in its place."""
    said_in = translation.get_language() or language.of_request(request)
    response = HttpResponse(_small(message(no, said_in)), status=STATUS.get(type(no), 400))
    if isinstance(no, Busy):
        response["Retry-After"] = "2"
    return response


def not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not yours; one answer, whose bytes depend on the language alone."""
    said_in = language.of_request(request)
    with translation.override(said_in):
        return HttpResponse(_small(message(NotThere("not-there"), said_in)), status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: nothing of the fault is shown."""
    said_in = language.of_request(request)
    with translation.override(said_in):
        return HttpResponse(_small(words.say(said_in, "refusal.broken")), status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form did not come from a page of ours, or the page lay open too long."""
    said_in = language.of_request(request)
    with translation.override(said_in):
        return HttpResponse(_small(words.say(said_in, "refusal.page-too-old")), status=403)


def _small(said: str) -> str:
    return render_to_string("door/small.html", {"said": said})
