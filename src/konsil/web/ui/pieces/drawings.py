"""Drawings made on the server, each with its words: line of time, where the days went, thirteen months."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from konsil.web.ui import dates, lines
from konsil.web.ui.library import holder_class, register
from konsil.web.ui.pieces.moments import language

ABOVE_ROWS = (28, 12)
STRIP_HEIGHT = 60


@register.inclusion_tag("ui/parts/timeline_bar.html")
def timeline_bar(
    spans: Sequence[lines.Span], marks: Sequence[lines.Mark], today: datetime, closed: Collection[date] = (),
    title: str = "", verdict: str = "", tone: str = "ok",
) -> dict[str, Any]:  # fmt: skip
    """The one line of time: who holds the ball from the request to the answer, against the operation.

    `spans` and `marks` are `konsil.web.ui.lines.Span` and `Mark` in local wall time, `today` is now, `closed` the
    holidays. `verdict` says in one sentence whether the answer comes in time, `tone` is ok, warn or danger.
    """
    drawing = lines.draw(spans, marks, today, closed)
    return {
        "spans": [{"one": one, "css": holder_class(one.span.holder)} for one in drawing.spans],
        "above": [{"one": one, "y": ABOVE_ROWS[min(one.row, 1)]} for one in drawing.above],
        "below": drawing.below,
        "ticks": [{"x": tick.x, "text": dates.day(tick.on, language(), style="plain")} for tick in drawing.ticks],
        "legend": _holders(spans),
        "points": sorted(marks, key=lambda mark: mark.at),
        "title": title,
        "verdict": verdict,
        "tone": tone,
        "verdict_icon": {"ok": "circle-check", "warn": "clock-alert"}.get(tone, "triangle-alert"),
    }


def _holders(spans: Sequence[lines.Span]) -> list[dict[str, Any]]:
    """What stands in the legend: each holder once, in order of turn, with all that lies with him."""
    turns: dict[tuple[str, str], list[str]] = {}
    for span in spans:
        turns.setdefault((span.holder, span.name or span.holder), []).append(span.label)
    return [
        {"css": holder_class(holder), "name": name, "what": ", ".join(filter(None, dict.fromkeys(labels)))}
        for (holder, name), labels in turns.items()
    ]


@register.inclusion_tag("ui/parts/ball_bar.html")
def ball_bar(parts: Iterable[tuple[str, str, int]], title: str) -> dict[str, Any]:
    """Where the days went: triples of (holder, name, working days)."""
    known = [part for part in parts if part[2]]
    pieces = lines.shares([days for _, _, days in known])
    rows = [
        {"css": holder_class(holder), "name": name, "days": days, "piece": piece}
        for (holder, name, days), piece in zip(known, pieces, strict=True)
    ]
    return {"rows": rows, "title": title}


@register.inclusion_tag("ui/parts/strip.html")
def strip(months: Sequence[tuple[date, int, int]], title: str) -> dict[str, Any]:
    """Thirteen months: triples of (first of month, kept, late); the last is the month that runs."""
    most = max((kept + late for _, kept, late in months), default=0) or 1
    width = 100 / max(1, len(months))
    columns = []
    for index, (first, kept, late) in enumerate(months):
        high, bad = STRIP_HEIGHT * (kept + late) / most, STRIP_HEIGHT * late / most
        columns.append({
            "x": round(index * width + width * 0.14, 3), "middle": round((index + 0.5) * width, 3),
            "w": round(width * 0.72, 3), "kept": kept, "late": late, "now": index == len(months) - 1,
            "top": round(STRIP_HEIGHT + 2 - high, 1), "bad": round(bad, 1),
            "good_top": round(STRIP_HEIGHT + 2 - high + bad, 1), "good": round(high - bad, 1),
            "month": dates.month(first, language()), "year": first.year,
        })  # fmt: skip
    return {"columns": columns, "title": title}


@register.filter
def unlocalised(number: float) -> str:
    """A number as SVG and HTML attributes want it, whatever the page's language writes for a decimal point."""
    return f"{number:g}" if isinstance(number, float) else str(number)


@register.filter
def add_up(x: float, w: float) -> str:
    """Where a piece of a line ends."""
    return unlocalised(round(x + w, 3))
