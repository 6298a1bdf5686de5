"""The words of the letters: of the house, one TOML file a language, and of each service in a folder beside them.

A programme may put its own words over them; a look-up never falls from one language to another (R28): a key
that is missing is a fault, told with its name.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, reduce
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "texts"
SLOT = re.compile(r"\{(\w+)\}")

Texts = dict[str, Any]


class TextMissing(KeyError):
    """A key without words in a language."""

    def __init__(self, key: str, language: str) -> None:
        super().__init__(f"text-missing: {key} in {language}")
        self.key, self.language = key, language


def languages(service: str = "") -> tuple[str, ...]:
    """The languages that have a file of the house, or of a service, in alphabetical order."""
    return tuple(sorted(path.stem for path in (FOLDER / service).glob("*.toml")))


def services() -> tuple[str, ...]:
    """The services that have words of their own."""
    return tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))


def load(language: str, over: Mapping[str, Any] | None = None) -> Texts:
    """All words of a language as nested tables, the programme's own (`over`) before the house's."""
    return _laid(_house(language), over or {})


def fill(texts: Mapping[str, Any], key: str, language: str, **values: object) -> str:
    """One text by its dotted key with its places filled. A missing key or value is `TextMissing`."""
    found: Any = texts
    for part in key.split("."):
        if not isinstance(found, Mapping) or part not in found:
            raise TextMissing(key, language)
        found = found[part]
    if not isinstance(found, str) or set(SLOT.findall(found)) - values.keys():
        raise TextMissing(key, language)
    return SLOT.sub(lambda slot: str(values[slot[1]]), found)


def keys(texts: Mapping[str, Any], under: str = "") -> Iterator[str]:
    """Every dotted key of nested tables."""
    for key, value in texts.items():
        if isinstance(value, Mapping):
            yield from keys(value, f"{under}{key}.")
        else:
            yield f"{under}{key}"


@cache
def _house(language: str) -> Texts:
    path = FOLDER / f"{language}.toml"
    if not re.fullmatch(r"[a-z]{2}", language) or not path.exists():
        raise TextMissing("*", language)
    files = (path, *sorted(FOLDER.glob(f"*/{language}.toml")))
    return reduce(_laid, (tomllib.loads(file.read_text(encoding="utf-8")) for file in files))


def _laid(under: Mapping[str, Any], over: Mapping[str, Any]) -> Texts:
    both = dict(under)
    for key, value in over.items():
        below = both.get(key)
        both[key] = _laid(below, value) if isinstance(below, dict) and isinstance(value, Mapping) else value
    return both
