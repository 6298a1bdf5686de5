"""Who is speaking, and may they be told anything: what a caller says is compared, nothing of the register is shown.

Pure (Y03). Whoever calls may tell us; only the insured, or somebody entitled, is told, and only after two identifiers
have matched.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from konsil.core import names
from konsil.core.facts.visit import ENOUGH, Caller, Identifier
from konsil.store.queries.calls import Entitled
from konsil.store.queries.people import PersonSeen

IDENTIFIERS: tuple[Identifier, ...] = get_args(Identifier)
CALLERS: tuple[Caller, ...] = get_args(Caller)
ACTS_FOR: Mapping[Caller, frozenset[str]] = {  # what a caller says to be, and the relations that prove it
    "parent": frozenset(("parent",)),
    "guardian": frozenset(("guardian",)),
    "relative": frozenset(("by-power-of-attorney", "relative", "spouse", "child", "authorised-relative")),
}


@dataclass(frozen=True)
class Call:
    """What is known of a call: who speaks, for whom, what matched, and whether they may be told something."""

    person: str
    caller: Caller = "self"
    who: str = ""
    identified: tuple[Identifier, ...] = ()
    entitled: bool = False
    number: str = ""  # they call from

    @property
    def verified(self) -> bool:
        """Enough has matched."""
        return len(self.identified) >= ENOUGH

    @property
    def told(self) -> bool:
        """Whether anything of the register may be shown and said."""
        return self.verified and self.entitled


def matched(
    person: PersonSeen, policies: Iterable[str], said: Mapping[str, str], number: bool
) -> tuple[Identifier, ...]:
    """The identifiers that are the person's. `policies` are their numbers and cards, `number` whether what was said is
    the national number, which only the register can tell."""
    found = {
        "birth-date": _day(said.get("birth-date", "")) == person.born_on,
        "national-number": number,
        "policy-number": _bare(said.get("policy-number", "")) in {_bare(one) for one in policies if one},
        "phone": _phone(person, said.get("phone", "")),
        "address": _lives(person, said.get("address", "")),
    }
    return tuple(one for one in IDENTIFIERS if said.get(one, "").strip() and found[one])


def entitled(caller: Caller, who: str, known: Iterable[Entitled]) -> bool:
    """Whether the caller is the insured, or somebody the register of authorities names with this relation."""
    if caller == "self":
        return True
    wanted = set(names.words(who))
    relations = ACTS_FOR.get(caller, frozenset())
    return any(bool(wanted) and wanted == set(names.words(one.name)) and one.relation in relations for one in known)


def wrong(said: Mapping[str, str], right: Iterable[Identifier]) -> Iterator[Identifier]:
    """What was said and did not match."""
    ours = set(right)
    yield from (one for one in IDENTIFIERS if said.get(one, "").strip() and one not in ours)


def _day(said: str) -> date | None:
    """`1980-03-01`, `1.3.1980`, `01/03/1980`, `01031980`."""
    digits = re.findall(r"\d+", said)
    if len(digits) == 1 and len(digits[0]) == 8:
        digits = [digits[0][:2], digits[0][2:4], digits[0][4:]]
    if len(digits) != 3:
        return None
    year, month, day = (digits[0], digits[1], digits[2]) if len(digits[0]) == 4 else (digits[2], digits[1], digits[0])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _bare(said: str) -> str:
    return re.sub(r"[\W_]", "", said).upper()


def _phone(person: PersonSeen, said: str) -> bool:
    known = {names.phone_token(one.value) for one in person.contacts if one.system in ("phone", "mobile", "sms")}
    return len(re.sub(r"\D", "", said)) >= 8 and names.phone_token(said) in known


def _lives(person: PersonSeen, said: str) -> bool:
    """Street and number as the register has them; a town alone is not enough."""
    wanted = {*names.words(said), *re.findall(r"\d+", said)}
    homes = (
        {*names.words(one.value), *re.findall(r"\d+", one.value)} for one in person.contacts if one.system == "post"
    )
    return len(wanted) >= 3 and any(wanted <= home for home in homes)
