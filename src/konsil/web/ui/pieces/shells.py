"""Parts of the page's frame: rail, language switch, demo bar, what the scripts need to say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, pgettext

from konsil.web.ui.library import register
from konsil.web.ui.pieces.moments import language

OWN_NAMES = {"sq": "Shqip", "en": "English", "ro": "Română", "sv": "Svenska", "kk": "Қазақша", "ru": "Русский"}


@register.inclusion_tag("ui/parts/rail.html", takes_context=True)
def rail(context: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The places of the desk: `url`, `icon`, `text`, optional `count`, `current`.

    The context's `me` stands at its foot: `name`, `first`, `sign_out_url`, `links` (each `url`, `icon`, `text`).
    """
    return {"items": items, "me": context.get("me"), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/parts/language_switch.html", takes_context=True)
def language_switch(
    context: Mapping[str, Any], languages: Sequence[str], url: str, next: str = "", place: str = ""
) -> dict[str, Any]:
    """The page in another language: each named in itself. Posts `language` and `next` to `url`."""
    own = [{"code": code, "name": OWN_NAMES.get(code) or get_language_info(code)["name_local"]} for code in languages]
    here = language().split("-")[0]
    return {
        "languages": own, "here": here, "name": OWN_NAMES.get(here, here), "url": url, "next": next, "place": place,
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.inclusion_tag("ui/parts/demo_bar.html", takes_context=True)
def demo_bar(context: Mapping[str, Any], demo: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The thin bar of the demo, absent elsewhere. `demo` or the context's: `now` (words), `url` (POST `step`, `be`).

    `person` (first name), `people` (each `key`, `name`, `role`), `beside_url` and `beside` (whose phone), `tour_url`.
    """
    return {
        "demo": demo or context.get("demo"),
        "csrf_token": context.get("csrf_token"),
        "next": context.get("here", ""),
    }


@register.simple_tag
def script_words() -> dict[str, SafeString | str]:
    """The few sentences the scripts say, in the page's language, for `<template id="words">`."""
    return {
        "stale": pgettext("live page", "Shown as of {time}. The connection is lost; trying again."),
        "changed": pgettext("live page", "This changed while you were writing."),
        "show": pgettext("live page", "Show what is new"),
        "sent": pgettext("upload", "{sent} of {total} sent. You may close this page: it goes on when you come back."),
        "done": pgettext("upload", "All sent."),
        "broken": pgettext("upload", "The connection broke. Trying again in {seconds} s."),
        "refused": pgettext("upload", "The file was not taken. Choose it again, or call us."),
        "nothing": pgettext("palette", "Nothing found. Type a name, a case number or an action."),
        "here": pgettext("palette", "On this page"),
    }
