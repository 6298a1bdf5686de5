"""Days, instants and working time in the reader's language and the clock's own zone."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from konsil.web.ui import dates
from konsil.web.ui.library import register

SOON = 4 * 60


def language() -> str:
    """The language the page is being written in."""
    return get_language() or "en"


@register.simple_tag(takes_context=True)
def when(
    context: Mapping[str, Any], at: datetime | date | None, zone: tzinfo | str = "", style: dates.Style = "short"
) -> SafeString:
    """`{% when case.due "Europe/Tirane" %}`: a `<time>` with day and clock; a plain date gives the day alone.

    Where the page's context holds `today` (a date), yesterday, today and tomorrow are said in words. The city
    of the zone is added where the context's `reader_zone` is another.
    """
    if at is None:
        return SafeString()
    if not isinstance(at, datetime):
        return format_html('<time datetime="{}">{}</time>', at.isoformat(), dates.day(at, language(), style=style))
    place = ZoneInfo(zone) if isinstance(zone, str) and zone else zone or at.tzinfo
    if not isinstance(place, tzinfo):
        raise ValueError("an instant is shown in a zone: give one")
    said = dates.instant(at, place, language(), style=style, today=context.get("today"))
    reader = context.get("reader_zone")
    city = f" {str(place).rsplit('/', 1)[-1].replace('_', ' ')}" if reader and str(reader) != str(place) else ""
    return format_html('<time datetime="{}">{}{}</time>', at.isoformat(), said, city)


@register.simple_tag
def clock(at: datetime | None, zone: tzinfo | str) -> SafeString:
    """`{% clock visit.starts "Europe/Bucharest" %}`: the wall clock alone, where the day is said elsewhere."""
    if at is None:
        return SafeString()
    said = dates.clock(at, ZoneInfo(zone) if isinstance(zone, str) else zone)
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), said)


@register.filter
def day(on: date | None, style: dates.Style = "short") -> str:
    """`{{ case.operation|day:"long" }}`."""
    return dates.day(on, language(), style=style) if on else ""


@register.filter
def span(minutes: int | None) -> str:
    """`{{ 160|span }}`: `2 h 40`, working time without a sign."""
    return "" if minutes is None else dates.span(minutes, language())


@register.filter
def span_left(minutes: int | None) -> str:
    """`{{ 160|span_left }}`: `2 h 40 left`; below zero `1 h 20 over`. Working minutes."""
    if minutes is None:
        return ""
    said = dates.span(minutes, language())
    if minutes < 0:
        return pgettext("working time past a promise", "%(span)s over") % {"span": said}
    return pgettext("working time until a promise", "%(span)s left") % {"span": said}


@register.filter
def urgency(minutes: int | None) -> str:
    """The class of a row or card by working minutes left: `over`, `soon` (under four hours) or nothing."""
    if minutes is None:
        return ""
    return "over" if minutes < 0 else "soon" if minutes < SOON else ""
