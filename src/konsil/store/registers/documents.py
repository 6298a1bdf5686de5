"""Documents of cases: a row of the register; the content lies encrypted behind `gates/storage`."""

from dataclasses import dataclass

from konsil.core.case import Actor
from konsil.store.models.fields import public_id
from konsil.store.queries.reading import made, reading, rows


@dataclass(frozen=True)
class Filing:
    """A document to be filed. `sha256` is of its content, `stored` the name the storage gave it."""

    case_id: int
    person_id: int
    kind: str
    category: str
    title_key: str
    name: str
    language: str
    sha256: bytes
    size: int
    mime: str
    stored: str


@dataclass(frozen=True)
class Filed:
    """A document of a case, as it may be read: where it lies, and what it is."""

    public: str
    kind: str
    title_key: str
    name: str
    language: str
    mime: str
    size: int
    stored: str
    sha256: str


SEEN = "SELECT public, kind, title_key, name, language, mime, size, stored, encode(sha256, 'hex') FROM document"


def file_document(actor: Actor, filing: Filing, state: str = "clean", public: str = "") -> str:
    """File a document: its public id. The same content of the same kind is filed once a case.

    `state` is clean for papers of our own; what comes from outside begins quarantined. `public` is given where facts
    name the document already: demo data, and cases brought from another system.
    """
    with reading(actor):
        same = rows(
            "SELECT public FROM document WHERE case_id = %s AND kind = %s AND sha256 = %s AND state = %s",
            filing.case_id, filing.kind, filing.sha256, state,
        )  # fmt: skip
        if same:
            known: str = same[0][0]
            return known
        public = public or public_id("d")
        rows(
            "INSERT INTO document (public, case_id, person_id, kind, category, title_key, name, language, sha256, size,"
            " mime, stored, state, why, uploaded_by, party, uploaded_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', %s, %s, konsil.clock())",
            public, filing.case_id, filing.person_id, filing.kind, filing.category, filing.title_key, filing.name,
            filing.language, filing.sha256, filing.size, filing.mime, filing.stored, state, actor.name, actor.party,
        )  # fmt: skip
    return public


def documents(actor: Actor, case_id: int, publics: tuple[str, ...]) -> tuple[Filed, ...]:
    """Those of these documents of a case that may be served to the actor, in the order asked."""
    with reading(actor):
        found = made(
            Filed, rows(f"{SEEN} WHERE case_id = %s AND public = ANY (%s) AND state = 'clean'", case_id, list(publics))
        )
    return tuple(sorted(found, key=lambda one: publics.index(one.public)))
