"""Consent forms: the words a person signs, keyed by country, language and version (A13).

A version, once used, is never edited: a change is a new file with the next number. The hash is of the file's
bytes, so the signed copy proves which words it carried.
"""

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

FOLDER = Path(__file__).parent / "forms"


class FormMissing(KeyError):
    """No such form. Another language is not offered in its place."""


class Form(BaseModel):
    """The words of one form. Places in braces: member, doctor, centre."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: str
    language: str
    version: int
    law: str  # the privacy law the form follows
    checked_by: str = ""  # the lawyer who read it; empty: to be confirmed
    title: str
    opening: str
    what: str
    covers: dict[str, str]  # one line a disclosure of the programme
    chosen_centre: str  # stands for a centre not yet chosen
    limits: Annotated[tuple[str, ...], Field(min_length=1)]
    rights: Annotated[tuple[str, ...], Field(min_length=1)]
    agree: str
    sha256: str = ""


@cache
def form(country: str, language: str, version: int) -> Form:
    """The form with its hash; `FormMissing` where there is none in just this language."""
    path = FOLDER / f"{country}.{language}.{version}.toml"
    if path.parent != FOLDER or not path.exists():
        raise FormMissing(f"form-missing: {country} {language} {version}")
    raw = path.read_bytes()
    return Form(**tomllib.loads(raw.decode()), sha256=hashlib.sha256(raw).hexdigest())


def latest(country: str, language: str) -> Form:
    """The form in force: the highest version."""
    versions = [int(path.name.split(".")[2]) for path in FOLDER.glob(f"{country}.{language}.*.toml")]
    if not versions:
        raise FormMissing(f"form-missing: {country} {language}")
    return form(country, language, max(versions))


def every() -> list[tuple[str, str, int, str]]:
    """All forms there are: country, language, version, and the hash of their bytes."""
    named = [path.name.split(".") for path in FOLDER.glob("*.toml")]
    return [(country, lang, int(n), form(country, lang, int(n)).sha256) for country, lang, n, _ in sorted(named)]
