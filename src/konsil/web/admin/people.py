"""The register of people: found by what somebody says, corrected, and made one where two rows are one person."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.core.identity import BadNumber
from konsil.door import refusing
from konsil.store.queries.people import Found, find_people
from konsil.store.queries.registered import Registered, might_be, registered
from konsil.store.queries.registers import changes
from konsil.store.refusals import NotThere
from konsil.store.registers import people
from konsil.web import seeking
from konsil.web.admin.frame import admin_of, frame
from konsil.web.admin.registers import REGISTERS, shown
from konsil.web.admin.verbs import LANGUAGES, Verb
from konsil.web.staff import language
from konsil.web.ui.widgets import DayField

SYSTEMS = (
    ("phone", pgettext_lazy("contact", "Telephone")),
    ("email", pgettext_lazy("contact", "E-mail")),
    ("post", pgettext_lazy("contact", "Postal address")),
)
STATES = {
    "confirmed": (pgettext_lazy("contact", "confirmed"), "ok"),
    "told": (pgettext_lazy("contact", "told"), "plain"),
    "dead": (pgettext_lazy("contact", "dead"), "danger"),
}


class OfPerson(Verb):
    """A verb about one person, whose public id it is given."""

    def of(self, public: str, actor: Actor) -> None:
        """Do it. Raises `Refused`, `BadNumber`, `NotThere`."""
        raise NotImplementedError


class Amend(OfPerson):
    """What is known of somebody; cases stay as they are and show both where they differ (R26)."""

    title = pgettext_lazy("people", "Correct the name, the day of birth, how they are reached")
    given = forms.CharField(label=pgettext_lazy("people", "Given name"), max_length=100)
    family = forms.CharField(label=pgettext_lazy("people", "Family name"), max_length=100)
    called = forms.CharField(label=pgettext_lazy("people", "Called"), max_length=100, required=False)
    born_on = DayField(label=pgettext_lazy("people", "Day of birth"))
    language = forms.ChoiceField(label=pgettext_lazy("people", "Language"), choices=LANGUAGES)
    interpreter = forms.CharField(label=pgettext_lazy("people", "Interpreter for"), max_length=60, required=False)
    best_hour = forms.CharField(label=pgettext_lazy("people", "Best hour to call"), max_length=60, required=False)

    def of(self, public: str, actor: Actor) -> None:
        people.amend(actor, public, **self.cleaned_data)


class CorrectNumber(OfPerson):
    """Another national number, or none; nobody is shown the one that was."""

    title = pgettext_lazy("people", "Correct the national number")
    country = forms.RegexField(r"^[A-Z]{2}$", label=pgettext_lazy("people", "Country"), initial="AL")
    number = forms.CharField(
        label=pgettext_lazy("people", "National number"), max_length=40, required=False,
        help_text=pgettext_lazy("people", "Empty takes the number away."),
    )  # fmt: skip

    def of(self, public: str, actor: Actor) -> None:
        people.correct_number(actor, public, self.cleaned_data["country"], self.cleaned_data["number"])


class AddContact(OfPerson):
    """One more number or address, told and not confirmed."""

    title = pgettext_lazy("people", "Add a number or an address")
    system = forms.ChoiceField(label=pgettext_lazy("people", "Kind"), choices=SYSTEMS)
    value = forms.CharField(label=pgettext_lazy("people", "Number or address"), max_length=200)
    whose = forms.CharField(
        label=pgettext_lazy("people", "Whose, if not their own"), max_length=100, required=False,
        help_text=pgettext_lazy("people", "Like “daughter Ana”. Letters go to their own alone."),
    )  # fmt: skip

    def of(self, public: str, actor: Actor) -> None:
        told = self.cleaned_data
        people.add_contact(actor, public, told["system"], told["value"], told["whose"])


VERBS: dict[str, type[OfPerson]] = {"amend": Amend, "number": CorrectNumber, "contact": AddContact}


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Nobody is listed: people are found by what somebody says."""
    if request.method == "POST":
        return seeking.found(request)
    actor, words = admin_of(request), seeking.of(request)
    found = find_people(actor, words) if len(words) > 1 else ()
    return render(request, "admin/people.html", frame(request, "registers", q=words, found=found, others=tabs()))


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, public: str) -> HttpResponse:
    """A person's row: what is known, how they are reached, whom they were merged with; posted, one verb is done."""
    actor, seen = admin_of(request), registered(admin_of(request), public)
    if "with" in request.POST:
        return seeking.found(request, "with")
    bound, done, wrong = _carried_out(request, actor, public)
    if done:
        return HttpResponseRedirect(f"{request.path}?{urlencode({'done': done})}")
    shown_forms = {key: bound.get(key) or kind(prefix=key, initial=_known(seen)) for key, kind in VERBS.items()}
    context = frame(
        request, "registers", seen=seen, forms=shown_forms, done=request.GET.get("done", ""), wrong=wrong,
        contacts=[(one, *STATES[one.state], dict(SYSTEMS).get(one.system, one.system)) for one in seen.person.contacts],
        others=tabs(), q=seeking.of(request), candidates=_candidates(request, actor, seen),
        changes=shown(_audit(actor, seen)),
    )  # fmt: skip
    return render(request, "admin/person.html", context, status=422 if bound or wrong else 200)


def _carried_out(request: HttpRequest, actor: Actor, public: str) -> tuple[dict[str, OfPerson], str, str]:
    """The form that was filled in wrongly, the verb that was done, or why it was not, in words."""
    if request.method != "POST":
        return {}, "", ""
    name = str(request.POST.get("verb", ""))
    try:
        if kind := VERBS.get(name):
            form = kind(request.POST, prefix=name)
            if not form.is_valid():
                return {name: form}, "", ""
            return _tried(form, name, public, actor)
        _do(name, public, str(request.POST.get("of", "")), actor)
    except (Refused, NotThere) as no:
        return {}, "", refusing.message(no, language())
    return {}, name, ""


def _tried(form: OfPerson, name: str, public: str, actor: Actor) -> tuple[dict[str, OfPerson], str, str]:
    try:
        form.of(public, actor)
    except BadNumber:
        form.add_error("number", pgettext("people", "This is no number of that country. Read it from the card again."))
    except Refused as no:
        form.add_error(None, refusing.message(no, language()))
    return ({name: form}, "", "") if form.errors else ({}, name, "")


def _do(verb: str, public: str, of: str, actor: Actor) -> None:
    """The verbs that are a button beside what they are about."""
    match verb:
        case "merge":
            people.merge(actor, of, public)
        case "unmerge":
            people.unmerge(actor, of)
        case "confirm" | "dead" if of.isdecimal():
            (people.confirm_contact if verb == "confirm" else people.mark_contact_dead)(actor, int(of))
        case _:
            raise NotThere("not-there")


def _candidates(request: HttpRequest, actor: Actor, seen: Registered) -> tuple[Found, ...]:
    """Who might be the same person: as searched for, else by day of birth and name. Of a merged row nobody."""
    if seen.kept:
        return ()
    words = seeking.of(request)
    found = find_people(actor, words) if len(words) > 1 else might_be(actor, seen.person)
    return tuple(one for one in found if one.public != seen.person.public)


def _audit(actor: Actor, seen: Registered) -> list[Any]:
    """What was changed in the row, in its ways of contact and its merges, the newest first."""
    keys = [("person", seen.person.public), *(("contact_point", str(one.id)) for one in seen.person.contacts),
            *(("person_alias", str(one.id)) for one in seen.aliases)]  # fmt: skip
    found = [change for table, key in keys for change in changes(actor, table, key, limit=30)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:30]


def _known(seen: Registered) -> dict[str, Any]:
    """What a form begins with."""
    known = {name: getattr(seen.person, name) for name in Amend.base_fields if hasattr(seen.person, name)}
    return {**known, "country": seen.person.country or "AL"}


def tabs() -> list[dict[str, Any]]:
    """The way to the other registers."""
    found = [{"url": reverse("register", args=[key]), "text": one.title} for key, one in REGISTERS.items()]
    return [{"url": reverse("people"), "text": pgettext("register", "People"), "current": True}, *found]
