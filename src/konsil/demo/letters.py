"""The papers behind the sink's mails: which document a message brought, for whoever looks at the demo."""

from konsil.core.case import Actor
from konsil.store.queries.reading import reading, rows
from konsil.store.registers.documents import documents
from konsil.work import gateways

KONSIL = Actor("konsil", "konsil", "konsil")


def paper_of(message_id: str) -> str:
    """The document that a message is about, by public id; empty where there is none."""
    return _attempt(message_id)[0]


def pdf_of(message_id: str) -> bytes | None:
    """Its content."""
    document, case_id, public = _attempt(message_id)
    found = documents(KONSIL, case_id, (document,)) if document else ()
    return gateways.kept(public, found[0].stored) if found else None


def _attempt(message_id: str) -> tuple[str, int, str]:
    with reading(KONSIL):
        found = rows(
            "SELECT a.document, c.id, c.public FROM attempt a JOIN cases c ON c.id = a.case_id WHERE a.message_id = %s",
            message_id,
        )
    return found[0] if found else ("", 0, "")
