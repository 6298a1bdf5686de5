"""Documents from outside: filed as what the examination said of them, and settled later where it could not say."""

import json
from collections.abc import Mapping, Sequence

from konsil.core.case import Actor
from konsil.store.models.fields import public_id
from konsil.store.queries.reading import reading, rows
from konsil.store.registers.documents import Filing


def bring(actor: Actor, filing: Filing, state: str, why: str = "") -> str:
    """File a document that somebody brought: its public id. `state` is clean, quarantined or refused, `why` the
    key of the refusal. Whoever brings it need not be able to read it again: a relative hands in, and no more."""
    public = public_id("d")
    with reading(actor):
        rows(
            "INSERT INTO document (public, case_id, person_id, kind, category, title_key, name, language, sha256, size,"
            " mime, stored, state, why, uploaded_by, party, uploaded_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, konsil.clock())",
            public, filing.case_id, filing.person_id, filing.kind, filing.category, filing.title_key, filing.name,
            filing.language, filing.sha256, filing.size, filing.mime, filing.stored, state, why, actor.name,
            actor.party,
        )  # fmt: skip
    return public


def settle(actor: Actor, public: str, state: str, why: str = "", mime: str = "") -> None:
    """What the examination said in the end of a document that waited for it; a refused one has no content."""
    with reading(actor):
        rows(
            "UPDATE document SET state = %s, why = %s, mime = coalesce(nullif(%s, ''), mime),"
            " stored = CASE WHEN %s = 'refused' THEN '' ELSE stored END"
            " WHERE public = %s AND state = 'quarantined'",
            state, why, mime, state, public,
        )  # fmt: skip


def sign(actor: Actor, public: str, signatures: Sequence[Mapping[str, str]]) -> None:
    """Keep what was found of the signatures inside a document: each its name and state."""
    with reading(actor):
        rows("UPDATE document SET signatures = %s::jsonb WHERE public = %s", json.dumps(signatures), public)
