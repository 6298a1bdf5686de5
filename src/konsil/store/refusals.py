"""How the database says no, in the words of the product (R17, R18)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error

from konsil.core.case import Entry
from konsil.core.engine import Refused

RACES = frozenset(  # constraints that two people can run into at once; each is named after its refusal
    (
        "already-authorised",
        "another-persons-case",
        "authorisation-used",
        "code-known-already",
        "coverage-overlaps",
        "covered-already",
        "key-reused",
        "marked-already",
        "merged-already",
        "number-known-already",
        "number-not-reserved",
        "policy-known-already",
        "reason-known-already",
        "revision-known-already",
        "role-held-already",
        "service-known-already",
        "slot-taken",
        "tariff-overlaps",
    )
)


class NotThere(LookupError):
    """There is no such thing for this party: the same answer whether it exists or not (404)."""


class Busy(RuntimeError):
    """Somebody else holds the case; try again (503)."""


class KeyReused(ValueError):
    """The idempotency key was used for another request (422)."""


class Changed(RuntimeError):
    """The form was drawn before something newer about the same items (409). `newer` are those entries."""

    def __init__(self, newer: tuple[Entry, ...]) -> None:
        super().__init__("changed")
        self.newer = newer


@contextmanager
def in_words() -> Iterator[None]:
    """Turns what the database raises into the exceptions above; what nobody expected stays what it is."""
    try:
        yield
    except Error as fault:
        cause = fault.__cause__
        if (known := _known(getattr(cause, "sqlstate", ""), cause)) is None:
            raise
        raise known from None


def _known(state: str, cause: object) -> Exception | None:
    match state:
        case "KN404":
            return NotThere("not-there")
        case "KN409":
            return Refused(str(getattr(getattr(cause, "diag", None), "message_primary", "")))
        case "KN422":
            return KeyReused("key-reused")
        case "55P03" | "40P01" | "25P03":
            return Busy("busy")
        case "23505" | "23503" | "23P01":
            name = getattr(getattr(cause, "diag", None), "constraint_name", None)
            return Refused(name) if name in RACES else None
    return None
