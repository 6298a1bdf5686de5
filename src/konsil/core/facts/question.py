"""Questions and answers inside the case, between centre and operator, on the clock (A36)."""

from dataclasses import dataclass
from typing import Literal

from konsil.core import items
from konsil.core.fact import Fact, Text


@dataclass(frozen=True, kw_only=True)
class Put(Fact):
    """A question to the other side."""

    name = "question.put"
    category = "medical"
    opens = "question"
    once = False
    to: Literal["operator", "centre"]
    words: Text


@dataclass(frozen=True, kw_only=True)
class Answered(Fact):
    """Its answer."""

    name = "question.answered"
    category = "medical"
    question: items.Question
    words: Text
