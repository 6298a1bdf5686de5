"""The list performed, shown large, and the insured's hand beneath it: drawn, by a code, or by a mark with a witness
after the list was read aloud. Whichever it is, it is bound to the fingerprint of exactly this list (O26, Y30)."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from konsil.core.facts.attendance import LeftUnsigned
from konsil.door import recording
from konsil.door.idempotency import key_of, new_key
from konsil.gates.faults import GateRefused
from konsil.store.queries import clinic
from konsil.store.queries.people import PersonSeen
from konsil.store.registers import entrances
from konsil.web.clinic import day as days
from konsil.web.clinic import shell
from konsil.web.clinic.day import Seat
from konsil.web.clinic.moving import recorded
from konsil.web.member.acts import act
from konsil.web.member.signing import Signature
from konsil.web.recording import acting_of, keeps

QUARTER = timedelta(minutes=15)
LEAVING = ("in-a-hurry", "unwell", "could-not", "refused", "other")
WRONG = {
    "code": pgettext_lazy("signature", "This code is wrong or too old. Ask for a new one."),
    "drawing": pgettext_lazy("signature", "We could not see your signature. Draw it again."),
    "aloud": pgettext_lazy("signature", "Read the list aloud first, then tick it."),
    "changed": pgettext_lazy("signature", "The list has changed meanwhile. Show this one, then sign."),
}


class Mark(forms.Form):
    """A mark, after the list was read aloud, before a witness by name."""

    read_aloud = forms.BooleanField(label=pgettext_lazy("signature", "The list was read aloud to the insured"))
    witness = forms.CharField(label=pgettext_lazy("signature", "Witness, first and last name"), max_length=120)
    signature_svg = forms.CharField(required=False, widget=forms.HiddenInput)


@keeps
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, public: str, booking: str) -> HttpResponse:
    """The list and the ways to sign it; POST signs."""
    acting = acting_of(request)
    seat = days.opened(acting, clinic.names(acting.reader), public, booking)
    if not seat.may("visit.signed"):
        return HttpResponseRedirect(reverse("clinic-visit", args=[public, booking]))
    if request.method != "POST":
        return _page(request, seat, Signature(), Mark())
    return _signed(request, seat)


def _signed(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Sign by the way that was sent; what is wrong stands at its field."""
    by_mark = request.POST.get("way") == "mark"
    form = Mark(request.POST) if by_mark else Signature(request.POST)
    wrong = WRONG["changed"] if request.POST.get("list") != seat.visit.fingerprint else ""
    hand = None if wrong else mark(request, seat, form) if isinstance(form, Mark) else own(request, seat, form)
    said = str(wrong)
    if hand is not None and seat.seen.person:
        said = put(seat, hand, form, key_of(request))
        if not said:
            return HttpResponseRedirect(reverse("clinic-visit", args=[seat.visit.case, seat.visit.booking]) + "?done=1")
    given = (Signature(), form) if isinstance(form, Mark) else (form, Mark())
    return _page(request, seat, *given, said=said, status=422)


def own(request: HttpRequest, seat: Seat, form: Signature) -> Any:
    """The insured's own hand: drawn, or a name with the code that was sent; None where something is wrong."""
    from konsil.work import signing

    actor = recording.on_case(seat.acting, seat.visit.case, "visit.signed")
    name = str(form.data.get("name", "")).strip() or f"{seat.line.given} {seat.line.family}".strip()
    if form.drawn:
        try:
            return signing.Hand(actor, "drawn", name, seat.seen.now, lines=signing.strokes(form.drawn))
        except GateRefused:
            form.add_error("name", str(WRONG["drawing"]))
            return None
    if not form.is_valid():
        return None
    if not right(request, seat, form.cleaned_data["code"]) or seat.seen.person is None:
        form.add_error("code", str(WRONG["code"]))
        return None
    sent_to = signing.code_address(seat.seen.person)[1]
    return signing.Hand(actor, "code", form.cleaned_data["name"], seat.seen.now, sent_to)


def mark(request: HttpRequest, seat: Seat, form: Mark) -> Any:
    """A mark with a witness."""
    from konsil.work import signing

    if not form.is_valid():
        return None
    drawn = form.cleaned_data["signature_svg"]
    try:
        lines = signing.strokes(drawn) if drawn else ()
    except GateRefused:
        lines = ()
    actor = recording.on_case(seat.acting, seat.visit.case, "visit.signed")
    name = f"{seat.line.given} {seat.line.family}".strip()
    return signing.Hand(actor, "mark", name, seat.seen.now, lines=lines)


def put(seat: Seat, hand: Any, form: Mark | Signature, key: str) -> str:
    """File the evidence and record the signature; empty, or in words why not."""
    from konsil.work import visit_signing

    visit, person = seat.visit, seat.seen.person
    assert person is not None  # whoever signs was seen
    witness = form.cleaned_data["witness"] if isinstance(form, Mark) else ""
    lines = tuple((code, seat.service(code), count) for code, count in visit.done.items())
    listed = visit_signing.Listed(visit.booking, visit.fingerprint, lines, bool(witness), witness)
    whole = recording.whole(seat.acting, visit.case)
    subject = pgettext("signed paper", "Services received, signed")
    document = visit_signing.sign(whole, person, listed, hand, _written_in(seat), subject)
    told = {
        "booking": visit.booking, "way": hand.way, "list_hash": visit.fingerprint, "document": document,
        "read_aloud": bool(witness), "witness": witness,
    }  # fmt: skip
    return recorded(seat, "visit.signed", told, key)


def _written_in(seat: Seat) -> str:
    """The language of the paper: the insured's, where the programme speaks it."""
    person, spoken = seat.seen.person, seat.seen.programme.languages
    return person.language if person and person.language in spoken else spoken[0]


# -- the code ------------------------------------------------------------------------------------------------------


@require_http_methods(["POST"])
def code(request: HttpRequest, public: str, booking: str) -> HttpResponse:
    """Send a code for this signature to the insured's own telephone, and draw the page again."""
    acting = acting_of(request)
    seat = days.opened(acting, clinic.names(acting.reader), public, booking)
    sent = send(request, seat)
    form = Signature(initial={"name": str(request.POST.get("name", ""))})
    return _page(request, seat, form, Mark(), sent=sent, often=not sent)


def send(request: HttpRequest, seat: Seat) -> bool:
    """Ask for a code: at most five in a quarter of an hour."""
    from konsil.work import signing

    person: PersonSeen | None = seat.seen.person
    if person is None or not entrances.knock("sign", seat.acting.account, most=5, within=QUARTER):
        return False
    made = entrances.Found(person.public, "member", person.name, person.language, signing.code_address(person)[0], "",
                           seat.seen.programme.key)  # fmt: skip
    secret = entrances.make_link(made, "/my", within=QUARTER * 2)
    entrances.ask_code(secret)
    request.session[_slot(seat)] = secret
    return True


def right(request: HttpRequest, seat: Seat, told: str) -> bool:
    """Whether this is the code that was sent for this signature; it is used up by that."""
    secret = request.session.get(_slot(seat), "")
    digits = "".join(one for one in told if one.isdecimal())[:12]
    return bool(secret and digits) and entrances.enter(secret, entrances.keyed(digits)) is not None


def _slot(seat: Seat) -> str:
    return f"sign {seat.visit.case} {seat.visit.booking}"


# -- the page ------------------------------------------------------------------------------------------------------


def listed(seat: Seat) -> list[dict[str, Any]]:
    """The list performed, in words; what no paper covers is marked: it is charged to nobody yet."""
    beyond = seat.visit.beyond
    return [
        {"code": code, "words": seat.service(code), "count": count, "beyond": bool(beyond[code])}
        for code, count in sorted(seat.visit.done.items())
    ]


def _page(
    request: HttpRequest, seat: Seat, form: Signature, marked: Mark, *, said: str = "", status: int = 200,
    sent: bool = False, often: bool = False,
) -> HttpResponse:  # fmt: skip
    from konsil.work import signing

    visit = seat.visit
    back = reverse("clinic-visit", args=[visit.case, visit.booking])
    reasons = [
        (one, seat.said.say(f"choice.{LeftUnsigned.name}.reason.{one}", f"choice.reason.{one}")) for one in LEAVING
    ]
    told = {
        "seat": seat, "visit": visit, "listed": listed(seat), "form": form, "mark": marked, "said": said, "sent": sent,
        "often": often, "key": new_key(), "back": back, "print": visit.fingerprint,
        "code_url": reverse("clinic-sign-code", args=[visit.case, visit.booking]),
        "sign_url": reverse("clinic-sign", args=[visit.case, visit.booking]),
        "address": signing.code_address(seat.seen.person)[1] if seat.seen.person else "",
        "left": act(request, seat, "visit.left-unsigned", back, booking=visit.booking), "reasons": reasons,
        "language": get_language() or "en",
    }  # fmt: skip
    return render(request, "clinic/sign.html", told | shell.frame(request, "today", seat.seen.now), status=status)
