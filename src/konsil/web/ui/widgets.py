"""A day typed as three numbers: nobody pages a calendar back to 1974."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy


class DayFields(forms.MultiWidget):
    """Three inputs: day, month, year."""

    template_name = "ui/parts/day_fields.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        numeric = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__({part: forms.TextInput(numeric) for part in ("day", "month", "year")}, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        """The three numbers of a day already known."""
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each input with its own word above it."""
        context = super().get_context(name, value, attrs)
        words = (pgettext_lazy("date of birth", "Day"), pgettext_lazy("date of birth", "Month"),
                 pgettext_lazy("date of birth", "Year"))  # fmt: skip
        for part, word in zip(context["widget"]["subwidgets"], words, strict=True):
            part["word"] = word
        return context


class DayField(forms.MultiValueField):
    """A date from three typed numbers; each error says what to type."""

    widget = DayFields

    def __init__(self, **options: Any) -> None:
        numbers = [forms.IntegerField() for _ in range(3)]
        super().__init__(fields=numbers, require_all_fields=True, **options)
        self.error_messages["required"] = gettext_lazy("Type the day, the month and the year, for example 14 3 1974.")
        self.error_messages["invalid"] = gettext_lazy("There is no such day. Check the day, the month and the year.")

    def compress(self, data_list: Sequence[int] | None) -> date | None:
        """The day, or `invalid` where the calendar has none."""
        if not data_list:
            return None
        try:
            return date(data_list[2], data_list[1], data_list[0])
        except ValueError as wrong:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from wrong
