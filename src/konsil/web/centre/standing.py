"""Where a case stands for its centre: the one thing it has to do, or what it waits for. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from konsil.core import disclosure
from konsil.core.case import Case


@dataclass(frozen=True)
class Standing:
    """`step` is one of: accept, wait (the records are on their way), set (acknowledge it), write, code (the letter is
    here, its fields are not), confirm (somebody else filled them in), checked (it is being read), delivered, over,
    withdrawn (the consent was taken back and none is signed)."""

    step: str
    scope: frozenset[str]


def standing(case: Case, party: str, scope: Iterable[str]) -> Standing:
    """The step of a case for the centre that was chosen; `scope` is what it may read."""
    may = frozenset(scope) | disclosure.readable(case.seen, "centre", party)
    return Standing(_step(case), may)


def _step(case: Case) -> str:
    live = case.seen
    if live.has("consent.withdrawn") and not live.has("consent.signed"):
        return "withdrawn"
    steps = (
        ("opinion.delivered", "delivered"),
        ("opinion.inconclusive", "over"),
        ("opinion.coding-confirmed", "checked"),
        ("opinion.coded", "confirm"),
        ("opinion.received", "code"),
    )
    for name, step in steps:
        if live.has(name):
            return step
    if not live.has("centre.accepted"):
        return "accept"
    if not (live.has("records.released") and live.has("records.disclosed")):
        return "wait"
    return "write" if live.has("records.acknowledged") else "set"
