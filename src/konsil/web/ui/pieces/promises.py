"""What was promised, why it is due then, and whether it was kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from konsil.web.ui import dates
from konsil.web.ui.library import register
from konsil.web.ui.pieces.moments import language


@register.inclusion_tag("ui/parts/explanation.html")
def explanation(
    clauses: Sequence[Mapping[str, str]], days: Sequence[Mapping[str, Any]], due: str, recompute: str = ""
) -> dict[str, Any]:
    """Why a promise is due then: its sentence in two languages, then every day counted or left out.

    `clauses`: `lang`, `name` (of the language), `text`, `source`. `days`: `on`, `state` (start, counted, skipped),
    `count` where counted, `note` (request, weekend, the holiday's name). `recompute`: the line of `konsil clock`.
    """
    return {"clauses": clauses, "days": [_told(day) for day in days], "due": due, "recompute": recompute}


def _told(day: Mapping[str, Any]) -> dict[str, Any]:
    on: date = day["on"]
    return {**day, "weekday": dates.weekday(on, language()), "day": dates.day(on, language(), style="plain")}


@register.simple_block_tag
def claim(
    content: SafeString,
    sentence: str,
    source: str = "",
    definition: str = "",
    figure: str = "",
    recompute_url: str = "",
) -> SafeString:
    """One sentence of the promise page with its figure, its bar (the content), its clause and its definition."""
    return render_to_string("ui/parts/claim.html", dict(locals()))
