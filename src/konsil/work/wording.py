"""The words of letters beside the house's: a programme's own, and what languages are called."""

import tomllib
from typing import Any

from django.utils import translation

from konsil.core.case import Case
from konsil.store import programmes

SMALL = frozenset(("sq", "ro", "sv", "kk", "ru"))  # these write the name of a language without a capital


def over(case: Case, language: str) -> dict[str, Any]:
    """The programme's own words for letters, which lie over the house's."""
    return tomllib.loads(programmes.files_of(case.programme.hash).get(f"letters/{language}.toml", ""))


def language_name(code: str, language: str) -> str:
    """What a language is called in another: "anglisht"."""
    with translation.override(language):
        name = str(translation.gettext(translation.get_language_info(code)["name"]))
    return name.lower() if language in SMALL else name
