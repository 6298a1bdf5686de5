"""What the door itself says: faults of fields, and refusals before a case is reached. The words of a programme are
the programme's (R28)."""

import tomllib
from functools import cache
from importlib.resources import files

from konsil.core.texts import Texts, flat


@cache
def _texts() -> Texts:
    found = (files("konsil.door") / "words").iterdir()
    told = {one.name.removesuffix(".toml"): flat(tomllib.loads(one.read_text("utf8"))) for one in found}
    return Texts(told, {})


def languages() -> tuple[str, ...]:
    """The languages the door speaks."""
    return tuple(sorted(_texts().vocabulary))


def say(language: str, key: str, **values: object) -> str:
    """The words of a key; `NoText` where there are none in this language."""
    return _texts().say(language, key, **values)


def has(language: str, key: str) -> bool:
    return _texts().has(language, key)


def keys(language: str) -> frozenset[str]:
    """Every key that a language has."""
    return frozenset(_texts().vocabulary[language])
