"""The gallery: every component with invented values, so that people can look at them and tests can measure them."""

import tomllib
from importlib.resources import files
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from konsil.web.ui.lines import Mark, Span
from konsil.web.ui.widgets import DayField

PAGES = ("desk", "parts", "member", "small")


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As it stands on the identity card.")
    born = DayField(label="Date of birth")
    phone = forms.CharField(label="Phone", required=False)
    number = forms.CharField(label="Identity number", help_text="Ten characters, for example J45314019V.")
    programme = forms.ChoiceField(label="Programme", choices=[("a", "Albsig MSO"), ("b", "Albsig MSO plus")])
    question = forms.CharField(label="Her question, in her words", widget=forms.Textarea)
    channel = forms.ChoiceField(
        label="How may we write to her?",
        widget=forms.RadioSelect,
        choices=[("portal", "On her page"), ("mail", "E-mail"), ("post", "Letter by post")],
    )
    may_tell = forms.BooleanField(label="Her daughter may be told", required=False)
    code = forms.CharField(label="Code")
    paper = forms.FileField(label="Report", required=False)


def show(request: HttpRequest, page: str = "parts") -> HttpResponse:
    """One page of the gallery: `desk`, `parts`, `member` or `small`."""
    if page not in PAGES:
        raise Http404
    return render(request, f"ui/gallery/{page}.html", _values())


def _values() -> dict[str, Any]:
    values = tomllib.loads(files("konsil.web.ui").joinpath("gallery.toml").read_text(encoding="utf8"))
    values["spans"] = [Span(**span) for span in values["spans"]]
    values["marks"] = [Mark(**mark) for mark in values["marks"]]
    no_such_day = {"born_day": "31", "born_month": "2", "born_year": "1974"}
    wrong = Sample({**no_such_day, "name": "Elira Hoxha", "programme": "a"})
    return values | {"empty_form": Sample(), "wrong_form": wrong}
