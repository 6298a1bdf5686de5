"""Reading the form and signing it: drawn, or by typing one's name and a code that comes by text message or e-mail.

The code is that of an entrance made for this signature alone: six digits, a quarter of an hour, five tries, kept as a
keyed hash, used once. What was signed is made into a paper with its evidence before the fact is recorded.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from konsil.core.case import Entry
from konsil.door import recording
from konsil.door.idempotency import key_of, new_key
from konsil.gates.faults import GateRefused
from konsil.store.queries.people import PersonSeen
from konsil.store.queries.people import person as person_by
from konsil.store.refusals import NotThere
from konsil.store.registers import entrances
from konsil.web.member import turns, views
from konsil.web.member.acts import act
from konsil.web.member.standing import Standing, opened
from konsil.web.recording import acting_of

QUARTER = timedelta(minutes=15)
FORM = {
    "name": pgettext_lazy("signature", "Your name, as you sign"),
    "code": pgettext_lazy("signature", "Code"),
}


class Signature(forms.Form):
    """A name and a code, or a drawing."""

    name = forms.CharField(label=FORM["name"], max_length=120, required=True)
    code = forms.CharField(label=FORM["code"], max_length=12, required=True)
    signature_svg = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def drawn(self) -> str:
        """The drawing, where somebody drew."""
        return str(self.data.get("signature_svg", "")).strip() if self.is_bound else ""


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, public: str) -> HttpResponse:
    """The form's very words, and a signature beneath; POST signs."""
    standing, released = _to_sign(request, public)
    if released is None:
        return HttpResponseRedirect(reverse("my-case", args=[public]))
    if request.method != "POST":
        return _page(request, standing, released, Signature())
    return _sign(request, standing, released, Signature(request.POST))


@require_http_methods(["POST"])
def code(request: HttpRequest, public: str) -> HttpResponse:
    """Send a code for this signature to the one who signs, and draw the page again."""
    standing, released = _to_sign(request, public)
    if released is None:
        return HttpResponseRedirect(reverse("my-case", args=[public]))
    sent, typed = _send(request, standing, public, released), str(request.POST.get("name", ""))
    form = Signature(initial={"name": typed or standing.actor.name})
    return _page(request, standing, released, form, sent=sent, often=not sent)


@require_http_methods(["GET", "HEAD"])
def proof(request: HttpRequest, public: str) -> HttpResponse:
    """The signed paper with its evidence, for whoever wants to check it without us."""
    from konsil.store.queries import papers
    from konsil.work import signing

    standing = opened(acting_of(request), public, "consent")
    signed = turns.signed(standing.view)
    document = str(getattr(signed.fact, "document", "")) if signed else ""
    evidence = signing.evidence_of(standing.actor, public, document)
    if evidence is None or not standing.medical:
        raise NotThere("not-there")
    packed = signing.proof(papers.opened(standing.actor, document), evidence)
    name = f"consent-{standing.whole.number}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(packed, content_type="application/zip", headers=headers)


def _to_sign(request: HttpRequest, public: str) -> tuple[Standing, Entry | None]:
    standing = opened(acting_of(request), public, "consent")
    if not standing.theirs or not standing.medical:
        raise NotThere("not-there")
    return standing, turns.to_sign(standing.view)


def _page(
    request: HttpRequest, standing: Standing, released: Entry, form: Signature, status: int = 200, **more: Any
) -> HttpResponse:
    from konsil.work import signing

    text, public = signing.form_of(standing.seen.programme, released), standing.whole.public
    covers = [text.covers[key] for key in getattr(released.fact, "covers", ()) if key in text.covers]
    told = {
        "form": form, "text": text, "covers": covers, "key": new_key(), "code_url": reverse("my-code", args=[public]),
        "address": signing.code_address(_signer(request, standing))[1], **more,
    }  # fmt: skip
    told["refuse"] = act(
        request, standing, "consent.refused", reverse("my-case", args=[public]), consent=released.items["consent"]
    )
    response = views.page(request, standing, "member/consent.html", told)
    response.status_code = status
    return response


def _signer(request: HttpRequest, standing: Standing) -> PersonSeen:
    """Who holds the pen: the member, or who acts for them by law."""
    acting = acting_of(request)
    if standing.actor.on_behalf_of:
        found = person_by(acting.reader, acting.person)
        if found:
            return found
    assert standing.seen.person
    return standing.seen.person


# -- the code ------------------------------------------------------------------------------------------------------


def _send(request: HttpRequest, standing: Standing, public: str, released: Entry) -> bool:
    """Ask for a code: at most five in a quarter of an hour."""
    from konsil.work import signing

    person = _signer(request, standing)
    if not entrances.knock("sign", acting_of(request).account, most=5, within=QUARTER):
        return False
    made = entrances.Found(person.public, "member", person.name, person.language,
                           signing.code_address(person)[0], "", standing.seen.programme.key)  # fmt: skip
    secret = entrances.make_link(made, reverse("my-case", args=[public]), within=QUARTER * 2)
    entrances.ask_code(secret)
    request.session[_slot(public, released)] = secret
    return True


def _slot(public: str, released: Entry) -> str:
    return f"sign {public} {released.items['consent']}"


def _right(request: HttpRequest, public: str, released: Entry, told: str) -> bool:
    """Whether this is the code that was sent for this signature; it is used up by that."""
    secret = request.session.get(_slot(public, released), "")
    digits = "".join(one for one in told if one.isdecimal())[:12]
    return bool(secret and digits) and entrances.enter(secret, entrances.keyed(digits)) is not None


# -- the signature -------------------------------------------------------------------------------------------------


def _sign(request: HttpRequest, standing: Standing, released: Entry, form: Signature) -> HttpResponse:
    from konsil.work import signing

    public, key = standing.whole.public, key_of(request)
    hand = _hand(request, standing, released, form)
    if hand is None or standing.seen.person is None:
        return _page(request, standing, released, form, status=422)
    document = signing.sign(standing.whole, standing.seen.person, released, hand)
    told = {"consent": released.items["consent"], "way": hand.way, "document": document}
    recording.record(acting_of(request), public, "consent.signed", told, key=key)
    request.session.pop(_slot(public, released), None)
    return HttpResponseRedirect(reverse("my-case", args=[public]) + "?signed=1")


def _hand(request: HttpRequest, standing: Standing, released: Entry, form: Signature) -> Any:
    """How it was signed; None where something is wrong, which then stands on the form."""
    from konsil.work import signing

    actor = recording.on_case(acting_of(request), standing.whole.public, "consent.signed")
    if form.drawn:
        try:
            lines = signing.strokes(form.drawn)
            return signing.Hand(actor, "drawn", standing.actor.name, standing.seen.now, lines=lines)
        except GateRefused:
            form.add_error("name", str(pgettext_lazy("signature", "We could not see your signature. Draw it again.")))
            return None
    if not form.is_valid():
        return None
    if not _right(request, standing.whole.public, released, form.cleaned_data["code"]):
        form.add_error("code", str(pgettext_lazy("signature", "This code is wrong or too old. Ask for a new one.")))
        return None
    sent_to = signing.code_address(_signer(request, standing))[1]
    return signing.Hand(actor, "code", form.cleaned_data["name"], standing.seen.now, sent_to)
