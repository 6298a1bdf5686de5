"""Ways in that go out with a letter: each is new, for one recipient, and opens with a code alone."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from konsil.store.queries.people import person_of
from konsil.store.queries.reading import reading
from konsil.store.registers import entrances
from konsil.work import gateways
from konsil.work.worker import KONSIL

if TYPE_CHECKING:
    from konsil.work.telling import Letter

GOOD_FOR = timedelta(days=30)
PAGES = {  # where a link leads to
    "member": "/my/{case}",
    "doctor": "/doctor/{case}",
    "centre": "/centre/{case}",
}


def of_letter(letter: Letter) -> str:
    """A new way in for the recipient of a letter: the address that goes into it. Only its hash is kept. The people of a
    clinic sign in as themselves: for them it is the page alone."""
    to = letter.to
    if to.kind == "clinic":
        return of_visit(letter.known.public, letter.items.get("booking", ""))
    found = entrances.Found(
        party=to.party, role=to.kind, name=to.recipient.name, language=to.language, address=to.code, hint=_hint(letter),
        programme=letter.case.programme.key,
    )  # fmt: skip
    opens = PAGES[to.kind].format(case=letter.known.public)
    return of_secret(entrances.make_link(found, opens, GOOD_FOR))


def _hint(letter: Letter) -> str:
    """What stands before the code. A doctor sees whom it is about by initials and year, so that a namesake's doctor
    goes no further; everybody else, that it is for them."""
    if letter.to.kind != "doctor":
        return letter.to.hint
    with reading(KONSIL):
        person = person_of(letter.known.person_id)
    return f"{person.given[:1]}. {person.family[:1]}., {person.born_on.year}" if person else letter.to.hint


def of_secret(secret: str) -> str:
    """The address of an entrance."""
    return f"{gateways.config().url}/enter/{secret}"


def of_visit(public: str, booking: str) -> str:
    """The page of a visit, for a clinic's people who sign in."""
    return f"{gateways.config().url}/clinic/visits/{public}/{booking}"


def of_case(public: str) -> str:
    """The page of a case, for whoever signs in."""
    return f"{gateways.config().url}/work/{public}"


def message_id(*parts: object) -> str:
    """A Message-ID of ours, made of what makes a message one and the same, and telling nothing of it (Y10)."""
    made = sha256(".".join(map(str, parts)).encode()).hexdigest()[:40]
    return f"<{made}@{gateways.config().sender.rpartition('@')[2]}>"
