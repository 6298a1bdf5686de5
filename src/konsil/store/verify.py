"""Walk the chains of cases and say which entry is not as it was recorded (R24)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import psycopg

from konsil.core import seal
from konsil.core.seal import Sealed

COPY = """
COPY (SELECT c.public, c.number, c.head, c.last_seq, f.seq, f.name, f.version, f.at, f.recorded, f.account, f.party,
             f.digest, f.hash, b.salt, b.body
      FROM cases c LEFT JOIN fact f ON f.case_id = c.id LEFT JOIN fact_body b USING (case_id, seq)
      WHERE %(case)s = '' OR c.number_key = %(case)s OR c.public = %(case)s
      ORDER BY c.id, f.seq) TO STDOUT (FORMAT BINARY)
"""
TYPES = ["text", "text", "bytea", "int4", "int4", "text", "int4", "timestamptz", "timestamptz", "text", "text",
         "bytea", "bytea", "bytea", "text"]  # fmt: skip


@dataclass(frozen=True)
class Altered:
    """An entry that is not as it was recorded: altered, moved, missing, or cut off the end."""

    case: str  # the number for people
    seq: int


@dataclass(frozen=True)
class Verified:
    """How much was walked and what was found."""

    cases: int
    facts: int
    erased: int
    altered: tuple[Altered, ...]


def verify(
    connection: psycopg.Connection[tuple[object, ...]], case: str = "",
    shown: Callable[[int, int], None] | None = None,
) -> Verified:  # fmt: skip
    """Walk the chains of all cases, or of one by number or public id, as the role that owns the tables.

    Everything is streamed, so that a million facts take as little room as ten.
    """
    found, cases, facts, erased = list[Altered](), 0, 0, 0
    for (_, number, head), rows in groupby(_rows(connection, case), key=lambda row: row[:3]):
        entries = [_sealed(row) for row in rows if row[4] is not None]
        cases, facts = cases + 1, facts + len(entries)
        erased += sum(entry.body is None for entry in entries)
        found += [Altered(number, seq) for seq in seal.altered(entries, head)]
        if shown:
            shown(cases, facts)
    return Verified(cases, facts, erased, tuple(found))


def _rows(connection: psycopg.Connection[tuple[object, ...]], case: str) -> Iterator[tuple[str, ...]]:
    with connection.cursor() as cursor, cursor.copy(_statement(cursor, case)) as copy:
        copy.set_types(TYPES)
        yield from copy.rows()


def _statement(cursor: psycopg.Cursor[tuple[object, ...]], case: str) -> bytes:
    literal = psycopg.sql.Literal(seal.key_of(case) if seal.read_number(case) else case).as_bytes(cursor)
    return COPY.replace("%(case)s", "\0").encode().replace(b"\0", literal)


def _sealed(row: tuple) -> Sealed:  # type: ignore[type-arg]  # a row of COPY, typed by TYPES
    public, _, _, _, seq, name, version, at, recorded, account, party, digest, hashed, salt, body = row
    return Sealed(public, seq, name, version, at, recorded, account, party, digest, hashed, salt, body)


def unsealed(
    connection: psycopg.Connection[tuple[object, ...]], heads: Sequence[tuple[str, int, str]]
) -> tuple[Altered, ...]:
    """The heads (case, number, hash in hex) of a seal that the chains do not hold any more: the case is gone, or its
    tail was cut off or replaced."""
    cases, seqs, hashes = ([head[place] for head in heads] for place in range(3))
    found = connection.execute(
        "SELECT coalesce(c.number, s.public), s.seq FROM unnest(%s::text[], %s::integer[], %s::text[])"
        " AS s (public, seq, hash) LEFT JOIN cases c ON c.public = s.public"
        " LEFT JOIN fact f ON f.case_id = c.id AND f.seq = s.seq"
        " WHERE encode(f.hash, 'hex') IS DISTINCT FROM s.hash ORDER BY 1",
        (cases, seqs, hashes),
    )
    return tuple(Altered(str(case), int(str(seq))) for case, seq in found)
