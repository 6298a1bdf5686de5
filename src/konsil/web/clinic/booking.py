"""A direct booking at the clinic: who, which services, when (O04, O05). One form that grows: what was told so far goes
along with each step, and the last press opens the request and takes the time.

People are found by the number on their card together with their date of birth, never by leafing through names: a
clinic is no reader of an insurer's members. Neither stands in an address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.engine import Refused
from konsil.door import recording, refusing
from konsil.door.actor import Acting
from konsil.door.idempotency import key_of, new_key
from konsil.door.telling import Faulty
from konsil.store import programmes
from konsil.store.queries import clinic, slots
from konsil.store.queries.clinic import InsuredFound, Names
from konsil.store.queries.reading import now
from konsil.store.refusals import Busy, Changed
from konsil.store.registers import entrances
from konsil.web.clinic import choosing, shell
from konsil.web.clinic.day import OTHERWISE
from konsil.web.recording import acting_of

MOST = 60  # free times that are laid open
EACH = 6  # of one day and the same people
QUARTER = timedelta(minutes=15)
MANY, FEW = 200, 30  # looks for somebody in a quarter of an hour: of an account, and for one number


@dataclass(frozen=True)
class Told:
    """What the form holds so far."""

    number: str
    born: str
    services: tuple[str, ...]
    time: str
    policy: str
    policy_reason: str

    @classmethod
    def of(cls, sent: QueryDict) -> "Told":
        """From a form as it was sent."""
        born = "-".join(sent.get(f"born_{part}", "").strip().zfill(2) for part in ("year", "month", "day"))
        plain = {name: sent.get(name, "").strip()[:60] for name in ("number", "time", "policy", "policy_reason")}
        return cls(
            plain["number"], sent.get("born", "") or born, tuple(sent.getlist("service")), sent.get("time", ""),
            plain["policy"], plain["policy_reason"],
        )  # fmt: skip

    @property
    def born_on(self) -> date | None:
        try:
            return date.fromisoformat(self.born)
        except ValueError:
            return None


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Who; then services and free times; then booked."""
    acting, told = acting_of(request), Told.of(request.POST)
    if request.method != "POST":
        return _ask(request, told)
    if not _may_look(acting, told.number):
        return _ask(request, told, nobody=True, status=429)
    found = clinic.insured(acting.reader, told.number, told.born_on) if told.born_on else None
    if found is None:
        return _ask(request, told, nobody=True)
    if "book" in request.POST:
        return _booked(request, acting, found, told)
    return _choose(request, acting, found, told)


def _may_look(acting: Acting, number: str) -> bool:
    """Dates of birth are not tried out on a number, nor numbers on a day: so many looks, whoever is meant."""
    party = acting.reader.party
    by = entrances.knock("insured", acting.account, most=MANY, within=QUARTER)
    return by and entrances.knock("insured-number", f"{party} {number.upper()}", most=FEW, within=QUARTER)


def _ask(request: HttpRequest, told: Told, nobody: bool = False, status: int = 404) -> HttpResponse:
    """Who is it? The number on the card, and the date of birth."""
    year, month, day = (*told.born.split("-"), "", "", "")[:3]
    shown = {"told": told, "nobody": nobody, "born": {"year": year.strip("0") and year, "month": month, "day": day}}
    return render(
        request, "clinic/find.html", shown | shell.frame(request, "new", now()), status=status if nobody else 200
    )


def _choose(
    request: HttpRequest, acting: Acting, found: InsuredFound, told: Told, said: str = "", asks_cover: bool = False
) -> HttpResponse:  # fmt: skip
    """The services this clinic offers; once some are chosen, when everything they need is free together."""
    at, names = now(), clinic.names(acting.reader)
    offered = clinic.offered(acting.reader)
    chosen = {code: 1 for code in told.services if code in offered}
    free = slots.free(acting.reader, chosen, clinic=acting.reader.party, most=MOST, each=EACH) if chosen else ()
    shown = {
        "told": told, "found": found, "said": said, "key": new_key(), "asks_cover": asks_cover,
        "request_key": request.POST.get("request") or new_key(), "services": _services(names, chosen, offered),
        "chosen_codes": tuple(chosen), "today": at.astimezone(OTHERWISE).date(), "days": choosing.days(free, names),
        "chosen": told.time, "asked": bool(chosen),
    }  # fmt: skip
    frame = shell.frame(request, "new", at)
    return render(request, "clinic/new.html", shown | frame, status=409 if said else 200)


def _services(names: Names, chosen: Mapping[str, int], offered: frozenset[str]) -> list[dict[str, Any]]:
    """What this clinic does, by its words."""
    spoken = get_language() or "en"
    found = [
        {"code": code, "words": names.service(code, spoken), "chosen": code in chosen}
        for code in names.services
        if code in offered
    ]
    return sorted(found, key=lambda one: str(one["words"]))


def _booked(request: HttpRequest, acting: Acting, found: InsuredFound, told: Told) -> HttpResponse:
    """Open the request and take the time; what cannot be is said in words, and nothing is lost of what was chosen."""
    language = get_language() or "en"
    try:
        public, booking = _record(acting, found, told, str(request.POST.get("request", "")), key_of(request))
    except Faulty as wrong:
        said = " ".join(dict.fromkeys(one.said(language) for one in wrong.faults))
        return _choose(request, acting, found, told, said or pgettext("direct booking", "Choose a time."))
    except (Refused, Changed, Busy) as no:
        said = refusing.message(no, language, _texts(found.programme))
        return _choose(request, acting, found, told, said, refusing.key_of(no).startswith("cover-"))
    return HttpResponseRedirect(reverse("clinic-visit", args=[public, booking]) + "?done=1")


def _record(acting: Acting, found: InsuredFound, told: Told, request_key: str, key: str) -> tuple[str, str]:
    """The request with its booking. A time that was taken meanwhile leaves the request, and the next try books it in
    another time: the request has a key of its own, so that no second one is opened."""
    services = [{"service": code, "quantity": 1} for code in told.services]
    ours = acting.reader.party
    asked = {
        "insured": found.person, "services": services, "channel": "clinic", "clinic": ours,
        "policy": told.policy, "policy_reason": told.policy_reason,
    }  # fmt: skip
    opened = recording.begin(acting, found.programme, "visit.requested", asked, key=request_key or f"{key}-asked")
    public = str(opened.answer["case"])
    time = {"clinic": ours, "services": services, **choosing.told(told.time)}
    booked = recording.record(acting, public, "visit.booked", time, key=key)
    return public, str(booked.answer["items"]["booking"])


def _texts(programme: str) -> Any:
    installed = programmes.in_force(programme)
    return programmes.programme(installed.hash)[1] if installed else None
