"""Programmes as they run: installed into the database, read from there, remembered by hash (R15, R27)."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import connection, transaction

from konsil import library
from konsil.core.programme import Programme
from konsil.core.texts import Texts
from konsil.library import Files
from konsil.store.calendars import revised
from konsil.store.models import ProgrammeVersion


@dataclass(frozen=True)
class Installed:
    """A version that lies in the database."""

    key: str
    since: date
    hash: str
    payer: str
    operator: str
    languages: tuple[str, ...]
    installed_at: datetime


def install(folder: Files, by: str = "", checked: str = "") -> tuple[Installed, ...]:
    """Put every version of a folder that is not there yet into the database, whole or not at all.

    Raises `BadProgramme`. A version whose text is unchanged is left as it is: cases point at it.
    """
    found = [library.version(folder, since).programme for since in library.dates(folder)]
    with transaction.atomic():
        return tuple(_install(folder, programme, by, checked) for programme in found)


def _install(folder: Files, programme: Programme, by: str, checked: str) -> Installed:
    others = {f"{since}.toml" for since in library.dates(folder)} - {f"{programme.since}.toml"}
    kept = {path: text for path, text in folder.items() if path not in others}
    row, _ = ProgrammeVersion.objects.get_or_create(
        hash=programme.hash,
        defaults={
            "key": programme.key,
            "since": programme.since,
            "files": kept,
            "pathways": dict(library.pathways()),
            "payer": programme.payer,
            "operator": programme.operator,
            "zone": programme.zone.key,
            "languages": list(programme.languages),
            "checked": checked,
            "installed_at": _now(),
            "installed_by": by,
        },
    )
    return _told(row)


def installed() -> tuple[Installed, ...]:
    """Every version in the database, by key and date."""
    rows = ProgrammeVersion.objects.defer("files", "pathways").order_by("key", "since", "installed_at")
    return tuple(_told(row) for row in rows)


def in_force(key: str, on: date | None = None) -> Installed | None:
    """The version a new case of that day is opened under."""
    day = on or _now().date()
    known = [one for one in installed() if one.key == key and one.since <= day]
    return max(known, key=lambda one: (one.since, one.installed_at), default=None)


def current(key: str) -> tuple[Programme, Texts]:
    """The programme that a new case is opened under now, with its words; `KeyError` where none is in force."""
    found = in_force(key)
    if found is None:
        raise KeyError(key)
    return programme(found.hash)


@lru_cache(maxsize=64)
def programme(version: str) -> tuple[Programme, Texts]:
    """The programme of a hash, with its words; `KeyError` for a hash nobody installed.

    `<hash>+<revision>` is the same on its calendars as they are known with that revision: so the functions of record
    name it, and what a process remembers is never of an older calendar.
    """
    hashed, _, revision = version.partition("+")
    row = ProgrammeVersion.objects.filter(hash=hashed).first()
    if row is None:
        raise KeyError(version)
    found = library.version(row.files, row.since, row.pathways)
    return revised(found.programme, int(revision or 0)), found.texts


def files_of(version: str) -> Files:
    """The texts of every file of a version: its letters and its words."""
    row = ProgrammeVersion.objects.filter(hash=version).only("files").first()
    if row is None:
        raise KeyError(version)
    found: Files = row.files
    return found


def _told(row: ProgrammeVersion) -> Installed:
    return Installed(row.key, row.since, row.hash, row.payer, row.operator, tuple(row.languages), row.installed_at)


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT konsil.clock()")
        found: datetime = cursor.fetchone()[0]
    return found
