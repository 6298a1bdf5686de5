"""The promise page of a month, counted again, on paper and for a spreadsheet."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from konsil.core.case import Actor
from konsil.store.queries import promises
from konsil.store.queries.promises import Month
from konsil.store.queries.reading import now
from konsil.store.queries.recipients import here
from konsil.store.refusals import NotThere
from konsil.web import sheets
from konsil.web.payer import paper, shown
from konsil.web.payer.frame import called, frame, payer_of
from konsil.web.staff import language


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """The month on one sheet: the last full one unless another is asked for."""
    return _page(request, asked(request))


@require_safe
def recount(request: HttpRequest) -> HttpResponse:
    """The same page, and beside it the same month counted anew from the log."""
    found = asked(request)
    again = promises.recount(payer_of(request), found.programme.key, found.first)
    return _page(request, found, again=again, same=again.month == found)


@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The sheet as a PDF to print and to frame."""
    found = asked(request)
    payer, operator = called(found.programme.payer), called(found.programme.operator)
    told = paper.pdf(found, language(), here(promises.COUNTER), payer, operator)
    return _file(told, "application/pdf", found, "pdf")


@require_safe
def xlsx(request: HttpRequest) -> HttpResponse:
    """The figures of the month as a workbook."""
    found = asked(request)
    told = sheets.as_xlsx(paper.rows(_sheet(found)), shown.month_name(found.first, language()))
    return _file(told, sheets.XLSX, found, "xlsx")


@require_safe
def csv(request: HttpRequest) -> HttpResponse:
    """The figures of the month as CSV."""
    found = asked(request)
    return _file(sheets.as_csv(paper.rows(_sheet(found))), sheets.CSV, found, "csv")


def asked(request: HttpRequest) -> Month:
    """The month of the address, of the reader's own programme. Raises `NotThere`."""
    actor = payer_of(request)
    try:
        return promises.month(actor, programme_asked(request, actor), _first(request))
    except (KeyError, ValueError):
        raise NotThere("not-there") from None


def programme_asked(request: HttpRequest, actor: Actor) -> str:
    """The programme of the address, or the first of the payer's. Raises `NotThere`."""
    mine = promises.programmes_of(actor)
    key = request.GET.get("programme") or next(iter(mine), "")
    if key not in mine:
        raise NotThere("not-there")
    return key


def _first(request: HttpRequest) -> date:
    told = request.GET.get("month", "")
    return date.fromisoformat(f"{told}-01") if told else before(now().date().replace(day=1))


def before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def after(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=32)).replace(day=1)


def _sheet(found: Month) -> shown.Sheet:
    return shown.sheet(found, language(), called(found.programme.operator))


def _page(request: HttpRequest, found: Month, **more: Any) -> HttpResponse:
    address, key = reverse("payer"), found.programme.key
    following = after(found.first)
    told = {
        "sheet": _sheet(found), "payer": called(found.programme.payer), "key": key,
        "name": shown.words_of(found.texts, language(), found.programme.languages).say("programme.name"),
        "before": f"{address}?programme={key}&month={before(found.first):%Y-%m}",
        "after": f"{address}?programme={key}&month={following:%Y-%m}" if following <= found.at.date() else "",
        "here_query": f"?programme={key}&month={found.first:%Y-%m}",
        "others": [one for one in promises.programmes_of(payer_of(request)) if one != key], **more,
    }  # fmt: skip
    return render(request, "payer/month.html", frame(request, "month", **told))


def _file(told: bytes, kind: str, found: Month, ending: str) -> HttpResponse:
    name = f"{found.programme.key}-{found.first:%Y-%m}.{ending}"
    return HttpResponse(told, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
