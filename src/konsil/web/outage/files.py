"""The encrypted files of a day without a line, as two pages offer them: reception's list, the call centre's sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse

from konsil.work import packs


@dataclass(frozen=True)
class Offered:
    """A file of a day, and where it is had."""

    day: date
    url: str


def offered(party: str, days: Iterable[date], route: str) -> tuple[Offered, ...]:
    """What was made for a party on these days."""
    return tuple(
        Offered(day, reverse(route, args=[day.isoformat(), one.programme]))
        for day in days
        for one in packs.packs(party, day)
    )


def handed(party: str, day: str, programme: str) -> HttpResponse:
    """One file, as it lies there. 404 where there is none, or it is another's."""
    try:
        found = packs.packs(party, date.fromisoformat(day))
    except ValueError:
        raise Http404 from None
    content = next((one.content for one in found if one.programme == programme), None)
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{day}.pdf"'
    return answer
