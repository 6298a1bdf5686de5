"""The registers as tables: what each shows, which verbs it has, and whose audit stands below (X08)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from konsil.core.engine import Refused
from konsil.door import refusing
from konsil.store.queries import administration
from konsil.store.queries.registers import (
    Change,
    calendar_revisions,
    changes,
    doctors,
    every_reason,
    organisations,
)
from konsil.store.refusals import NotThere
from konsil.web.admin import verbs
from konsil.web.admin.frame import admin_of, frame
from konsil.web.admin.verbs import KINDS, Verb
from konsil.web.staff import language
from konsil.web.ui import dates

Lines = Iterator[Sequence[Any]]


@dataclass(frozen=True)
class Register:
    """One register: its columns, its rows, its verbs by name, and the tables whose changes stand below."""

    title: Any
    about: Any
    icon: str
    columns: tuple[Any, ...]
    rows: Callable[[], Lines]
    verbs: dict[str, type[Verb]]
    tables: tuple[str, ...]


def _day(on: Any) -> str:
    return dates.day(on, language(), style="plain", year=True) if on else ""


def _organisations() -> Lines:
    kinds = dict(KINDS)
    for one in organisations():
        place = ", ".join(filter(None, (one.city, one.country)))
        yield one.name, kinds.get(one.kind, one.kind), place, one.phone, one.key


def _ranks() -> Lines:
    for one in administration.ranks():
        until = _day(one.until_on) or pgettext("register", "in force")
        yield one.disease, one.rank, one.name, one.source, _day(one.published_on), _day(one.from_on), until


def _doctors() -> Lines:
    for one in doctors():
        yield one.name, one.organisation, one.city, one.phone, one.email, one.key


def _reasons() -> Lines:
    spoken = language()
    for system in administration.reason_systems():
        for one in every_reason(system):
            state = pgettext("coded reason", "may be chosen") if one.choosable else pgettext("coded reason", "retired")
            yield system, one.code, one.texts.get(spoken) or next(iter(one.texts.values()), ""), state


def _calendars() -> Lines:
    keys = ("AL", *(one.key for one in organisations("operator")))
    for one in (revision for key in keys for revision in calendar_revisions(key)):
        for day, told in sorted({**one.holidays, **one.special_days}.items()):
            hours = ", ".join(told.get("hours", ())) or pgettext("special day", "closed")
            why = told.get("reason", "")
            yield one.calendar, day, hours, why, told.get("source", ""), one.reviewed_by, _day(one.known_from.date())


REGISTERS: dict[str, Register] = {
    "organisations": Register(
        pgettext_lazy("register", "Organisations"),
        pgettext_lazy("register", "Insurers, operators, centres, practices."), "building-2",
        (pgettext_lazy("column", "Name"), pgettext_lazy("column", "Kind"), pgettext_lazy("column", "Place"),
         pgettext_lazy("column", "Telephone"), pgettext_lazy("column", "Key")),
        _organisations, {"found": verbs.Found, "change": verbs.Change, "close": verbs.Close}, ("organisation",),
    ),
    "centres": Register(
        pgettext_lazy("register", "Centres and rankings"),
        pgettext_lazy("register", "Who is ranked where for which disease: by whom, and published when."), "award",
        (pgettext_lazy("column", "Disease"), pgettext_lazy("column", "Rank"), pgettext_lazy("column", "Centre"),
         pgettext_lazy("column", "Source"), pgettext_lazy("column", "Published"), pgettext_lazy("column", "From"),
         pgettext_lazy("column", "Until")),
        _ranks, {"rank": verbs.Rank}, ("ranking", "centre"),
    ),
    "doctors": Register(
        pgettext_lazy("register", "Doctors"), pgettext_lazy("register", "Those who treat, by the key that facts name."),
        "stethoscope",
        (pgettext_lazy("column", "Name"), pgettext_lazy("column", "Works at"), pgettext_lazy("column", "City"),
         pgettext_lazy("column", "Telephone"), pgettext_lazy("column", "E-mail"), pgettext_lazy("column", "Key")),
        _doctors, {"register": verbs.RegisterDoctor}, ("practitioner",),
    ),
    "calendars": Register(
        pgettext_lazy("register", "Calendars"),
        pgettext_lazy("register", "Special days and corrected holidays, each with its source, known from a day on."),
        "calendar-days",
        (pgettext_lazy("column", "Calendar"), pgettext_lazy("column", "Day"), pgettext_lazy("column", "Hours"),
         pgettext_lazy("column", "Reason"), pgettext_lazy("column", "Source"), pgettext_lazy("column", "Reviewed by"),
         pgettext_lazy("column", "Known from")),
        _calendars, {"special": verbs.SpecialDay}, ("calendar_revision",),
    ),
    "reasons": Register(
        pgettext_lazy("register", "Coded reasons"),
        pgettext_lazy("register", "A retired reason stays readable on old cases and cannot be chosen on new ones."),
        "tag",
        (pgettext_lazy("column", "List"), pgettext_lazy("column", "Code"), pgettext_lazy("column", "Words"),
         pgettext_lazy("column", "State")),
        _reasons, {"add": verbs.AddReason, "retire": verbs.RetireReason}, ("coded_reason",),
    ),
}  # fmt: skip


@require_http_methods(["GET", "HEAD"])
def index(request: HttpRequest) -> HttpResponse:
    """Every register, by name."""
    found = [{"url": reverse("register", args=[key]), "one": one} for key, one in REGISTERS.items()]
    return render(request, "admin/registers.html", frame(request, "registers", registers=found))


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, key: str) -> HttpResponse:
    """A register with its verbs and what was changed in it; posted, one verb is done."""
    if key not in REGISTERS:
        raise NotThere("not-there")
    one, actor = REGISTERS[key], admin_of(request)
    forms, done = carried_out(request, one.verbs)
    if done:
        return HttpResponseRedirect(f"{request.path}?done={done}")
    audit = [told for table in one.tables for told in changes(actor, table, limit=30)]
    told = {
        "register": one, "lines": list(one.rows()), "forms": forms, "done": request.GET.get("done", ""),
        "changes": shown(sorted(audit, key=lambda change: change.at, reverse=True)[:30]),
        "others": [{"url": reverse("people"), "text": pgettext("register", "People")},
                   *({"url": reverse("register", args=[name]), "text": other.title, "current": name == key}
                     for name, other in REGISTERS.items())],
    }  # fmt: skip
    wrong = any(form.errors for form in forms.values())
    return render(request, "admin/register.html", frame(request, "registers", **told), status=422 if wrong else 200)


def carried_out(request: HttpRequest, offered: dict[str, type[Verb]]) -> tuple[dict[str, Verb], str]:
    """The forms to draw, and the verb that was just done, if one was. A refusal stands at its form in words."""
    name = request.POST.get("verb", "") if request.method == "POST" else ""
    forms = {key: kind(request.POST if key == name else None, prefix=key) for key, kind in offered.items()}
    tried = forms.get(name)
    if tried is None or not tried.is_valid():
        return forms, ""
    try:
        tried.do(admin_of(request))
    except (Refused, NotThere) as no:
        tried.add_error(None, refusing.message(no, language()))
        return forms, ""
    return forms, name


@dataclass(frozen=True)
class Shown:
    """A change in words: when, who, what row, and each field with what was and what is."""

    at: Any
    who: str
    table: str
    key: str
    fields: tuple[tuple[str, str, str], ...]


HIDDEN = frozenset(("id", "public"))


def shown(found: Sequence[Change]) -> list[Shown]:
    """Changes as the audit list shows them (X08): old and new beside each other, field by field."""
    return [Shown(one.at, one.account, one.table, one.key, tuple(_fields(one))) for one in found]


def _fields(one: Change) -> Iterator[tuple[str, str, str]]:
    old, new = one.old or {}, one.new or {}
    for key in dict.fromkeys((*old, *new)):
        before, after = _said(old.get(key)), _said(new.get(key))
        if key not in HIDDEN and before != after:
            yield key.removesuffix("_id"), before, after


def _said(told: Any) -> str:
    return "" if told in (None, "", [], {}) else str(told)
