"""A programme's folder, read whole: all its versions, its words, its journeys, or all that is wrong with them."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from konsil import library
from konsil.core.journey import Journey
from konsil.core.reading import BadProgramme
from konsil.library import Files, Version
from konsil.plain import Plain

T = TypeVar("T")


@dataclass(frozen=True)
class Folder:
    """Every version of a programme, oldest first, and the examples that lie beside them."""

    key: str
    versions: tuple[Version, ...]
    journeys: Mapping[str, Journey]

    @property
    def newest(self) -> Version:
        return self.versions[-1]


def files(named: str) -> Files:
    """The files of a programme, by its key or its folder. `Plain` where there is neither."""
    shipped = library.keys()
    if named in shipped:
        return library.folder(named)
    if Path(named).is_dir():
        return library.gather(Path(named))
    raise Plain(f"{named}: no folder of this name, and no programme; there are {', '.join(shipped)}")


def read(of: Files) -> Folder:
    """The folder, or `BadProgramme` with the faults of every file in it."""
    found: list[str] = []
    days = _dates(of, found)
    versions = [_try(f"{day}.toml", partial(library.version, of, day), found) for day in days]
    journeys = _try("journeys.toml", partial(library.journeys, of), found)
    if found:
        raise BadProgramme(found)
    whole = tuple(version for version in versions if version)
    return Folder(whole[-1].programme.key, whole, journeys or {})


def _dates(of: Files, found: list[str]) -> tuple[date, ...]:
    days = _try("", partial(library.dates, of), found)
    if days == ():
        found.append("there is no <date>.toml: a version is named after the day from which it is in force")
    return days or ()


def _try(name: str, reading: Callable[[], T], found: list[str]) -> T | None:
    """What a file holds; its faults join the others, so that all are told at once."""
    try:
        return reading()
    except BadProgramme as bad:
        found += [f"{name}: {fault}" for fault in bad.faults]
    except ValidationError as fault:
        found += [f"{name}: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in fault.errors()]
    except (tomllib.TOMLDecodeError, ValueError) as fault:
        found.append(f"{name}: {fault}")
    return None
