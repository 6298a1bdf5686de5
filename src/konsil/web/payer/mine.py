"""*Make mine*: name, colour, days, languages; a folder of one dated file, checked and, in a demo, running at once."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from konsil.core.programme import Programme
from konsil.core.spans import Span
from konsil.core.varying import Own, key_of
from konsil.letters.brand import contrast
from konsil.store import instances, programmes, varying
from konsil.store.queries.reading import now
from konsil.store.refusals import NotThere
from konsil.store.varying import Made
from konsil.web.payer import shown
from konsil.web.payer.frame import frame, payer_of
from konsil.web.payer.views import programme_asked
from konsil.web.staff import language
from konsil.web.ui.pieces.shells import OWN_NAMES

COLOUR = re.compile(r"#[0-9a-f]{6}")
READABLE = 4.5


class Mine(forms.Form):
    """What makes a programme one's own. The promises' lengths are added from the programme it is made from."""

    name = forms.CharField(label=pgettext_lazy("make mine", "Name of the programme"), min_length=3, max_length=60)
    colour = forms.CharField(
        label=pgettext_lazy("make mine", "Colour"), initial="#0e5a53", widget=forms.TextInput(attrs={"type": "color"}),
        help_text=pgettext_lazy("make mine", "White words stand on it: it must be dark, with a contrast of 4.5 to 1."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=pgettext_lazy("make mine", "Languages"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, programme: Programme, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        spoken: Any = self.fields["languages"]
        spoken.choices = [(one, OWN_NAMES.get(one, one)) for one in programme.languages]
        spoken.initial = list(programme.languages)

    def clean_name(self) -> str:
        told: str = self.cleaned_data["name"].strip()
        if len(key_of(told)) < 3:
            raise forms.ValidationError(_("Write a name with at least three letters."))
        return told

    def clean_colour(self) -> str:
        told: str = self.cleaned_data["colour"].strip().lower()
        if not COLOUR.fullmatch(told):
            raise forms.ValidationError(_("Write the colour as #rrggbb."))
        if (found := contrast(told, "#ffffff")) < READABLE:
            told_in_words = _("White words on it have a contrast of %(found)s to 1. Choose a darker one.")
            raise forms.ValidationError(told_in_words, params={"found": f"{found:.1f}"})
        return told


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The form; posted, the programme: installed and in the menus where this is a demo, a folder to take along
    anywhere else, where the operator's administrator installs it."""
    actor = payer_of(request)
    parent = programme_asked(request, actor)
    version = programmes.in_force(parent)
    if version is None:
        raise NotThere("not-there")
    programme, texts = programmes.programme(version.hash)
    form = _form(programme, shown.words_of(texts, language(), programme.languages), request.POST or None)
    told: dict[str, Any] = {"form": form, "spans": [form[key] for key in form.fields if key.startswith("within.")]}
    if request.method == "POST" and form.is_valid():
        own = _own(form.cleaned_data, programme)
        made = varying.make(actor, parent, own, now().astimezone(programme.zone).date())
        if _is_taken(made):
            form.add_error("name", _("There is a programme of this name. Choose another."))
        elif made.faults:
            told["faults"] = made.faults
        elif not instances.is_demo():
            return _folder(made)
        else:
            varying.install(actor, made, parent, own.colour)
            _write(made, settings.CONFIG.home / "programmes" / made.key)
            return HttpResponseRedirect(f"{reverse('payer-terms')}?programme={made.key}&made=yes")
    told |= {"is_demo": instances.is_demo(), "parent": parent}
    status = 422 if form.errors or "faults" in told else 200
    return render(request, "payer/mine.html", frame(request, "mine", **told), status=status)


def _form(programme: Programme, said: Any, data: Any) -> Mine:
    form = Mine(programme, data)
    for key, promise in programme.promises.items():
        if promise.clause:
            form.fields[f"within.{key}"] = forms.IntegerField(
                label=said.say(f"promise.{key}"), min_value=1, max_value=60, initial=promise.within.amount,
                help_text=said.span(promise.within),
            )  # fmt: skip
    return form


def _own(told: Mapping[str, Any], programme: Programme) -> Own:
    within = dict(_within(told, programme))
    return Own(key_of(told["name"]), told["name"], tuple(told["languages"]), within, told["colour"])


def _within(told: Mapping[str, Any], programme: Programme) -> Iterator[tuple[str, str]]:
    """Each length in the promise's own unit; a cap in the unit of the promise it caps moves along with it."""
    lengths = {}
    for key, promise in programme.promises.items():
        if f"within.{key}" in told:
            span = Span(told[f"within.{key}"], promise.within.unit, promise.within.working)
            lengths[promise.of, promise.within] = span
            yield key, str(span)
    for key, promise in programme.promises.items():
        if promise.not_after and (moved := lengths.get((promise.not_after[1], promise.not_after[0]))):
            yield f"{key}.cap", str(moved)


def _is_taken(made: Made) -> bool:
    """Whether the name is another programme's; the same one posted twice is one."""
    there = {one.hash for one in programmes.installed() if one.key == made.key}
    return bool(there) and not (made.programme and made.programme.hash in there)


def _write(made: Made, folder: Path) -> None:
    for path, text in made.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf8")


def _folder(made: Made) -> HttpResponse:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for path, text in made.files.items():
            pack.writestr(f"{made.key}/{path}", text)
    told = f'attachment; filename="{made.key}.zip"'
    return HttpResponse(out.getvalue(), "application/zip", headers={"Content-Disposition": told})
