"""A programme of one's own from another one: the same steps under a new name, with other lengths and languages.

Text in, text out: what comes out is a folder like any other, read and checked like any other.
"""

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Files = Mapping[str, str]  # path inside the folder -> text
SAME = frozenset(("key", "source", "notice", "corrects", "languages"))  # top keys that are not taken over
SECTION = re.compile(r"^\[([^\]]+)\]", re.M)


@dataclass(frozen=True)
class Own:
    """What is one's own: the name people read, the key files and facts use, languages, and promises' lengths."""

    key: str
    name: str
    languages: tuple[str, ...]
    within: Mapping[str, str]  # promise -> "8 working days"
    colour: str = ""


def key_of(name: str) -> str:
    """A key from a name: `Kujdesi Plus` becomes `kujdesi-plus`; empty where no letter is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]


def programme(text: str, own: Own) -> str:
    """The dated file: the parent's rows under the new name, with the new lengths."""
    head, body = _parted(text)
    kept = [line for line in head.splitlines() if line and not line.startswith("#") and _key(line) not in SAME]
    told = [f"key = {json.dumps(own.key)}", *kept, f"languages = {json.dumps(list(own.languages))}"]
    return "\n".join(told) + "\n\n" + "".join(_section(one, own) for one in _sections(body))


def words(text: str, own: Own, sentences: Mapping[str, str], source: str) -> str:
    """One language's words: the name is one's own, the clause of a promise is its sentence; `source` names where a
    clause stands, its `{clause}` filled in."""
    told = tomllib.loads(text)
    named: dict[str, Any] = {**told.get("programme", {}), "name": own.name}
    named.pop("notice", None)
    clauses = {
        key: source.format(clause=key.removesuffix(".source")) if key.endswith(".source") else sentences.get(key, said)
        for key, said in told.get("clause", {}).items()
    }
    rest = {key: value for key, value in told.items() if key not in ("programme", "clause")}
    return "\n".join(_toml({"programme": named, "clause": clauses, **rest}))


def _parted(text: str) -> tuple[str, str]:
    found = SECTION.search(text)
    at = found.start() if found else len(text)
    return text[:at], text[at:]


def _key(line: str) -> str:
    return line.partition("=")[0].strip()


def _sections(body: str) -> Iterator[str]:
    starts = [found.start() for found in SECTION.finditer(body)]
    yield from (body[start:end] for start, end in pairwise([*starts, len(body)]))


def _section(text: str, own: Own) -> str:
    found = SECTION.match(text)
    key = found[1].removeprefix("promise.") if found and found[1].startswith("promise.") else ""
    if span := own.within.get(key):
        text = re.sub(r'^within = "[^"]*"', f'within = "{span}"', text, flags=re.M)
    if cap := own.within.get(f"{key}.cap"):
        text = re.sub(r'^not_after = "[^"]*? of ', f'not_after = "{cap} of ', text, flags=re.M)
    return text


def _toml(tree: Mapping[str, Any]) -> Iterator[str]:
    for room, told in tree.items():
        yield f"[{room}]"
        yield from (f"{json.dumps(key)} = {json.dumps(said, ensure_ascii=False)}" for key, said in _flat(told))
        yield ""


def _flat(told: Mapping[str, Any], under: str = "") -> Iterator[tuple[str, str]]:
    for key, said in told.items():
        if isinstance(said, Mapping):
            yield from _flat(said, f"{under}{key}.")
        else:
            yield f"{under}{key}", said
