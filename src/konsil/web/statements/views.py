"""Which clinics there are, one month of one, and the same as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext

from konsil.core.case import Actor
from konsil.letters import texts
from konsil.letters.money import amount, price
from konsil.store.queries import clinic as clinics
from konsil.store.queries import recipients, visits
from konsil.store.queries.reading import now
from konsil.store.queries.visits import LineSeen
from konsil.web import sheets
from konsil.web.clinic import shell as at_clinic
from konsil.web.desk import shell as at_desk
from konsil.web.recording import acting_of
from konsil.web.statements import paper, shown
from konsil.web.statements.shown import Month, Statement

ROLES = ("clinic", "call-centre", "supervisor", "finance")


def _actor(request: HttpRequest) -> Actor:
    acting = acting_of(request)
    role = next(role for role in ROLES if acting.at(role))
    return Actor(acting.name, role, acting.at(role))


def _frame(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    if actor.role == "clinic":
        return at_clinic.frame(request, "statements", now())
    return at_desk.frame(request, "statements")


def clinics_seen(actor: Actor) -> tuple[str, ...]:
    """The clinics whose statements somebody may read: a clinic its own."""
    if actor.role == "clinic":
        return (actor.party,)
    return tuple(sorted({place.clinic for place in clinics.names(actor).places.values()}))


def clinics_of_month(request: HttpRequest) -> HttpResponse:
    """The clinics, each with its month; a clinic's own at once."""
    actor = _actor(request)
    month = Month(now().year, now().month)
    if actor.role == "clinic":
        return redirect("statement", actor.party, str(month))
    found = [(key, _name(actor, key), _read(actor, key, month)) for key in clinics_seen(actor)]
    return render(request, "statements/clinics.html", {"found": found, "month": month, **_frame(request, actor)})


def statement(request: HttpRequest, clinic: str, month: str) -> HttpResponse:
    """One month of one clinic."""
    actor = _actor(request)
    found = _of(actor, clinic, month)
    names, language = clinics.names(actor), get_language() or "en"
    told = {
        "found": found, "name": _name(actor, clinic), "reasons": [(_why(key), n) for key, n in found.reasons.items()],
        "total": price(found.total, found.currency, language),
        "waiting": price(found.waiting, found.currency, language),
        "rows": [_row(one, names.service(one.service, language), language) for one in found.lines],
    }  # fmt: skip
    return render(request, "statements/month.html", told | _frame(request, actor))


def _row(one: LineSeen, service: str, language: str) -> dict[str, Any]:
    """A line as the table shows it: what is held has no amount, and says why."""
    return {
        "line": one, "service": service, "why": _why(one.held),
        "price": "" if one.price is None else amount(one.price, language),
        "amount": "" if one.held else amount(one.amount, language),
    }  # fmt: skip


def exported(request: HttpRequest, clinic: str, month: str, form: str) -> HttpResponse:
    """The same as a spreadsheet."""
    actor = _actor(request)
    found = _of(actor, clinic, month)
    names, language = clinics.names(actor), get_language() or "en"
    rows = shown.table(found, _heads(), lambda code: names.service(code, language), _why)
    file = f"{clinic}-{found.month}"
    if form == "csv":
        return _file(sheets.as_csv(rows), sheets.CSV, f"{file}.csv")
    if form == "xlsx":
        return _file(sheets.as_xlsx(rows, str(found.month)), sheets.XLSX, f"{file}.xlsx")
    if form == "pdf":
        here, name = recipients.here(actor), _name(actor, clinic)
        written = language if language in texts.languages("visit") else "en"
        made = paper.pdf(found, name, written, here, lambda code: names.service(code, written), _why)
        return _file(made, "application/pdf", f"{file}.pdf")
    raise Http404


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _of(actor: Actor, clinic: str, month: str) -> Statement:
    if clinic not in clinics_seen(actor):
        raise Http404
    try:
        return _read(actor, clinic, Month.read(month))
    except ValueError:
        raise Http404 from None


def _read(actor: Actor, clinic: str, month: Month) -> Statement:
    return Statement(clinic, month, visits.statement(actor, clinic, month.first, month.last))


def _name(actor: Actor, clinic: str) -> str:
    found = recipients.organisation(actor, clinic)
    return found.name if found else clinic


def _heads() -> tuple[str, ...]:
    return (
        pgettext("statement", "Day"), pgettext("statement", "Case"), pgettext("statement", "Authorisation"),
        pgettext("statement", "Code"), pgettext("statement", "Service"), pgettext("statement", "How many"),
        pgettext("statement", "Price"), pgettext("statement", "Amount"), pgettext("statement", "Currency"),
        pgettext("statement", "Held back because"),
    )  # fmt: skip


def _why(key: str) -> str:
    said = {
        "": "",
        "unsigned": pgettext("held line", "not signed yet"),
        "not-authorised": pgettext("held line", "done without an authorisation"),
        "no-price": pgettext("held line", "no price was agreed for that day"),
    }
    return said.get(key, key)
