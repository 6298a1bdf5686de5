"""A payer's file of members: looked at line by line, then taken over in one transaction; what would end many
memberships is asked twice (Y25)."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from konsil.core.case import Actor
from konsil.store import programmes
from konsil.store.members import applying, staging
from konsil.store.members.staging import Run
from konsil.store.queries.administration import populations
from konsil.store.queries.reading import reading, rows
from konsil.store.refusals import NotThere
from konsil.web import sheets
from konsil.web.admin.frame import admin_of, frame

SHOWN = 50


class File(forms.Form):
    """The file, whose people these are, and which programme they have a right to."""

    population = forms.ChoiceField(label=pgettext_lazy("members' file", "Whose people"))
    programme = forms.ChoiceField(label=pgettext_lazy("members' file", "Programme"))
    file = forms.FileField(
        label=pgettext_lazy("members' file", "The file"),
        help_text=pgettext_lazy("members' file", "CSV in UTF-8, one person a line, with a header."),
    )

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        whose: Any = self.fields["population"]
        which: Any = self.fields["programme"]
        whose.choices = [(key, key) for key, _ in populations(actor)]
        which.choices = [(key, key) for key in dict.fromkeys(one.key for one in programmes.installed())]


@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is read into staging and nothing changes yet."""
    actor = admin_of(request)
    form = File(actor, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = _staged(actor, form.cleaned_data)
            return HttpResponseRedirect(f"{request.path}/{run.public}")
        except (ValueError, csv.Error) as fault:
            form.add_error("file", str(fault))
    done = request.GET.get("done", "")
    return render(request, "admin/members.html", frame(request, "members", form=form, done=done),
                  status=422 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, public: str) -> HttpResponse:
    """What the file would change; posted, it is taken over or thrown away."""
    actor, found = admin_of(request), _run(admin_of(request), public)
    sure, again = request.POST.get("sure") == "yes", False
    if request.method == "POST" and request.POST.get("verb") == "drop":
        staging.drop(actor, found)
        return HttpResponseRedirect(_up(request))
    if request.method == "POST":
        try:
            applying.apply(actor, found, sure=sure)
            return HttpResponseRedirect(f"{_up(request)}?done=applied")
        except applying.AsksAgain:
            again = True
    preview = applying.preview(actor, found)
    told = {"run": found, "preview": preview, "faults": preview.faults[:SHOWN], "again": again,
            "reasons": [(*key, count) for key, count in preview.reasons.items()]}  # fmt: skip
    return render(request, "admin/run.html", frame(request, "members", **told), status=409 if again else 200)


@require_http_methods(["GET", "HEAD"])
def report(request: HttpRequest, public: str) -> HttpResponse:
    """Every bad line: row, column, reason; no personal data."""
    actor = admin_of(request)
    preview = applying.preview(actor, _run(actor, public))
    lines: list[tuple[sheets.Cell, ...]] = [("row", "column", "reason")]
    lines += [(one.row, one.column, one.reason) for one in preview.faults]
    named = {"Content-Disposition": f'attachment; filename="{public}.csv"'}
    return HttpResponse(sheets.as_csv(lines), sheets.CSV, headers=named)


def _staged(actor: Actor, told: dict[str, Any]) -> Run:
    sent: UploadedFile[bytes] = told["file"]
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        for chunk in sent.chunks():
            file.write(chunk)
        file.flush()
        return staging.stage(actor, Path(file.name), population=told["population"], programme=told["programme"])


def _run(actor: Actor, public: str) -> Run:
    with reading(actor):
        found = rows(
            "SELECT r.id, r.public, r.population, p.keeper_id, r.policy, r.state FROM import_run r"
            " JOIN population p ON p.key = r.population"
            " WHERE r.public = %s AND r.state = 'staged' AND p.id = ANY (konsil.populations())",
            public,
        )
    if not found:
        raise NotThere("not-there")
    return Run(*found[0])


def _up(request: HttpRequest) -> str:
    return request.path.rpartition("/")[0]
