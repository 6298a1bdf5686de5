"""Who may act or be told for the member: a person, a scope, a time, a proof (Y03, X31)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from konsil.core.fact import Fact, Holder, Line

BY_LAW = frozenset(("parent", "guardian"))  # for a child, until it comes of age


@dataclass(frozen=True)
class ComingOfAge:
    """The day on which the member comes of age, or came."""

    majority: date | None = None

    def ahead(self, on: date) -> date | None:
        """The same, as long as it lies ahead of a day."""
        return self.majority if self.majority and self.majority > on else None


@dataclass(frozen=True, kw_only=True)
class Granted(Fact):
    """The member, or the law, lets this person read, decide or sign; it ends by date or by revocation."""

    name = "authority.granted"
    evidence = ComingOfAge
    once = False
    after_end = True
    binds = {"relative": "person"}
    person: Annotated[str, Holder("relative")]
    relation: Literal["spouse", "child", "parent", "sibling", "guardian", "other"]
    scope: Literal["read", "decide", "sign"]
    until: date | None = None
    proof: Line

    def bound_until(self, known: ComingOfAge, on: date) -> date | None:
        """Its own last day, and for a parent or guardian of a child the eve of its majority, whichever is earlier."""
        of_age = known.ahead(on) if self.relation in BY_LAW else None
        eve = of_age - timedelta(days=1) if of_age else None
        return min(filter(None, (self.until, eve)), default=None)


@dataclass(frozen=True, kw_only=True)
class Ended(Fact):
    """All authority on this case is taken back, or has run out."""

    name = "authority.ended"
    once = False
    after_end = True
    reason: Literal["revoked", "majority", "expired", "death"]
