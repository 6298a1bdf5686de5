"""The words of a document, for comparing them with others: of a PDF its text, of a patient's summary its lines.

A scan has no words: then a reader reads it, and the page says that nothing was compared.
"""

from collections.abc import Iterator
from io import BytesIO

from konsil.gates import GateDown, GateRefused
from konsil.gates.imaging.summary import read_summary
from konsil.store.queries.papers import Paper
from konsil.work.filing import SUMMARY, content

PAGES = 40  # of a document; a longer one is compared as far as that
LONGEST = 20 * 1024 * 1024


def text_of(paper: Paper) -> str:
    """What a document says, as plain text; empty where it has no text, or cannot be read. Never raises for that."""
    if not paper.served or paper.size > LONGEST or paper.mime not in ("application/pdf", SUMMARY):
        return ""
    try:
        data = b"".join(content(paper))
        return "\n".join(_pdf(data) if paper.mime == "application/pdf" else _summary(data)).strip()
    except (GateRefused, GateDown):
        return ""


def _pdf(data: bytes) -> Iterator[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(data))
        yield from (page.extract_text() for page in reader.pages[:PAGES])
    except (PyPdfError, ValueError, KeyError):
        return


def _summary(data: bytes) -> Iterator[str]:
    for section in read_summary(data).sections:
        yield section.title
        yield from section.lines
