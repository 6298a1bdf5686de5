"""The worklist and the case: row, next step, facts, what happened, documents, audit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from konsil.web.ui.library import register
from konsil.web.ui.pieces.basics import icon as draw_icon


@register.inclusion_tag("ui/parts/worklist_row.html")
def worklist_row(
    url: str, clock: str, by: str, verb: str, person: str, meta: Sequence[str] = (), state: str = "",
    unread: int = 0, tag_text: str = "", tag_tone: str = "info", current: bool = False, person_lang: str = "",
) -> dict[str, Any]:  # fmt: skip
    """One line of the worklist. `clock` is the time left or the weekday, `by` the small line under it.

    `state`: over, soon, here (somebody waits at the clinic) or nothing. `meta`: number, programme, language.
    """
    return dict(locals())


@register.simple_tag
def rows_head(text: str, count: int, over: bool = False) -> SafeString:
    """The heading of a group in the worklist: past its promise, due today, later this week."""
    state = mark_safe(' class="over"') if over else ""
    return format_html("<h2{}><span>{}</span><span>{}</span></h2>", state, text, count)


@register.inclusion_tag("ui/parts/find_box.html")
def find_box(label: str, url: str = "", name: str = "q", value: str = "", hint: str = "") -> dict[str, Any]:
    """Find a case, a person, a paper; `/` leads to it."""
    return dict(locals())


@register.inclusion_tag("ui/parts/key_hints.html")
def key_hints() -> dict[str, Any]:
    """The line under a worklist that tells its keys; the list of all is under `?`."""
    return {}


@register.simple_tag
def more(text: str, url: str, note: str = "") -> SafeString:
    """The end of a page of a list: go on."""
    return format_html('<p class="more"><a class="btn" href="{}" data-more>{}</a><span>{}</span></p>', url, text, note)


@register.simple_block_tag
def next_step(
    content: SafeString, title: str, why: str = "", left: str = "", due: str = "", state: str = "", why_url: str = "",
    why_dialog: str = "", id: str = "next-step",
) -> SafeString:  # fmt: skip
    """The one card: verb, due, why, the form inside. `state`: over, soon, waits or nothing.

    Inside it stand `{% acts %}` with one primary button and `{% exceptions %}` with this step's quiet links. `why_url`
    opens the clause and the explained due instant, in the dialog `why_dialog` where the page holds it.
    """
    return render_to_string("ui/parts/next_step.html", dict(locals()))


@register.simple_block_tag
def step_body(content: SafeString) -> SafeString:
    """The form or table of a next step."""
    return format_html('<div class="body">{}</div>', content)


@register.simple_block_tag
def exceptions(content: SafeString) -> SafeString:
    """The step's exceptions as quiet links: no answer, she wants another, it got worse."""
    return format_html('<div class="exceptions">{}</div>', content)


@register.simple_block_tag
def read_aloud(content: SafeString, lang: str, said: str) -> SafeString:
    """A sentence the caller can say aloud, in the member's language; `said` tells the agent so in his own."""
    return format_html('<div class="read-aloud"><small>{}</small><p lang="{}">{}</p></div>', said, lang, content)


@register.simple_block_tag
def timeline_item(
    content: SafeString, icon: str, when: str, tone: str = "", recorded: str = "", voided: bool = False
) -> SafeString:
    """One line of what happened. `when` as the page's day group leaves it to say; `recorded` where it differs."""
    later = format_html("<small>{}</small>", recorded) if recorded else ""
    return format_html(
        '<li class="{}"><span class="dot {}">{}</span><div class="what">{}</div><div class="at num">{}{}</div></li>',
        "voided" if voided else "entry", tone, draw_icon(icon), content, when, later,
    )  # fmt: skip


@register.simple_tag
def timeline_day(text: str) -> SafeString:
    """The day under which the lines after it happened."""
    return format_html('<li class="day">{}</li>', text)


@register.simple_tag
def facts(pairs: Iterable[tuple[str, Any]], across: bool = False, beside: bool = False) -> SafeString:
    """Label and value, without the empty ones. Down the side, `across` a page, or `beside` each other."""
    rows = format_html_join(
        "", "<div><dt>{}</dt><dd>{}</dd></div>", ((label, value) for label, value in pairs if value not in (None, ""))
    )
    return format_html('<dl class="facts{}">{}</dl>', " across" if across else " beside" if beside else "", rows)


@register.simple_tag
def checks(items: Iterable[tuple[str, str]]) -> SafeString:
    """Conditions and whether they hold: pairs of (text, ok | wait | no)."""
    look = {"ok": ("circle-check", "ok"), "wait": ("clock", "warn"), "no": ("circle-x", "danger")}
    rows = format_html_join(
        "",
        '<li class="{}">{}<span>{}</span></li>',
        ((look[how][1], draw_icon(look[how][0]), text) for text, how in items),
    )
    return format_html('<ul class="checks">{}</ul>', rows)


@register.inclusion_tag("ui/parts/doc_row.html")
def doc_row(
    name: str, about: str, icon: str = "file-text", url: str = "", state: str = "", tone: str = "", lang: str = ""
) -> dict[str, Any]:
    """One document inside `<ul class="docs">`: what it is, and its state in a word (clean, no names, missing)."""
    return dict(locals())


@register.simple_tag
def audit_list(reads: Iterable[Mapping[str, str]]) -> SafeString:
    """Who read what and when: `when`, `who`, `whose` (role and organisation), `what`."""
    rows = format_html_join("", "<li><time>{}</time><span><b>{}</b><small>{}</small></span><span>{}</span></li>", (
        (read["when"], read["who"], read["whose"], read["what"]) for read in reads
    ))  # fmt: skip
    return format_html('<ul class="audit">{}</ul>', rows)


@register.simple_tag
def messages(lines: Iterable[Mapping[str, Any]]) -> SafeString:
    """A thread: `who`, `when`, `text`, `lang`, `mine`."""
    rows = format_html_join("", '<li{}><div class="bubble" lang="{}">{}</div><small>{} · {}</small></li>', ((
        mark_safe(' class="mine"') if line.get("mine") else "", line["lang"], line["text"], line["who"], line["when"],
    ) for line in lines))  # fmt: skip
    return format_html('<ol class="thread">{}</ol>', rows)
