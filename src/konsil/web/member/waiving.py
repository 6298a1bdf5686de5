"""Waiving the doctor's copy, in writing: the words, the name beneath, a paper of it, and then the fact (Y22)."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from konsil.door import recording
from konsil.door.idempotency import key_of, new_key
from konsil.store.refusals import NotThere
from konsil.web.member import shown, views
from konsil.web.member.standing import opened
from konsil.web.recording import acting_of


class Waiver(forms.Form):
    """The name of whoever waives."""

    name = forms.CharField(label=pgettext_lazy("signature", "Your name, as you sign"), max_length=120)


@require_http_methods(["GET", "HEAD", "POST"])
def waive(request: HttpRequest, public: str) -> HttpResponse:
    """The page of the waiver; POST makes the paper and records it."""
    standing = opened(acting_of(request), public)
    copy = shown.doctors_copy(standing) if standing.theirs else None
    if copy is None or standing.seen.person is None:
        raise NotThere("not-there")
    words = pgettext("waiver", "I do not want my treating doctor to receive a copy of the second opinion.")
    form = Waiver(request.POST or None, initial={"name": standing.actor.name})
    if request.method != "POST" or not form.is_valid():
        response = views.page(request, standing, "member/waive.html", {"form": form, "words": words, "key": new_key()})
        response.status_code = 422 if request.method == "POST" else 200
        return response
    from konsil.work import signing

    actor = recording.on_case(acting_of(request), public, "delivery.waived")
    hand = signing.Hand(actor, "code", form.cleaned_data["name"], standing.seen.now)
    subject = pgettext("waiver", "Waiver of the doctor’s copy")
    document = signing.waive(standing.whole, standing.seen.person, standing.said.language, subject, words, hand)
    told = {"delivery": copy.items["delivery"], "document": document}
    recording.record(acting_of(request), public, "delivery.waived", told, key=key_of(request))
    return HttpResponseRedirect(reverse("my-case", args=[public]))
