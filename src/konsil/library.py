"""What ships with the product as data: programmes, pathways, the vocabulary's words, journeys.

The folders are read as they lie in the package; a payer's own folder is read by the same functions. A folder
of a programme holds `<date>.toml` for each version, `journeys.toml`, `texts/<language>.toml` and `letters/`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath

from konsil.calendars.reading import holidays
from konsil.core.journey import Journey
from konsil.core.programme import Programme
from konsil.core.reading import Source, read
from konsil.core.texts import Texts, flat

Files = Mapping[str, str]  # path within a folder -> text
DATA = files("konsil")
DATED = re.compile(r"\d{4}-\d\d-\d\d\.toml")


@dataclass(frozen=True)
class Version:
    """One dated version of a programme, with its words."""

    programme: Programme
    texts: Texts


@cache
def keys() -> tuple[str, ...]:
    """The programmes that ship with the product."""
    return tuple(sorted(one.name for one in (DATA / "programmes").iterdir() if (one / "journeys.toml").is_file()))


def folder(key: str) -> Files:
    """The files of a programme that ships with the product."""
    return gather(DATA / "programmes" / key)


def gather(root: Traversable) -> Files:
    """All text files below a folder, by their path in it."""
    found: dict[str, str] = {}
    for one in sorted(root.iterdir(), key=lambda one: one.name):
        if one.is_dir():
            found |= {f"{one.name}/{path}": text for path, text in gather(one).items()}
        elif one.name.endswith((".toml", ".typ")):
            found[one.name] = one.read_text("utf8")
    return found


def dates(of: Files) -> tuple[date, ...]:
    """The dates from which the versions of a folder are in force, oldest first."""
    names = (path.removesuffix(".toml") for path in of if DATED.fullmatch(path))
    return tuple(sorted(date.fromisoformat(name) for name in names))


def version(of: Files, since: date | None = None, along: Files | None = None) -> Version:
    """A version of a folder, the newest if no date is given, along today's pathways or those it was installed with.
    `BadProgramme` with all faults of its file."""
    day = since or dates(of)[-1]
    programme = read(Source(day, of[f"{day}.toml"], along or pathways()), holidays())
    return Version(programme, texts(of))


@cache
def shipped(key: str, since: date | None = None) -> Version:
    """A version of a programme that ships with the product."""
    return version(folder(key), since)


@cache
def pathways() -> Files:
    """The pathways by key."""
    return {path.removesuffix(".toml"): text for path, text in gather(DATA / "pathways").items()}


@cache
def vocabulary() -> Mapping[str, Mapping[str, str]]:
    """The words of facts, fields, refusals, promises and ends, by language: those all services share, and below them
    the folder of each service that has words of its own."""
    found: dict[str, dict[str, str]] = {}
    for path, text in gather(DATA / "texts").items():
        found.setdefault(PurePosixPath(path).stem, {}).update(flat(tomllib.loads(text)))
    return found


def texts(of: Files) -> Texts:
    """The words of a folder above those of the vocabulary."""
    own = {
        path.removeprefix("texts/").removesuffix(".toml"): flat(tomllib.loads(text))
        for path, text in of.items()
        if path.startswith("texts/")
    }
    return Texts(vocabulary(), own)


def journeys(of: Files) -> Mapping[str, Journey]:
    """The journeys of a folder by name, in their order."""
    found = tomllib.loads(of.get("journeys.toml", "")).get("journey", [])
    return {one["name"]: Journey.model_validate(one) for one in found}


@cache
def demo() -> Mapping[str, Journey]:
    """The cases of the demo by name, in their order: journeys of `albsig-mso` up to the demo's own instant."""
    return journeys({"journeys.toml": (DATA / "demo" / "journeys.toml").read_text("utf8")})
