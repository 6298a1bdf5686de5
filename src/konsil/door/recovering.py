"""A way back in for somebody who lost the second factor: one administrator asks, another person approves (each
within the organisation), and a link good for half an hour leads to a new password and a new second factor."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_http_methods

from konsil.door import sessions
from konsil.door.actor import Acting
from konsil.store.registers import entrances


class NewPassword(forms.Form):
    """A password, judged by the house's rules for the account it is for."""

    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), max_length=200)

    def __init__(self, *args: object, account: object = None, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.account = account

    def clean_password(self) -> str:
        told: str = self.cleaned_data["password"]
        password_validation.validate_password(told, self.account)  # type: ignore[arg-type]
        return told


@require_http_methods(["GET", "HEAD", "POST"])
def recoveries(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and, for administrators, asking for one. The link is shown once."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    told: dict[str, object] = {"organisation": acting.at("admin")}
    if request.method == "POST" and "approve" in request.POST:
        secret = entrances.approve_recovery(str(request.POST["approve"]), acting.account)
        told["link"] = request.build_absolute_uri(resolve_url("recover", secret))
    elif request.method == "POST":
        entrances.ask_recovery(str(request.POST.get("account", "")), acting.at("admin"), acting.account)
    return render(request, "door/recoveries.html", told | {"waiting": entrances.recoveries(acting.account)})


@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest, link: str) -> HttpResponse:
    """The way back: a new password; the lost second factor and every old sitting are gone."""
    pk = entrances.recovered(link)
    account = get_user_model().objects.filter(pk=pk).first() if pk else None
    if account is None:
        raise Http404
    form = NewPassword(request.POST or None, account=account)
    if request.method != "POST" or not form.is_valid():
        return render(request, "door/recover.html", {"form": form}, status=422 if request.method == "POST" else 200)
    if entrances.recovered(link, really=True) is None:
        raise Http404
    account.set_password(form.cleaned_data["password"])
    account.save(update_fields=["password"])
    Authenticator.objects.filter(user=account).delete()
    entrances.rise(account.public)
    sessions.sit_as(request, account.email)
    return HttpResponseRedirect(resolve_url("mfa_activate_totp"))
