"""Breaking the glass: into a case one has no way into, for a reason, for some hours, and everybody learns of it.

The insurer's look-up of a name is its small sister: a right of its own, each time with a reason, shown to the
member (A02, Y38).
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from konsil.core.case import Actor
from konsil.door.actor import Acting
from konsil.store.refusals import NotThere
from konsil.store.registers import entrances

MAY_BREAK = ("medical-officer", "supervisor", "admin")


class Reason(forms.Form):
    """Which case, and why."""

    case = forms.CharField(label=_("Case number"), max_length=64)
    reason = forms.CharField(label=_("Reason"), min_length=10, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class Glass(Reason):
    """And for how long."""

    hours = forms.IntegerField(label=_("For how many hours"), min_value=1, max_value=8, initial=1)


@require_http_methods(["GET", "HEAD", "POST"])
def glass(request: HttpRequest) -> HttpResponse:
    """Open a case for some hours. A case that is not of one's programmes is not there."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    form = Glass(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "door/glass.html", {"form": form}, status=422 if form.is_bound else 200)
    role = next(one for one in acting.held if one.role in MAY_BREAK)
    told = form.cleaned_data
    until = entrances.break_glass(
        Actor(acting.name, role.role, role.organisation), told["case"], told["reason"], told["hours"]
    )
    return render(request, "door/glass.html", {"until": until, "case": told["case"]})


@require_http_methods(["GET", "HEAD", "POST"])
def name_behind(request: HttpRequest) -> HttpResponse:
    """The name behind a case number, for the payer whose case it is."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    form = Reason(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "door/name.html", {"form": form}, status=422 if form.is_bound else 200)
    actor = Actor(acting.name, "payer", acting.at("payer-look-up"))
    try:
        found = entrances.name_behind(actor, form.cleaned_data["case"], form.cleaned_data["reason"])
    except NotThere:
        form.add_error("case", _("There is no such case of yours."))
        return render(request, "door/name.html", {"form": form}, status=404)
    return render(request, "door/name.html", {"found": found})
