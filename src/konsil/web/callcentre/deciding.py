"""Which services are authorised: line by line, on the cover of the service date; one paper for what is approved (X14).

A line is approved, refused with a coded reason, or put to the medical reviewer with a question. As long as a question
is open the paper waits; with the answer it is one press. A second list may be done during the consultation without a
call, with a limit if there is one (O24).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.engine import Refused
from konsil.core.facts import authorisation
from konsil.core.facts.authorisation import Terms
from konsil.core.facts.visit import Ordered, day
from konsil.door import recording, refusing
from konsil.door.idempotency import key_of
from konsil.door.telling import Faulty
from konsil.store.queries import calls
from konsil.store.queries.cases import Whole
from konsil.store.refusals import Busy, Changed, NotThere
from konsil.web.callcentre import covering
from konsil.web.case.form import Ground
from konsil.web.clinic.visit import Visit, visit_of
from konsil.web.recording import acting_of

EXTRA = 3  # rows of the second list that stand open
WAYS = ("approve", "refuse", "ask")
CURRENCIES = {"RO": "RON", "AL": "ALL", "SE": "SEK", "KZ": "KZT"}


@dataclass(frozen=True)
class Line:
    """One service of the booking: what the cover says, what was decided already, and what stands chosen."""

    service: str
    words: str
    quantity: int
    answer: str
    tone: str
    stands: str  # approved, refused, pended or nothing
    way: str
    reason: str
    question: str


@dataclass(frozen=True)
class Sheet:
    """The page of a decision: of which booking, its lines, the reasons to choose from, the second list."""

    booking: str
    on: date | None
    lines: tuple[Line, ...]
    reasons: tuple[tuple[str, str], ...]
    extra: tuple[tuple[int, str, str], ...]
    cap: str
    currency: str
    replaces: str
    waits: bool  # for the reviewer
    said: str = ""


def sheet(ground: Ground, known: Whole, booking: str, sent: QueryDict | None = None, said: str = "") -> Sheet | None:
    """The decision to be taken on a booking, as it stands; None for one that is not there."""
    typed = sent if sent is not None else QueryDict()
    found = visit_of(known.case, known.public, known.number, booking)
    if found is None:
        return None
    on = day(found.view)
    names = calls.names(ground.actor, [line.service for line in found.services])
    today = known.now.astimezone(known.case.programme.zone).date()
    answers = {one.service: one for one in covering.answered(ground.actor, known, found.services, on or today, names)}
    lines = tuple(_line(found, line, answers[line.service], typed) for line in found.services)
    currency = CURRENCIES.get(known.case.programme.country, "EUR")
    waits = any(one.stands == "pended" for one in lines)
    return Sheet(
        booking, on, lines, tuple(_reasons(ground)), tuple(_extra(typed)), typed.get("cap", ""), currency,
        _replaces(known, booking), waits, said,
    )  # fmt: skip


def _line(found: Visit, line: Ordered, asked: covering.Asked, typed: QueryDict) -> Line:
    stands = stands_as(found, line.service)
    way = str(typed.get(f"way.{line.service}", "")) or _suggested(asked, stands)
    reason = str(typed.get(f"reason.{line.service}", "")) or ("not-covered" if asked.tone == "danger" else "")
    question = str(typed.get(f"question.{line.service}", ""))
    return Line(line.service, asked.words, line.quantity, asked.answer, asked.tone, stands, way, reason, question)


def stands_as(found: Visit, service: str) -> str:
    """What was decided of a service and stands."""
    if service in authorisation.standing(found.view, "pended"):
        return "pended"
    if service in authorisation.standing(found.view, "approved"):
        return "approved"
    return "refused" if service in authorisation.standing(found.view, "refused") else ""


def _suggested(asked: covering.Asked, stands: str) -> str:
    """Nothing is approved that the cover does not hold; what was decided stays so."""
    if stands == "refused" or asked.tone == "danger":
        return "refuse"
    return "" if stands == "pended" else "approve"


def _reasons(ground: Ground) -> Iterator[tuple[str, str]]:
    for key in ground.said.programme.terms(Terms).refusals:
        yield key, ground.said.say(f"line-refusal.{key}")


def _extra(typed: QueryDict) -> Iterator[tuple[int, str, str]]:
    told = [str(typed.get(f"if_needed.{n}.service", "")) for n in range(EXTRA)]
    yield from ((n, code, str(typed.get(f"if_needed.{n}.quantity", "1"))) for n, code in enumerate(told))


def _replaces(known: Whole, booking: str) -> str:
    """The number of the paper that a move made void (O31)."""
    standing = known.case.standing_named.get(authorisation.Issued.name, ())
    numbers = [entry.known.number for entry in standing
               if entry.items.get("booking") == booking and isinstance(entry.known, authorisation.Minted)]  # fmt: skip
    live = {e.seq for e in known.case.seen.entries_of(authorisation.Issued)}
    gone = [entry for entry in standing if entry.seq not in live and entry.items.get("booking") == booking]
    return numbers[-1] if gone and numbers else ""


@require_http_methods(["POST"])
def decide(request: HttpRequest, public: str, booking: str) -> HttpResponse:
    """Record the decision of each line, then the paper for what is approved, if nothing waits for an answer."""
    acting, key = acting_of(request), key_of(request)
    known = recording.whole(acting, public)
    found = visit_of(known.case, public, known.number, booking)
    if found is None:
        raise NotThere("not-there")
    here = reverse("case", args=[public])
    try:
        done = 0
        for number, (name, told) in enumerate(_told(found, request.POST)):
            done = recording.record(acting, public, name, told, key=f"{key}-{number}").entry.seq
    except (Refused, Changed, Busy) as no:
        return _again(request, public, refusing.message(no, get_language() or "en", known.texts), 409)
    except Faulty as wrong:
        said = "; ".join(one.said(get_language() or "en") for one in wrong.faults)
        return _again(request, public, said, 422)
    if not done:
        return _again(request, public, pgettext("decision", "Choose for each service what is decided."), 422)
    issued = "authorisation.issued" in {name for name, _ in _told(found, request.POST)}
    return HttpResponseRedirect(reverse("read-out", args=[public]) if issued else f"{here}?done={done}")


def _again(request: HttpRequest, public: str, said: str, status: int) -> HttpResponse:
    """The case page once more, with what was chosen and why it could not be recorded."""
    from konsil.web.desk.views import case

    request.decision = said  # type: ignore[attr-defined]
    request.typed = request.POST  # type: ignore[attr-defined]
    request.method, request.GET = "GET", QueryDict("do=authorisation.issued")
    answer: HttpResponse = case(request, public)
    answer.status_code = status
    return answer


def _told(found: Visit, sent: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Refusals first, then questions, then the paper: three lines, three decisions, one paper."""
    ways = {line.service: str(sent.get(f"way.{line.service}", "")) for line in found.services}
    if any(way not in WAYS for service, way in ways.items() if stands_as(found, service) != "pended"):
        return
    refused = [code for code, way in ways.items() if way == "refuse" and stands_as(found, code) != "refused"]
    if refused:
        reasons = {code: str(sent.get(f"reason.{code}", "")) for code in refused}
        decisions = [{"service": code, "says": "refused", "reason": reasons[code]} for code in refused]
        yield "lines.refused", {"booking": found.booking, "decisions": decisions}
    asked = [code for code, way in ways.items() if way == "ask" and stands_as(found, code) != "pended"]
    for code in asked:
        question = str(sent.get(f"question.{code}", ""))
        yield "lines.pended", {"booking": found.booking, "services": [code], "question": question}
    waits = asked or [code for code in ways if stands_as(found, code) == "pended"]
    approved = [line for line in found.services if ways[line.service] == "approve"]
    if approved and not waits:
        yield "authorisation.issued", _paper(found, approved, sent)


def _paper(found: Visit, approved: list[Ordered], sent: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "booking": found.booking,
        "lines": [{"service": line.service, "quantity": line.quantity} for line in approved],
        "if_needed": [
            {"service": code.strip().upper(), "quantity": str(sent.get(f"if_needed.{n}.quantity", "") or "1")}
            for n in range(EXTRA) if (code := str(sent.get(f"if_needed.{n}.service", ""))).strip()
        ],
    }  # fmt: skip
    cap = str(sent.get("cap", "")).strip().replace(",", ".")
    if cap:
        told["cap"] = {"amount": cap, "currency": str(sent.get("currency", ""))}
    if reserved := str(sent.get("reserved", "")).strip():
        told["reserved"] = reserved
    return told
