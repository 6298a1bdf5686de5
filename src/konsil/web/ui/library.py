"""The one register of the tag library `ui`, and how a tag writes attributes."""

from collections.abc import Mapping

from django import template
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

register = template.Library()

TONES = frozenset({"danger", "warn", "ok", "info", "violet", "brand", "plain", "line", ""})
HOLDERS = frozenset({"operator", "member", "doctor", "centre", "payer", "nobody"})


def attributes(named: Mapping[str, object]) -> SafeString:
    """HTML attributes of keyword arguments: `data_key="n"` is written `data-key="n"`; None and False are left out."""
    kept = {name.rstrip("_").replace("_", "-"): value for name, value in named.items()}
    return flatatt({name: value for name, value in kept.items() if value is not None and value is not False})


def holder_class(holder: str) -> str:
    """The class that colours a holder of the ball; a holder nobody knows is grey."""
    return f"by-{holder}" if holder in HOLDERS else "by-nobody"
