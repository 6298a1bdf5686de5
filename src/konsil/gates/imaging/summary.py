"""A patient's summary as another system writes it (FHIR, International Patient Summary), made readable.

Each section brings its own words (the narrative), which count before its coded entries. They come out as plain
lines: no mark-up of the sender ever reaches a page.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any

from konsil.gates.faults import GateRefused

LIMIT = 20 * 1024 * 1024
BLOCKS = frozenset({"p", "div", "tr", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "caption"})
CELLS = frozenset({"td", "th"})
CELL = "\x1f"
SILENT = frozenset({"script", "style", "head", "title"})


@dataclass(frozen=True)
class Section:
    """One heading and its lines."""

    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Summary:
    """A readable summary. `language` is the document's own, empty where it does not say."""

    title: str
    patient: str
    born: date | None
    written_on: date | None
    language: str
    sections: tuple[Section, ...]


def read_summary(raw: bytes) -> Summary:
    """Read a FHIR document bundle. Refused: `summary-too-large`, `not-a-summary`."""
    if len(raw) > LIMIT:
        raise GateRefused("summary-too-large")
    try:
        bundle = json.loads(raw)
        resources = {entry.get("fullUrl", ""): entry["resource"] for entry in bundle["entry"]}
        document = bundle["entry"][0]["resource"]
        if bundle["type"] != "document" or document["resourceType"] != "Composition":
            raise GateRefused("not-a-summary")
        return _summary(document, resources)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as fault:
        raise GateRefused("not-a-summary") from fault


def _summary(document: dict[str, Any], resources: dict[str, dict[str, Any]]) -> Summary:
    patient = next((one for one in resources.values() if one["resourceType"] == "Patient"), {})
    return Summary(
        title=str(document.get("title", "")),
        patient=_name(patient),
        born=_day(patient.get("birthDate")),
        written_on=_day(document.get("date")),
        language=str(document.get("language", "")),
        sections=tuple(_section(section, resources) for section in document.get("section", ())),
    )


def _section(section: dict[str, Any], resources: dict[str, dict[str, Any]]) -> Section:
    told = _plain(section.get("text", {}).get("div", ""))
    return Section(str(section.get("title", "")), tuple(told or _coded(section, resources)))


def _coded(section: dict[str, Any], resources: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The entries by their words, for a section without a narrative."""
    for entry in section.get("entry", ()):
        found = _resource(str(entry.get("reference", "")), resources)
        for key in ("code", "medicationCodeableConcept", "vaccineCode", "type"):
            if words := _concept(found.get(key)):
                yield words
                break


def _resource(reference: str, resources: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """By its full address, or by the end of it: `Condition/7`."""
    whole = resources.get(reference)
    if whole is not None or not reference:
        return whole or {}
    return next((one for url, one in resources.items() if url.endswith(f"/{reference}")), {})


def _concept(concept: object) -> str:
    if not isinstance(concept, dict):
        return ""
    codings = concept.get("coding") or [{}]
    return str(concept.get("text") or codings[0].get("display") or codings[0].get("code") or "")


def _name(patient: dict[str, Any]) -> str:
    names = patient.get("name") or [{}]
    return " ".join([*names[0].get("given", ()), names[0].get("family", "")]).strip() or str(names[0].get("text", ""))


def _day(told: object) -> date | None:
    """A FHIR date may be a year only; then it is no day."""
    try:
        return date.fromisoformat(str(told)[:10])
    except ValueError:
        return None


def _plain(markup: str) -> list[str]:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = (_joined(line.split(CELL)) for line in "".join(reader.parts).split("\n"))
    return [line for line in lines if line]


def _joined(cells: list[str]) -> str:
    """A row's cells side by side, without the empty ones."""
    said = (" ".join(cell.split()) for cell in cells)
    return " · ".join(cell for cell in said if cell)


class _Reader(HTMLParser):
    """Takes the words out of a narrative: a block ends its line, cells of a row stand side by side."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        if tag in BLOCKS:
            self.parts.append("\n")
        elif tag in CELLS:
            self.parts.append(CELL)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT and self.silent > 0
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\n", " "))
