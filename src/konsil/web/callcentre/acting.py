"""The acts of a call that are more than one plain form: a time chosen by one press, a number read out and read back."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.case import Entry
from konsil.core.facts import authorisation
from konsil.core.facts.authorisation import Minted
from konsil.door.idempotency import new_key
from konsil.store import resending
from konsil.store.queries import calls
from konsil.store.queries.cases import CaseSeen
from konsil.store.refusals import NotThere
from konsil.web import recording
from konsil.web.callcentre import aloud
from konsil.web.callcentre.bodies import TIMES
from konsil.web.clinic import choosing
from konsil.web.clinic.visit import visit_of
from konsil.web.desk import shell
from konsil.web.desk.views import opened
from konsil.web.recording import acting_of, attempt_of, keeps


@require_http_methods(["POST"])
def time(request: HttpRequest, public: str, name: str) -> HttpResponseBase:
    """A free time that was pressed, as the fields of the fact: place, hour, and everything it takes."""
    if name not in TIMES:
        raise NotThere("not-there")
    told = choosing.told(str(request.POST.get("slot", "")))
    sent = request.POST.copy()
    for field, value in told.items():
        sent.setlist(field, value if isinstance(value, list) else [value])
    if name == "visit.booked" and told:
        place = calls.names(acting_of(request).reader, (), [str(told["location"])]).places.get(str(told["location"]))
        sent["clinic"] = place.clinic if place else ""
    request.POST = sent  # type: ignore[assignment]
    return recording.fact(request, public, name)


@dataclass(frozen=True)
class Read:
    """A paper to be read out: its number in groups, how it went to the clinic, whom to ring."""

    item: str
    number: str
    groups: tuple[tuple[aloud.Sign, ...], ...]
    further: bool
    state: str
    tone: str
    read: bool
    back: bool  # from the clinic: it can be sent again
    seq: int
    key: str


@keeps
@require_http_methods(["GET", "HEAD"])
def read_out(request: HttpRequest, public: str) -> HttpResponse:
    """The numbers of a case's papers, sign by sign, with what became of the letters, on one page."""
    one = opened(request, public)
    seen = one.seen
    language = aloud.speaks(request.GET.get("in", "") or one.said.programme.languages[0])
    papers = [_read(seen, entry, language) for entry in reversed(seen.case.seen.live) if _is_paper(entry)]
    if not papers:
        raise NotThere("not-there")
    booking = next(entry.items["booking"] for entry in reversed(seen.case.seen.live) if _is_paper(entry))
    found = visit_of(seen.case, public, seen.number, booking)
    place = calls.names(one.actor, (), [found.time.location]).places.get(found.time.location) if found else None
    theirs = seen.person.language if seen.person else language
    told = {
        "seen": seen, "papers": papers, "url": reverse("case", args=[public]), "place": place, "language": language,
        "languages": list(dict.fromkeys((one.said.programme.languages[0], aloud.speaks(theirs)))),
        "here": reverse("read-out", args=[public]), "attempt": attempt_of(request), "again": new_key(),
    }  # fmt: skip
    return render(request, "callcentre/number.html", told | shell.frame(request, "calls"))


def _is_paper(entry: Entry) -> bool:
    return isinstance(entry.fact, authorisation.Issued | authorisation.Extended) and isinstance(entry.known, Minted)


def _read(seen: CaseSeen, entry: Entry, language: str) -> Read:
    assert isinstance(entry.known, Minted)  # `_is_paper` asked the same
    item, number, back = entry.items["authorisation"], entry.known.number, False
    view = seen.case.seen.about({"authorisation": item})
    if view.has("authorisation.bounced") and not view.has("authorisation.sent"):
        state, tone, back = pgettext("paper", "came back from the clinic"), "danger", True
    elif view.has("authorisation.sent"):
        state, tone = pgettext("paper", "sent to the clinic"), "ok"
    else:
        state, tone = pgettext("paper", "on its way to the clinic"), "info"
    further = isinstance(entry.fact, authorisation.Extended)
    return Read(item, number, aloud.spelled(number, language) if number else (), further, state, tone,
                view.has("authorisation.phoned"), back, entry.seq, new_key())  # fmt: skip


@require_http_methods(["POST"])
def send_again(request: HttpRequest, public: str, seq: int) -> HttpResponse:
    """A paper that came back goes to the clinic once more, to the address the register knows now."""
    resending.send_again(acting_of(request).reader, public, seq)
    return HttpResponseRedirect(reverse("read-out", args=[public]))
