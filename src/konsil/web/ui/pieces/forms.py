"""Fields with their label above, their hint, and an error that says what to do."""

from typing import Any

from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, Field, RadioSelect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from konsil.web.ui.library import register
from konsil.web.ui.widgets import DayFields


def _errors(bound: BoundField) -> list[str]:
    """What to do about each fault of a field; Django's bare "required" is said in our words."""
    bare = Field.default_error_messages["required"]
    return [
        gettext("This is still missing.") if error.code == "required" and error.message == bare else str(text)
        for error, text in zip(bound.errors.as_data(), bound.errors, strict=True)
    ]


def _lead(label: str) -> str:
    """The label as the beginning of a sentence about its field."""
    return label if label.endswith("?") else f"{label}:"


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, DayFields):
        return "day"
    return "check" if isinstance(widget, CheckboxInput) else "one"


@register.simple_tag
def field(bound: BoundField, label: str = "", hint: str = "", short: bool = False, **more: Any) -> SafeString:
    """`{% field form.phone %}`. `label` and `hint` replace the form's own; `short` for numbers and codes.

    Other arguments become attributes of the input (`autocomplete="tel"`, `data_x`). A hidden field is written bare.
    """
    if bound.is_hidden:
        return bound.as_widget()
    kind, id_ = _kind(bound), bound.id_for_label or bound.auto_id or bound.html_name
    said = hint or bound.help_text
    described = " ".join(filter(None, (f"{id_}-hint" if said else "", f"{id_}-wrong" if bound.errors else "")))
    extra: dict[str, str | bool] = {name.replace("_", "-"): str(value) for name, value in more.items()}
    if described:
        extra["aria-describedby"] = described
    if bound.errors and kind not in {"choices", "day"}:
        extra["aria-invalid"] = "true"
    return render_to_string("ui/parts/field.html", {
        "bound": bound, "kind": kind, "id": id_, "label": label or bound.label, "hint": said, "short": short,
        "widget": bound.as_widget(attrs=extra), "described": described, "errors": _errors(bound),
    })  # fmt: skip


@register.simple_tag
def error_summary(*forms: BaseForm) -> SafeString:
    """All errors of the page's forms at its top, each a link to its field; nothing where there is none."""
    found = [
        {"target": form[name].id_for_label or form[name].auto_id, "label": _lead(str(form[name].label)), "text": text}
        for form in forms
        for name in form.errors
        if name != "__all__"
        for text in _errors(form[name])
    ]
    found += [{"target": "", "label": "", "text": str(text)} for form in forms for text in form.non_field_errors()]
    return render_to_string("ui/parts/error_summary.html", {"errors": found}) if found else SafeString()
