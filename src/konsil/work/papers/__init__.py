"""From a case to the paper that leaves it: each letter's values, worked out from facts and registers. Pure.

What no function here makes has no paper: it is a message with a link. Words come from the letters' texts in the
recipient's language; values somebody typed stay as they were typed. One module a service, each with its `PAPERS`.
"""

from collections.abc import Callable, Mapping

from konsil.core.facts import consent
from konsil.letters.models import Letter
from konsil.work.papers import opinion, visit
from konsil.work.papers.ground import Ground, Place
from konsil.work.papers.opinion import FormChanged, unasked

__all__ = ["FormChanged", "Ground", "Place", "paper", "text_language", "unasked"]

PAPERS: Mapping[str, Callable[[Ground], Letter | None]] = {**opinion.PAPERS, **visit.PAPERS}


def paper(letter: str, ground: Ground) -> Letter | None:
    """The paper of a letter, or None where a message is all there is."""
    make = PAPERS.get(letter)
    return make(ground) if make else None


def text_language(letter: str, ground: Ground) -> str:
    """The language a letter is written in: of the form, the one it was released in; else the recipient's."""
    known = ground.entry.known
    return known.language if letter in FORMS and isinstance(known, consent.FormText) else ground.language


FORMS = frozenset(("consent-form",))
