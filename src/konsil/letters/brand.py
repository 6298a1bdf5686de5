"""A payer's colour, and whether it can be read: the contrast of WCAG 2.2."""

from collections.abc import Mapping
from typing import Any

READABLE = 4.5  # against white paper: a colour of a brand carries words


def colour(settings: Mapping[str, Any], programme: str) -> str:
    """The payer's colour for a programme, #rrggbb: the programme's own, else the payer's; empty where there is none
    or words in it could not be read."""
    told = str(settings.get("brands", {}).get(programme) or settings.get("brand") or "")
    try:
        return told if told and contrast(told, "#ffffff") >= READABLE else ""
    except ValueError:
        return ""


def contrast(one: str, other: str) -> float:
    """Contrast of two colours written #rrggbb, from 1 to 21. Another form is a ValueError."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError("a colour is written #rrggbb")
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
