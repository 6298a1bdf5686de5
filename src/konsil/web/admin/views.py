"""The morning, accounts, changes and looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from konsil.store import programmes
from konsil.store.queries import administration
from konsil.store.queries.administration import Morning
from konsil.store.queries.registers import changes
from konsil.store.registers import entrances
from konsil.web.admin import verbs
from konsil.web.admin.frame import admin_of, frame
from konsil.web.admin.registers import carried_out, shown
from konsil.web.recording import acting_of
from konsil.web.ui import dates

STANDSTILL = timedelta(minutes=1)
STALE = timedelta(days=2)
AHEAD = timedelta(days=120)


@dataclass(frozen=True)
class Check:
    """One line of the morning: whether it is well, what was asked, what was found, and where to go."""

    well: bool
    question: str
    found: str
    url: str = ""


@require_safe
def morning(request: HttpRequest) -> HttpResponse:
    """What is not sent, not owned, not fresh, not approved, not backed up: on one screen."""
    found = administration.morning(admin_of(request))
    language = frame(request, "admin")["language"]
    checks = list(_checks(found, language))
    wrong = [one for one in checks if not one.well]
    return render(request, "admin/morning.html", frame(request, "admin", checks=checks, wrong=wrong, kind=found.kind))


def _checks(found: Morning, language: str) -> Iterator[Check]:
    yield Check(
        not found.unsent and not found.in_doubt, pgettext("morning", "Not sent"),
        pgettext("morning", "%(failed)s failed or came back, %(doubt)s on the way or in doubt, %(held)s held")
        % {"failed": found.unsent, "doubt": found.in_doubt, "held": found.held},
    )  # fmt: skip
    yield Check(
        found.sends, pgettext("morning", "Sending"),
        pgettext("morning", "Letters go out.") if found.sends
        else pgettext("morning", "Nothing is sent until somebody releases it: this is a restored copy."),
    )  # fmt: skip
    unowned = ngettext("%(n)s open case without an owner", "%(n)s open cases without an owner", found.unowned)
    yield Check(not found.unowned, pgettext("morning", "Not owned"), unowned % {"n": found.unowned})
    yield _fresh(found, language)
    yield Check(
        not found.proposals and not found.arrivals, pgettext("morning", "Not decided"),
        pgettext("morning", "%(proposals)s wait for a second person, %(arrivals)s arrivals are not matched")
        % {"proposals": found.proposals, "arrivals": found.arrivals},
    )  # fmt: skip
    yield _approved(found, language)
    yield Check(
        found.archived_at is not None, pgettext("morning", "Backed up"),
        dates.day(found.archived_at.date(), language) if found.archived_at
        else pgettext("morning", "This database keeps no archive of its log: set one up before real cases."),
    )  # fmt: skip
    alive = found.heartbeat_at is not None
    silent = pgettext("morning", "No worker has ever reported: nothing is sent, no promise is swept.")
    yield Check(alive, pgettext("morning", "Worker"), pgettext("morning", "It has reported.") if alive else silent)


def _fresh(found: Morning, language: str) -> Check:
    at = found.imported_at
    well = at is not None and found.now - at < STALE
    said = dates.day(at.date(), language) if at else pgettext("morning", "No members' file was ever taken over.")
    return Check(well, pgettext("morning", "Members' file"), said, reverse("members"))


def _approved(found: Morning, language: str) -> Check:
    """Holidays ahead that are only estimated: a promise that counts them is provisional."""
    days: dict[Any, str] = {}
    for one in programmes.installed():
        programme, _ = programmes.programme(one.hash)
        for calendar in programme.calendars.values():
            for day, holiday in calendar.holidays.items():
                if holiday.estimated and found.now.date() <= day <= (found.now + AHEAD).date():
                    days[day] = holiday.names.get(language) or next(iter(holiday.names.values()), "")
    told = ", ".join(f"{dates.day(day, language, year=True)} ({name})" for day, name in sorted(days.items()))
    said = told or pgettext("morning", "Every holiday of the next four months is certain.")
    return Check(not days, pgettext("morning", "Holidays approved"), said, reverse("register", args=["calendars"]))


@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """Who may sign in: invite, give a role, end every role of who left, ask for a way back in."""
    actor, acting = admin_of(request), acting_of(request)
    if request.method == "POST" and request.POST.get("verb") == "recover":
        entrances.ask_recovery(str(request.POST.get("account", "")), actor.party, acting.account)
        return HttpResponseRedirect(f"{request.path}?done=recover")
    forms, done = carried_out(request, {"invite": verbs.Invite, "assign": verbs.Assign, "leave": verbs.Leave})
    if done:
        return HttpResponseRedirect(f"{request.path}?done={done}")
    told = {
        "accounts": [(one, [dict(verbs.roles()).get(role, role) for role in one.roles])
                     for one in administration.accounts(actor)], "forms": forms, "done": request.GET.get("done", ""),
        "me_account": acting.account, "roles": verbs.roles(), "waiting": entrances.recoveries(acting.account),
        "changes": shown([*changes(actor, "membership", limit=20)]),
    }  # fmt: skip
    wrong = any(form.errors for form in forms.values())
    return render(request, "admin/accounts.html", frame(request, "accounts", **told), status=422 if wrong else 200)


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Every change of a register by this organisation: who, what, when, old and new (X08)."""
    table = request.GET.get("table", "")[:60]
    found = changes(admin_of(request), table, limit=200)
    tables = sorted({one.table for one in found})
    told = {"changes": shown(found), "tables": tables, "table": table}
    return render(request, "admin/changes.html", frame(request, "changes", **told))


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Who of this organisation read medical data."""
    return render(request, "admin/looks.html", frame(request, "looks", looks=administration.looks(admin_of(request))))
