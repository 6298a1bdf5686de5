"""Who may act or be told for the member: a person, a scope, a time, a proof (Y03, X31)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from konsil.core.fact import Fact, Holder, Line


@dataclass(frozen=True, kw_only=True)
class Granted(Fact):
    """The member, or the law, lets this person read, decide or sign; it ends by date or by revocation."""

    name = "authority.granted"
    once = False
    after_end = True
    binds = {"relative": "person"}
    person: Annotated[str, Holder("relative")]
    relation: Literal["spouse", "child", "parent", "sibling", "guardian", "other"]
    scope: Literal["read", "decide", "sign"]
    until: date | None = None
    proof: Line


@dataclass(frozen=True, kw_only=True)
class Ended(Fact):
    """All authority on this case is taken back, or has run out."""

    name = "authority.ended"
    once = False
    after_end = True
    reason: Literal["revoked", "majority", "expired", "death"]
