"""A members' file on its way in: staged in committed steps, so that a second start goes on where the first stopped."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import file_digest
from itertools import islice
from pathlib import Path

from konsil.core.case import Actor
from konsil.store.members.file import Fault, Member, columns_of, doubled, read
from konsil.store.models.fields import public_id
from konsil.store.queries.reading import as_json, now, reading, rows
from konsil.store.refusals import NotThere

STEP = 2_000  # lines a transaction
Shown = Callable[[str, int, int], None]  # what is being done, so many, of how many


@dataclass(frozen=True)
class Run:
    """An import: whose people, under which programme, from which file."""

    id: int
    public: str
    population: str
    payer: str
    programme: str
    state: str


def silent(what: str, done: int, of: int) -> None:
    """Shows nothing."""


def stage(actor: Actor, path: Path, *, population: str, programme: str, shown: Shown = silent) -> Run:
    """Read a file into staging. The same file again goes on with the same import. Raises `ValueError` for a
    file that is no such list, `NotThere` for a population the actor does not keep."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").digest()
    run = _run(actor, digest, population, programme)
    with path.open(newline="", encoding="utf-8-sig") as file:
        lines = csv.reader(file)
        columns = columns_of(next(lines, ()))
        total = _lines(path)
        with reading(actor):
            done = int(rows("SELECT coalesce(max(row), 0) FROM import_row WHERE run_id = %s", run.id)[0][0])
        for _ in islice(lines, done):
            pass
        while batch := list(islice(lines, STEP)):
            _keep(actor, run, done, columns, batch)
            done += len(batch)
            shown("reading", done, total)
    return run


def _lines(path: Path) -> int:
    """About how many lines there are: for the bar."""
    with path.open("rb") as file:
        return sum(1 for _ in file) - 1


def _run(actor: Actor, digest: bytes, population: str, programme: str) -> Run:
    with reading(actor):
        kept = rows("SELECT keeper_id FROM population WHERE key = %s AND id = ANY (konsil.populations())", population)
        if not kept:
            raise NotThere("not-there")
        found = rows(
            "SELECT id, public, state FROM import_run WHERE sha256 = %s AND population = %s AND policy = %s"
            " AND state = 'staged'",
            digest, population, programme,
        ) or rows(
            "INSERT INTO import_run (public, population, policy, sha256, state, began_at, by, found)"
            " VALUES (%s, %s, %s, %s, 'staged', konsil.clock(), %s, '{}') RETURNING id, public, state",
            public_id("i"), population, programme, digest, actor.name,
        )  # fmt: skip
    run, public, state = found[0]
    return Run(run, public, population, str(kept[0][0]), programme, state)


def _keep(actor: Actor, run: Run, done: int, columns: tuple[str, ...], batch: list[list[str]]) -> None:
    cells = [json.dumps(dict(zip(columns, line, strict=False))) for line in batch]
    with reading(actor):
        rows(
            "INSERT INTO import_row (run_id, row, cells, fault_column, fault_reason)"
            " SELECT %s, %s + place, cells, '', '' FROM unnest(%s::jsonb[]) WITH ORDINALITY AS told (cells, place)",
            run.id, done, cells,
        )  # fmt: skip


def checked(actor: Actor, run: Run) -> tuple[tuple[Member, ...], tuple[Fault, ...]]:
    """The lines that can be used, and every fault of the others, by row. Row 1 is the first after the header."""
    members, faults = list[Member](), list[Fault]()
    with reading(actor):
        today = now().date()
        for row, cells in _staged(run):
            found = read(row, cells, today)
            if isinstance(found, Member):
                members.append(found)
            else:
                faults += found
    twice = list(doubled(members))
    bad = {fault.row for fault in twice}
    return tuple(one for one in members if one.row not in bad), tuple(sorted([*faults, *twice]))


def _staged(run: Run) -> Iterator[tuple[int, dict[str, str]]]:
    for row, cells in rows("SELECT row, cells FROM import_row WHERE run_id = %s ORDER BY row", run.id):
        yield row, as_json(cells)


def drop(actor: Actor, run: Run) -> None:
    """Throw an import away with everything that was staged."""
    with reading(actor):
        rows("DELETE FROM import_row WHERE run_id = %s", run.id)
        rows("DELETE FROM import_run WHERE id = %s", run.id)
