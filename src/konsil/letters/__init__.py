"""Letters: templates (.typ), their words (texts/), consent forms (forms/) and what each needs to know.

`fields` turns a letter into the plain values its template reads; `konsil.gates.typst` makes the PDF.
"""

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from pydantic import BaseModel

from konsil.letters import dates, forms
from konsil.letters.models import Consent, Letter, Pack, Slip

FOLDER = Path(__file__).parent


def fields(letter: Letter, language: str) -> dict[str, Any]:
    """The letter's values with days and instants written out in `language`, ready for JSON.

    A day becomes {full, plain, day, until, by, month, short}; an instant, read in the sender's zone, has
    hour and moment besides. A link gets its QR as SVG, a consent the words of its form.
    """
    values = _written(letter, language, letter.sender.timezone)
    assert isinstance(values, dict)
    if url := getattr(letter, "url", ""):
        values["qr"] = _qr(url, letter.sender.brand)
    if isinstance(letter, Slip):
        values["qr"] = _qr(letter.code, "#000000")
    if isinstance(letter, Pack):
        values["rows"] = [row | {"qr": _qr(row["number"], "#000000")} for row in values["rows"]]
    if isinstance(letter, Consent):
        values["form"] = forms.form(letter.country, language, letter.version).model_dump()
    return values


def _qr(url: str, colour: str) -> str:
    drawn = BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", border=0, dark=colour, xmldecl=False)
    return drawn.getvalue().decode()


def _written(value: object, language: str, zone: str) -> object:
    if isinstance(value, BaseModel):
        return {name: _written(getattr(value, name), language, zone) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return {key: _written(item, language, zone) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_written(item, language, zone) for item in value]
    if isinstance(value, datetime):
        written = {"hour": dates.hour(value, zone), "moment": dates.moment(value, language, zone)}
        return _day(dates.local(value, zone), language) | written
    return _day(value, language) if isinstance(value, date) else value


def _day(on: date, language: str) -> dict[str, str]:
    ways = (dates.full, dates.plain, dates.day, dates.until, dates.by, dates.month, dates.short)
    return {write.__name__: write(on, language) for write in ways}
