"""What surrounds a case: its papers, what was sent, enquiries at centres, arrivals, who read it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from konsil.core.case import Actor
from konsil.store.queries.reading import as_json, made, reading, rows
from konsil.store.refusals import NotThere


@dataclass(frozen=True)
class DocumentSeen:
    """A paper or an image of a case: its state says whether it may be served."""

    public: str
    kind: str
    category: str
    title_key: str
    name: str
    language: str
    size: int
    mime: str
    sha256: bytes
    state: str
    why: str
    uploaded_by: str
    uploaded_at: datetime


DOCUMENT = ", ".join(f"d.{name}" for name in DocumentSeen.__annotations__)


def documents(actor: Actor, case: str) -> tuple[DocumentSeen, ...]:
    """The documents of a case that the actor may see, the oldest first. Misfiled ones are not there (Y26)."""
    with reading(actor):
        found = rows(
            f"SELECT {DOCUMENT} FROM document d JOIN cases c ON c.id = d.case_id"
            " WHERE c.public = %s ORDER BY d.uploaded_at, d.id",
            case,
        )
    return made(DocumentSeen, found)


def document(actor: Actor, public: str) -> DocumentSeen:
    """One document that the actor may see. Raises `NotThere`."""
    with reading(actor):
        found = rows(f"SELECT {DOCUMENT} FROM document d WHERE d.public = %s", public)
    if not found:
        raise NotThere("not-there")
    return made(DocumentSeen, found)[0]


@dataclass(frozen=True)
class AttemptSeen:
    """One try to send one letter, and what became of it."""

    public: str
    seq: int
    letter: str
    to_role: str
    to_party: str
    channel: str
    address: str
    language: str
    state: str
    why: str
    document: str
    began_at: datetime
    ended_at: datetime | None


ATTEMPT = ", ".join(f"a.{name}" for name in AttemptSeen.__annotations__)


def attempts(actor: Actor, case: str) -> tuple[AttemptSeen, ...]:
    """Everything that was sent or tried for a case, the oldest first."""
    with reading(actor):
        found = rows(
            f"SELECT {ATTEMPT} FROM attempt a JOIN cases c ON c.id = a.case_id"
            " WHERE c.public = %s ORDER BY a.began_at, a.id",
            case,
        )
    return made(AttemptSeen, found)


@dataclass(frozen=True)
class EnquirySeen:
    """A centre's view of an enquiry: the disease, an age band, languages and a day, and nobody (Y10).

    `answered` is the last answer: confirmed, unavailable, or empty. `case` is only for recording the answer.
    """

    case: str
    item: str
    seq: int
    asked_at: datetime
    disease: str
    age_band: str
    languages: tuple[str, ...]
    wanted_by: date
    answered: str
    until: datetime | None


def enquiries(actor: Actor) -> tuple[EnquirySeen, ...]:
    """What the actor's centre was asked and what it answered, the newest first."""
    with reading(actor):
        found = rows("SELECT * FROM konsil.enquiries_v1()")
    return made(EnquirySeen, found)


@dataclass(frozen=True)
class ArrivalSeen:
    """Something that came in and is nobody's yet: with its instant and its owner (R16b)."""

    public: str
    channel: str
    arrived_at: datetime
    said: Any
    owner: str


def arrivals(actor: Actor) -> tuple[ArrivalSeen, ...]:
    """What waits to be matched, the oldest first."""
    with reading(actor):
        found = rows(
            "SELECT public, channel, arrived_at, said, owner FROM arrival"
            " WHERE settled_at IS NULL AND party = konsil.party() ORDER BY arrived_at"
        )
    return made(ArrivalSeen, [(*row[:3], as_json(row[3]), row[4]) for row in found])


@dataclass(frozen=True)
class Look:
    """One look at a person's medical data: who, as what, for whom, at what, and why if a reason was asked."""

    at: datetime
    account: str
    role: str
    party: str
    what: str
    reason: str
    case: str


def who_read(actor: Actor, person: str, limit: int = 200) -> tuple[Look, ...]:
    """Who read a person's data, the newest first: the person's own question, and their organisation's."""
    with reading(actor):
        found = rows(
            "SELECT r.at, r.account, r.role, r.party, r.what, r.reason, coalesce(c.public, '') FROM read_audit r"
            " JOIN person p ON p.id = r.person LEFT JOIN cases c ON c.id = r.\"case\""
            " WHERE p.public = %s ORDER BY r.at DESC, r.id DESC LIMIT %s",
            person, limit,
        )  # fmt: skip
    return made(Look, found)


@dataclass(frozen=True)
class Erased:
    """That the content of a case was erased: by which rule, why, when, and how many entries."""

    rule: str
    reason: str
    facts: int
    at: datetime
    by: str


def erased(actor: Actor, case: str) -> Erased | None:
    """The erasure of a case, if there was one: its page says so, its chain still verifies (Y39)."""
    with reading(actor):
        found = rows(
            "SELECT e.rule, e.reason, e.facts, e.at, e.by FROM erasure e JOIN cases c ON c.id = e.case_id"
            " WHERE c.public = %s ORDER BY e.at DESC LIMIT 1",
            case,
        )
    return next(iter(made(Erased, found)), None)


def draft(actor: Actor, kind: str, case: str = "") -> Mapping[str, Any]:
    """The actor's own half-written form of this kind; empty where there is none."""
    with reading(actor):
        found = rows(
            "SELECT d.content FROM draft d LEFT JOIN cases c ON c.id = d.case_id WHERE d.kind = %s"
            " AND d.account = konsil.account() AND d.party = konsil.party() AND coalesce(c.public, '') = %s",
            kind, case,
        )  # fmt: skip
    content: Mapping[str, Any] = as_json(found[0][0]) if found else {}
    return content


def save_draft(actor: Actor, kind: str, content: Mapping[str, Any], case: str = "") -> None:
    """Keep a half-written form; an empty one is thrown away."""
    with reading(actor):
        rows("SELECT konsil.draft_v1(%s, %s, %s)", kind, json.dumps(dict(content)), case)
