"""One document of a case for whoever may read it, with where it lies; and those that wait for the scanner."""

from dataclasses import dataclass
from datetime import datetime

from konsil.core.case import Actor
from konsil.store.queries.reading import log_read, made, reading, rows
from konsil.store.refusals import NotThere


@dataclass(frozen=True)
class Paper:
    """A document: what it is, whose, and what its content is got by. `state` says whether it may be served."""

    public: str
    case: str
    case_id: int
    person_id: int
    kind: str
    category: str
    title_key: str
    name: str
    language: str
    mime: str
    size: int
    state: str
    why: str
    stored: str
    uploaded_by: str
    party: str
    uploaded_at: datetime

    @property
    def served(self) -> bool:
        """Whether its content may leave: only what passed the scanner."""
        return self.state == "clean" and bool(self.stored)


PAPER = (
    "SELECT d.public, c.public, d.case_id, d.person_id, d.kind, d.category, d.title_key, d.name, d.language, d.mime,"
    " d.size, d.state, d.why, d.stored, d.uploaded_by, d.party, d.uploaded_at"
    " FROM document d JOIN cases c ON c.id = d.case_id"
)


def paper(actor: Actor, public: str) -> Paper:
    """A document that the actor may see; nothing is logged, since its content is not read. Raises `NotThere`."""
    with reading(actor):
        found = made(Paper, rows(f"{PAPER} WHERE d.public = %s", public))
    if not found:
        raise NotThere("not-there")
    return found[0]


def opened(actor: Actor, public: str) -> Paper:
    """A document whose content is about to be read: the look is logged in the same transaction (X09)."""
    with reading(actor):
        found = paper(actor, public)
        if actor.party != "konsil" and found.served:
            log_read(actor, found.person_id, f"document {found.kind}", found.case_id)
    return found


def papers(actor: Actor, case: str) -> tuple[Paper, ...]:
    """The documents of a case that the actor may see, the newest first."""
    with reading(actor):
        found = rows(f"{PAPER} WHERE c.public = %s ORDER BY d.uploaded_at DESC, d.id DESC", case)
    return made(Paper, found)


def waiting(actor: Actor, most: int = 20) -> tuple[Paper, ...]:
    """Documents that wait for the scanner, the oldest first."""
    with reading(actor):
        found = rows(f"{PAPER} WHERE d.state = 'quarantined' AND d.stored <> '' ORDER BY d.id LIMIT %s", most)
    return made(Paper, found)
