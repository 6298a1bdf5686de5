"""Mail on the board: what a clinic wrote while a patient waits, one press from being asked; and mail from nobody known.

A mail has acted on nothing. Whoever reads it records the question in his own name, or puts it aside (O27, S15).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from konsil.core.case import Actor
from konsil.door.idempotency import new_key
from konsil.store.queries import calls
from konsil.store.queries.reading import now
from konsil.store.queries.traffic import ArrivalSeen, arrivals
from konsil.store.refusals import NotThere
from konsil.store.registers.arrivals import dismiss, settle
from konsil.web.recording import Attempt, acting_of, attempt, show_again

ASKED = "extension"
LONGEST = 600  # letters of a mail that the board shows


@dataclass(frozen=True)
class Mail:
    """A mail as the board shows it: since when, from whom, what it seems to ask for; `key` of its form."""

    public: str
    at: datetime
    minutes: int
    sender: str
    subject: str
    text: str
    case: str
    booking: str
    number: str
    services: tuple[tuple[str, str], ...]  # code and name
    key: str

    @property
    def asks(self) -> bool:
        """Whether one press is enough: the visit and the services are known."""
        return bool(self.case and self.services)


def mails(actor: Actor) -> tuple[tuple[Mail, ...], tuple[Mail, ...]]:
    """Those of clinics whose patient waits, the oldest first; then those that nobody matched."""
    came = [one for one in arrivals(actor) if one.channel == "email"]
    codes = {code for one in came for code in one.said.get("services", ())}
    names, language, at = calls.names(actor, codes), get_language() or "en", now()
    named = {code: names.service(code, language) for code in codes}
    found = [(one.said.get("kind") == ASKED, _mail(one, named, at)) for one in came]
    return tuple(mail for asks, mail in found if asks), tuple(mail for asks, mail in found if not asks)


def _mail(one: ArrivalSeen, named: Mapping[str, str], at: datetime) -> Mail:
    said: Mapping[str, Any] = one.said
    return Mail(
        one.public, one.arrived_at, int((at - one.arrived_at).total_seconds() // 60), said.get("sender", ""),
        said.get("subject", ""), str(said.get("text", "")).strip()[:LONGEST], said.get("case", ""),
        said.get("booking", ""), said.get("number", ""),
        tuple((code, named.get(code, code)) for code in said.get("services", ())), new_key(),
    )  # fmt: skip


@require_http_methods(["POST"])
def ask(request: HttpRequest, public: str) -> HttpResponseBase:
    """What the mail asks for becomes a question on the visit, in the reader's name; the mail is settled with it."""
    actor = acting_of(request).reader
    mail = _of(actor, public)
    if not mail.case:
        raise NotThere("not-there")
    tried = attempt(request, mail.case, "extension.asked")
    if isinstance(tried, Attempt):
        return show_again(request, tried)
    settle(actor, public, mail.case)
    return HttpResponseRedirect(reverse("calls"))


@require_http_methods(["POST"])
def put_aside(request: HttpRequest, public: str) -> HttpResponseRedirect:
    """It leads to nothing: an advertisement, a mistake, the same again."""
    dismiss(acting_of(request).reader, public, "put-aside")
    return HttpResponseRedirect(reverse("calls"))


def _of(actor: Actor, public: str) -> Mail:
    found = next((one for group in mails(actor) for one in group if one.public == public), None)
    if found is None:
        raise NotThere("not-there")
    return found
