"""Whole cases with a past, written at once: demo data, and cases brought from another system (R20).

The core has judged every entry already; here they are chained like any other and stand with their projections
as of an instant. Only the seeding role may call this, and each entry says `seed`.
"""

import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from konsil.core import seal
from konsil.core.case import Case
from konsil.core.outcome import ends
from konsil.store import projections, visits
from konsil.store.entries import body_of
from konsil.store.models.fields import public_id
from konsil.store.record import SALT, prefix


def plant(case: Case, person: str, now: datetime) -> str:
    """Write a case about a person; its public id. `now` is the instant at which its projections stand."""
    public, number = public_id("c"), seal.number(prefix(case.programme.key), secrets.randbits(50))
    found = visits.rows(case)
    told = (
        case.programme.hash, person, public, number, seal.key_of(number), json.dumps(list(_chained(case, public))),
        json.dumps(projections.way_rows(case)), json.dumps(projections.cycles(case, now)),
        json.dumps(projections.work(case, now)), next(iter(ends(case)), ""), projections.owner(case.seen),
        json.dumps(found) if found else None,
    )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT konsil.plant_v1(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", told)
    return public


def _chained(case: Case, public: str) -> Iterator[dict[str, Any]]:
    """The entries as rows, each with the hash that chains it to the one before."""
    head = seal.GENESIS
    for entry in case.entries:
        salt, body = secrets.token_bytes(SALT), body_of(entry)
        digest = seal.body_hash(salt, body)
        head = seal.chained(
            head, public, entry.seq, entry.name, entry.fact.version, entry.at, entry.recorded, entry.by.name,
            entry.by.party, digest,
        )  # fmt: skip
        yield {
            "seq": entry.seq, "name": entry.name, "version": entry.fact.version, "category": entry.fact.category,
            "at": entry.at.isoformat(), "recorded": entry.recorded.isoformat(), "account": entry.by.name,
            "role": entry.by.role, "party": entry.by.party, "digest": _hex(digest), "hash": _hex(head),
            "salt": _hex(salt), "body": body,
        }  # fmt: skip


def _hex(value: bytes) -> str:
    return f"\\x{value.hex()}"
