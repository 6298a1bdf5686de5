"""Programmes as they run: installed into the database, read from there, remembered by hash (R15, R27)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import PurePosixPath

from django.db import connection, transaction

from konsil.calendars.reading import countries, years_of
from konsil.core import reading
from konsil.core.programme import Programme
from konsil.core.texts import Texts, flat
from konsil.core.worktime import Holiday
from konsil.store.models import ProgrammeVersion

Files = Mapping[str, str]  # path inside the folder -> text


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


@cache
def holidays() -> Mapping[str, Mapping[date, Holiday]]:
    """The reviewed holidays of every country that ships with the product."""
    found: dict[str, dict[date, Holiday]] = {}
    for country in countries():
        found[country] = {day: one for year in years_of(country) for day, one in year.holidays.items()}
    return found


@cache
def pathways() -> Mapping[str, str]:
    """The pathways that ship with the product: key to text."""
    found = (files("konsil") / "pathways").iterdir()
    return {PurePosixPath(one.name).stem: one.read_text("utf8") for one in found if one.name.endswith(".toml")}


@cache
def vocabulary() -> Mapping[str, Mapping[str, str]]:
    """The words of the vocabulary: language to key to text."""
    found = (one for one in (files("konsil") / "texts").iterdir() if one.name.endswith(".toml"))
    return {PurePosixPath(one.name).stem: flat(tomllib.loads(one.read_text("utf8"))) for one in found}


def versions(folder: Files) -> tuple[str, ...]:
    """The dated files of a programme's folder, in the order of their dates."""
    return tuple(sorted(path for path in folder if _is_dated(path)))


def _is_dated(path: str) -> bool:
    try:
        date.fromisoformat(PurePosixPath(path).stem)
    except ValueError:
        return False
    return path.endswith(".toml") and "/" not in path


def read(folder: Files, path: str, graphs: Files | None = None) -> Programme:
    """One version of a folder, read; `BadProgramme` with all its faults."""
    since = date.fromisoformat(PurePosixPath(path).stem)
    return reading.read(reading.Source(since, folder[path], graphs or pathways()), holidays())


def texts_of(folder: Files) -> Texts:
    """The words of a folder over those of the vocabulary."""
    own = {
        PurePosixPath(path).stem: flat(tomllib.loads(text))
        for path, text in folder.items()
        if path.startswith("texts/") and path.endswith(".toml")
    }
    return Texts(vocabulary(), own)


def install(folder: Files, by: str = "", checked: str = "") -> tuple[Installed, ...]:
    """Put every version of a folder that is not there yet into the database, whole or not at all.

    Raises `BadProgramme`. A version whose text is unchanged is left as it is: cases point at it.
    """
    read_ones = [(path, read(folder, path)) for path in versions(folder)]
    with transaction.atomic():
        return tuple(_install(folder, path, programme, by, checked) for path, programme in read_ones)


def _install(folder: Files, path: str, programme: Programme, by: str, checked: str) -> Installed:
    kept = {one: text for one, text in folder.items() if one == path or not _is_dated(one)}
    row, _ = ProgrammeVersion.objects.get_or_create(
        hash=programme.hash,
        defaults={
            "key": programme.key,
            "since": programme.since,
            "files": kept,
            "pathways": dict(pathways()),
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


@lru_cache(maxsize=64)
def programme(version: str) -> tuple[Programme, Texts]:
    """The programme of a hash, with its words; `KeyError` for a hash nobody installed."""
    row = ProgrammeVersion.objects.filter(hash=version).first()
    if row is None:
        raise KeyError(version)
    folder: Files = row.files
    return read(folder, f"{row.since.isoformat()}.toml", row.pathways), texts_of(folder)


def files_of(version: str) -> Files:
    """The texts of every file of a version: its letters and its words."""
    row = ProgrammeVersion.objects.filter(hash=version).only("files").first()
    if row is None:
        raise KeyError(version)
    found: Files = row.files
    return found


def _told(row: ProgrammeVersion) -> Installed:
    return Installed(
        row.key, row.since, row.hash, row.payer, row.operator, tuple(row.languages), row.installed_at
    )


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT konsil.clock()")
        found: datetime = cursor.fetchone()[0]
    return found
