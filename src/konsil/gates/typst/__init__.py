"""Letters as tagged PDF/A-2a and PDF/UA-1.

Values and words reach the template as one JSON text, so nothing is ever spliced into its source. The same
letter gives the same bytes on any machine: no system font, no clock.
"""

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import typst

from konsil import letters
from konsil.gates.faults import GateRefused
from konsil.letters import texts as words
from konsil.letters.models import Letter

MADE = datetime(2026, 1, 1, tzinfo=UTC)  # what the file says of its making, unless the caller knows better
FONTS = letters.FOLDER / "fonts"

_of_thread = threading.local()


def paper(letter: Letter, language: str, over: Mapping[str, Any] | None = None) -> bytes:
    """The PDF of a letter in a language, a programme's own words (`over`) before the house's.

    The file is dated with the letter's day. Refused: `text-missing`, `letter-faulty`.
    """
    made = datetime(letter.written_on.year, letter.written_on.month, letter.written_on.day, tzinfo=UTC)
    return render(letter.template, letters.fields(letter, language), language, over=over, made=made)


def render(
    template: str,
    data: Mapping[str, Any],
    language: str,
    *,
    over: Mapping[str, Any] | None = None,
    made: datetime = MADE,
) -> bytes:
    """A template of `konsil/letters` with its values (see `konsil.letters.fields`) as PDF.

    Refused: `template-missing`, `text-missing` (a key without words in this language, its name in `detail`),
    `letter-faulty` (the template met a value it cannot set).
    """
    path = letters.FOLDER / f"{template}.typ"
    if path.parent != letters.FOLDER or not path.exists():
        raise GateRefused("template-missing", template)
    try:
        said = words.load(language, over)
    except words.TextMissing as missing:
        raise GateRefused("text-missing", missing.key) from missing
    given = {"data": data, "texts": said, "language": language, "fonts": _families()}
    return _compiled(str(path), json.dumps(given, ensure_ascii=False), made)


def _compiled(path: str, given: str, made: datetime) -> bytes:
    try:
        pdf = _compiler().compile(
            path,
            sys_inputs={"letter": given},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=made,
        )
    except typst.TypstError as fault:
        key = "text-missing" if "text-missing" in fault.message else "letter-faulty"
        raise GateRefused(key, fault.message) from fault
    assert isinstance(pdf, bytes)
    return pdf


def _compiler() -> typst.Compiler:
    """One a thread: a compiler keeps its fonts and its memory of what it has set."""
    if not hasattr(_of_thread, "compiler"):
        _of_thread.compiler = typst.Compiler(root=str(letters.FOLDER), font_paths=_fonts(), ignore_system_fonts=True)
    found: typst.Compiler = _of_thread.compiler
    return found


def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)] if FONTS.is_dir() else [])


def _families() -> dict[str, str]:
    """Source Serif and Inter where the assets brought them, otherwise the serif of the typst wheel."""
    if not hasattr(_of_thread, "families"):
        there = set(_fonts().families())
        serif = "Source Serif 4" if "Source Serif 4" in there else "Libertinus Serif"
        _of_thread.families = {"serif": serif, "sans": "Inter" if "Inter" in there else serif}
    found: dict[str, str] = _of_thread.families
    return found
