"""Words for keys (R28): the vocabulary's, overridden by the programme's; never one language for another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Words = Mapping[str, str]  # dotted key -> text of one language


class NoText(LookupError):
    """There is no text of this key in this language: a fault of the data, never papered over."""


@dataclass(frozen=True)
class Texts:
    """What a programme says, by language: its own words first, then the vocabulary's."""

    vocabulary: Mapping[str, Words]
    programme: Mapping[str, Words]

    def say(self, language: str, key: str, **values: object) -> str:
        """The text of a key, its `{places}` filled; `NoText` where it is missing."""
        for words in (self.programme, self.vocabulary):
            if (text := words.get(language, {}).get(key)) is not None:
                return text.format(**values) if values else text
        raise NoText(f"{language}: {key}")

    def has(self, language: str, key: str) -> bool:
        return any(key in words.get(language, {}) for words in (self.programme, self.vocabulary))


def flat(tree: Mapping[str, Any], under: str = "") -> dict[str, str]:
    """A TOML tree of texts as dotted keys. Keys that hold a dot themselves are joined as they are."""
    return dict(_flat(tree, under))


def _flat(tree: Mapping[str, Any], under: str) -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        name = f"{under}.{key}" if under else key
        if isinstance(value, Mapping):
            yield from _flat(value, name)
        else:
            yield name, str(value)
