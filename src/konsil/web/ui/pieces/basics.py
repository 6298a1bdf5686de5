"""Icon, button, tag, avatar, banner, dialog, menu, tabs: what every page uses."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from konsil.web.ui.icons import NAMES
from konsil.web.ui.library import TONES, attributes, register

SPRITE = "vendor/lucide.svg"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "inbox" %}`: drawn beside words, silent; with `label` it speaks for itself. Unknown: ValueError."""
    if name not in NAMES:
        raise ValueError(f"icon {name!r} is not listed in ui/icons.txt")
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" {} focusable="false"><use href="{}#{}"/></svg>', voice, static(SPRITE), name)


def _icon_or_nothing(name: str) -> SafeString:
    return icon(name) if name else SafeString()


@register.simple_tag
def mark() -> SafeString:
    """The two rings: two opinions that meet."""
    return mark_safe(
        '<svg class="rings" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
        '<circle cx="12.5" cy="16" r="8"/><circle class="far" cx="19.5" cy="16" r="8"/></svg>'
    )


@register.simple_tag
def button(
    text: str, icon: str = "", kind: str = "", key: str = "", href: str = "", only_icon: bool = False, **more: object
) -> SafeString:
    """`{% button _("Send") icon="send" kind="primary" key="Ctrl ↵" %}`.

    `kind`: primary, quiet, stop, big (several with spaces). `href` makes it a link. `key` shows the key and lets it
    press the button. `only_icon` keeps the text for readers alone. Other arguments become attributes: `name`, `value`,
    `data_opens`.
    """
    label = format_html('<span class="vh">{}</span>', text) if only_icon else format_html("<span>{}</span>", text)
    shown_key = format_html("<kbd>{}</kbd>", key) if key else ""
    names = " ".join(filter(None, ("btn", kind, "only" if only_icon else "", str(more.pop("class_", "")))))
    if key:
        more["data_key"] = key.lower()
    if only_icon:
        more.setdefault("title", text)
    inside = format_html("{}{} {}", _icon_or_nothing(icon), label, shown_key)
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', names, href, attributes(more), inside)
    more.setdefault("type", "submit" if "primary" in kind or "name" in more or "form" in more else "button")
    return format_html('<button class="{}"{}>{}</button>', names, attributes(more), inside)


@register.simple_tag
def tag(text: str, tone: str = "", icon: str = "") -> SafeString:
    """A word with a tone: danger, warn, ok, info, violet, brand, plain, line. The colour only repeats the word."""
    if tone not in TONES:
        raise ValueError(f"tag tone {tone!r}")
    return format_html('<span class="{}">{}{}</span>', f"tag {tone}".strip(), _icon_or_nothing(icon), text)


@register.simple_tag
def avatar(name: str, large: bool = False, tone: str = "") -> SafeString:
    """The initials of a name, silent: the name stands beside it. An empty name is a seat nobody holds."""
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    names = " ".join(filter(None, ("ava", "large" if large else "", tone, "" if initials else "nobody")))
    return format_html('<span class="{}" aria-hidden="true">{}</span>', names, initials or "?")


@register.simple_block_tag
def acts(content: SafeString, note: str = "") -> SafeString:
    """A row of buttons, with a note at its end about what will be sent, to whom, in which language."""
    said = format_html('<span class="msg">{}</span>', note) if note else ""
    return format_html('<div class="acts">{}{}</div>', content, said)


@register.simple_block_tag
def banner(content: SafeString, tone: str = "info", icon: str = "info", live: bool = False) -> SafeString:
    """A line across the page: something to know. `live` for what appears while the page stands open."""
    voice = mark_safe(' role="status"') if live else ""
    return format_html('<div class="banner {}"{}>{}<div>{}</div></div>', tone, voice, _icon_or_nothing(icon), content)


@register.simple_block_tag
def empty(content: SafeString, title: str, icon: str = "inbox") -> SafeString:
    """Nothing here, and why that is so."""
    return format_html(
        '<div class="empty">{}<strong>{}</strong><p>{}</p></div>', _icon_or_nothing(icon), title, content
    )


@register.simple_block_tag
def emergency(content: SafeString) -> SafeString:
    """What to do when it gets worse; the only red on a member's page."""
    return format_html('<div class="sos" role="note">{}<div>{}</div></div>', icon("siren"), content)


@register.simple_block_tag
def dialog(content: SafeString, id: str, title: str, footer: str = "") -> SafeString:
    """A dialog opened by a button with `data_opens="<id>"`; the content brings its own form and buttons."""
    return format_html(
        '<dialog class="dialog" id="{0}" aria-labelledby="{0}-title"><header><h2 id="{0}-title">{1}</h2></header>'
        '<div class="body stack">{2}</div>{3}</dialog>',
        id, title, content, footer,
    )  # fmt: skip


@register.simple_block_tag
def menu(content: SafeString, text: str, icon: str = "", only_icon: bool = False, place: str = "") -> SafeString:
    """A button that opens a small panel of links or forms, without a script. `place`: up, left."""
    label = format_html("<span{}>{}</span>", mark_safe(' class="vh"') if only_icon else "", text)
    names = "btn quiet only" if only_icon else "btn"
    return format_html(
        '<details class="menu {}" data-menu><summary class="{}">{}{}</summary><div class="panel">{}</div></details>',
        place, names, _icon_or_nothing(icon), label, content,
    )  # fmt: skip


@register.simple_tag
def tabs(label: str, items: Sequence[Mapping[str, Any]]) -> SafeString:
    """Queues with their counts. An item: `url`, `text`, optional `count`, `current`."""
    links = format_html_join("", '<a href="{}"{}>{}{}</a>', ((
        item["url"],
        mark_safe(' aria-current="page"') if item.get("current") else "",
        item["text"],
        format_html(" <b>{}</b>", item["count"]) if item.get("count") is not None else "",
    ) for item in items))  # fmt: skip
    return format_html('<nav class="tabs" aria-label="{}">{}</nav>', label, links)


@register.simple_block_tag
def section(content: SafeString, title: str, link: str = "", link_text: str = "") -> SafeString:
    """A titled part of a page with at most one quiet link beside the title."""
    beside = format_html('<a href="{}">{}</a>', link, link_text) if link else ""
    return format_html('<section class="sec"><header><h2>{}</h2>{}</header>{}</section>', title, beside, content)


@register.simple_tag(takes_context=True)
def toast(context: Mapping[str, Any], text: str, undo_url: str = "", seconds: int = 10) -> SafeString:
    """What has just been done, and for some seconds a way to take it back. Without a script the way stays open."""
    return render_to_string(
        "ui/parts/toast.html",
        {"text": text, "undo_url": undo_url, "seconds": seconds, "csrf_token": context.get("csrf_token")},
    )
