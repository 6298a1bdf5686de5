"""What a member meets: steps, the choice of a centre, the person to call, upload, signature."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from konsil.web.ui.library import register


@register.inclusion_tag("ui/parts/stepper.html")
def stepper(steps: Sequence[Mapping[str, str]], label: str, across: bool = False) -> dict[str, Any]:
    """The public stages: `state` (done, now, next), `text`, `note`. `across` draws the promise bar of the desk."""
    return {"steps": steps, "label": label, "across": across}


@register.inclusion_tag("ui/parts/centre_option.html")
def centre_option(
    name: str, value: str, title: str, where: str, why: str = "", points: Sequence[tuple[str, str]] = (),
    chosen: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """One centre as a radio card. Nothing is chosen for a member: `chosen` only repeats what was sent before.

    `points`: pairs of (icon, text): rank with its source and date, usual time, language of the report.
    """
    return dict(locals())


@register.simple_tag
def person_card(
    name: str, role: str, phone: str = "", write_url: str = "", hours: str = "", note: str = ""
) -> SafeString:
    """Whom to call, with the hours at which somebody is really there."""
    return render_to_string("ui/parts/person_card.html", dict(locals()))


@register.simple_block_tag
def due_by(content: SafeString, tone: str = "", icon: str = "calendar-clock") -> SafeString:
    """Until when, or whether it comes in time, in one line under the heading."""
    from konsil.web.ui.pieces.basics import icon as draw_icon

    return format_html('<p class="by {}">{}<span>{}</span></p>', tone, draw_icon(icon), content)


@register.inclusion_tag("ui/parts/signature.html", takes_context=True)
def signature(
    context: Mapping[str, Any], name_field: BoundField, code_field: BoundField, send_code_url: str = ""
) -> dict[str, Any]:
    """Sign by typing the name and a code, always; a script adds drawing with a finger (field `signature_svg`).

    Stands inside the page's form. `send_code_url` receives a POST of that form to send a new code.
    """
    return {"name_field": name_field, "code_field": code_field, "send_code_url": send_code_url}


@register.inclusion_tag("ui/parts/upload.html", takes_context=True)
def upload(
    context: Mapping[str, Any], title: str, about: str, url: str, post_url: str, field: str = "file", accept: str = "",
    sent: int = 0, total: int = 0, capture: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """A document to send. With a script in resumable pieces to `url` (tus 1.0), without one as a form to `post_url`.

    `sent` and `total` in bytes, where an upload has begun before.
    """
    known = {name: value for name, value in locals().items() if name != "context"}
    return known | {"csrf_token": context.get("csrf_token")}
