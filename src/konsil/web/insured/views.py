"""The insured's pages of a visit. They work without a script, on a narrow telephone, and printed."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods

from konsil.core.case import Entry
from konsil.core.facts.authorisation import Minted, Paper
from konsil.door.idempotency import key_of, new_key
from konsil.store.queries import clinic, papers
from konsil.store.refusals import NotThere
from konsil.web.clinic import signing as desk
from konsil.web.clinic.day import Seat, called, line
from konsil.web.insured.visiting import Mine, Shown, mine
from konsil.web.member import views as portal
from konsil.web.member.acts import act
from konsil.web.member.signing import Signature
from konsil.web.recording import acting_of, keeps
from konsil.work import slips
from konsil.work.worker import KONSIL

READS = require_http_methods(["GET", "HEAD"])
REASONS = ("cannot-come", "ill", "not-needed", "elsewhere", "other")


@keeps
@READS
def visits(request: HttpRequest, public: str) -> HttpResponse:
    """The visits of a case: the one act first, then when, where and with what."""
    found = mine(acting_of(request), public)
    here = reverse("my-visits", args=[public])
    offers = [
        {"one": one, "take": act(request, found.standing, "place.taken", here, wish=one.item),
         "leave": act(request, found.standing, "place.declined", here, wish=one.item, why="no")}
        for one in found.offers
    ]  # fmt: skip
    told = {
        "mine": found, "offers": offers, "may_cancel": found.standing.may("visit.cancelled"),
        "may_announce": act(request, found.standing, "visit.announced", here, channel="portal"),
        "signing": [one for one in found.visits if one.signs],
    }  # fmt: skip
    return _page(request, found, "insured/visits.html", told)


@READS
def slip(request: HttpRequest, public: str, booking: str) -> HttpResponse:
    """The authorisations of a visit as a page: everything the clinic needs, and the code it scans."""
    found = mine(acting_of(request), public, "paper")
    one = _visit(found, booking)
    if not one.papers:
        raise NotThere("not-there")
    told = {"one": one, "papers": [_paper(found, one, entry) for entry in one.papers]}
    return _page(request, found, "insured/paper.html", told)


def _paper(found: Mine, one: Shown, entry: Entry) -> dict[str, Any]:
    fact, known = entry.fact, entry.known
    assert isinstance(fact, Paper)
    assert isinstance(known, Minted)
    names = clinic.names(KONSIL, one.visit.clinic)
    return {
        "number": known.number, "day": known.day, "replaces": known.replaces, "extends": known.extends,
        "lines": [called(names, line) for line in fact.lines],
        "if_needed": [called(names, line) for line in fact.if_needed],
        "cap": fact.cap, "qr": _drawn(slips.code(found.standing.whole.case, entry)),
        "used": bool(one.visit.came),
    }  # fmt: skip


def _drawn(code: str) -> SafeString:
    """The code as a picture, black on white whatever the theme: it is held before a scanner."""
    return mark_safe(segno.make(code, error="m").svg_inline(border=3, dark="#000", light="#fff", omitsize=True))


@keeps
@READS
def change(request: HttpRequest, public: str, booking: str) -> HttpResponse:
    """Another time, or none: a wish that the call centre answers, or a cancellation that counts at once."""
    found = mine(acting_of(request), public, "visits")
    one, there = _visit(found, booking), reverse("my-visits", args=[public])
    said = found.standing.said
    reasons = [(key, said.say(f"choice.visit.cancelled.reason.{key}", f"choice.reason.{key}")) for key in REASONS]
    told = {
        "one": one, "ask": act(request, found.standing, "message.received", there),
        "cancel": act(request, found.standing, "visit.cancelled", there, booking=booking, by_whom="insured"),
        "reasons": reasons,
    }  # fmt: skip
    return _page(request, found, "insured/change.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, public: str, booking: str) -> HttpResponse:
    """The list performed and one's own hand beneath it: by the link of the same day, or any time later (Y30)."""
    found = mine(acting_of(request), public, "visits")
    one = _visit(found, booking)
    if not one.signs or not found.standing.theirs:
        return HttpResponseRedirect(reverse("my-visits", args=[public]))
    seat = _seat(request, found, one)
    if request.method != "POST":
        return _sign_page(request, found, one, seat, Signature())
    form = Signature(request.POST)
    wrong = str(desk.WRONG["changed"]) if request.POST.get("list") != one.visit.fingerprint else ""
    hand = None if wrong else desk.own(request, seat, form)
    if hand is not None:
        wrong = desk.put(seat, hand, form, key_of(request))
        if not wrong:
            return HttpResponseRedirect(reverse("my-visits", args=[public]) + "?signed=1")
    return _sign_page(request, found, one, seat, form, said=wrong, status=422)


@READS
def proof(request: HttpRequest, public: str, booking: str) -> HttpResponse:
    """The signed list with its evidence, for whoever wants to check it without us (X32)."""
    from konsil.work import signing

    found = mine(acting_of(request), public, "visits")
    signed, actor = _visit(found, booking).visit.signed, found.standing.actor
    document = str(getattr(signed.fact, "document", "")) if signed else ""
    evidence = signing.evidence_of(actor, public, document) if document else None
    if evidence is None or not found.standing.medical:
        raise NotThere("not-there")
    packed = signing.proof(papers.opened(actor, document), evidence, "services.pdf")
    name = f"visit-{found.standing.seen.number}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(packed, content_type="application/zip", headers=headers)


@require_http_methods(["POST"])
def code(request: HttpRequest, public: str, booking: str) -> HttpResponse:
    """Send a code for this signature to one's own telephone."""
    found = mine(acting_of(request), public, "visits")
    one = _visit(found, booking)
    if not one.signs or not found.standing.theirs:
        return HttpResponseRedirect(reverse("my-visits", args=[public]))
    seat = _seat(request, found, one)
    sent = desk.send(request, seat)
    form = Signature(initial={"name": str(request.POST.get("name", ""))})
    return _sign_page(request, found, one, seat, form, sent=sent, often=not sent)


def _seat(request: HttpRequest, found: Mine, one: Shown) -> Seat:
    """The visit as a desk opens it, in the insured's own name."""
    standing, names = found.standing, clinic.names(KONSIL, one.visit.clinic)
    person = standing.seen.person
    if person is None:
        raise NotThere("not-there")
    told = line(one.visit, names, person.given, person.family, person.born_on, standing.today)
    return Seat(acting_of(request), standing.seen, one.visit, names, standing.said, told)


def _sign_page(
    request: HttpRequest, found: Mine, one: Shown, seat: Seat, form: Signature, *, status: int = 200, **more: Any
) -> HttpResponse:  # fmt: skip
    from konsil.work import signing

    person = found.standing.seen.person
    told = {
        "one": one, "listed": desk.listed(seat), "form": form, "key": new_key(), "print": one.visit.fingerprint,
        "address": signing.code_address(person)[1] if person else "",
        "code_url": reverse("my-visit-code", args=[one.visit.case, one.visit.booking]), **more,
    }  # fmt: skip
    response = _page(request, found, "insured/sign.html", told)
    response.status_code = status
    return response


def _visit(found: Mine, booking: str) -> Shown:
    one = found.one(booking)
    if one is None:
        raise NotThere("not-there")
    return one


def _page(request: HttpRequest, found: Mine, template: str, told: dict[str, Any]) -> HttpResponse:
    """In the portal's frame, with what a page of visits says beside it."""
    return portal.page(request, found.standing, template, {"visits_url": _home(found), **told})


def _home(found: Mine) -> str:
    return reverse("my-visits", args=[found.standing.seen.public])
