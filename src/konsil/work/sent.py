"""The fact that says a letter was handed over: when, by which gate, under which message id (R6)."""

import logging
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from konsil.core import disclosure
from konsil.core.engine import Refused
from konsil.core.facts import FACTS, records
from konsil.core.facts.request import DocumentOffered
from konsil.core.items import fields_of
from konsil.store import notices
from konsil.store.attempts import Attempt
from konsil.store.record import record as record_fact
from konsil.work.papers import unasked
from konsil.work.worker import KONSIL

if TYPE_CHECKING:
    from konsil.work.telling import Letter

log = logging.getLogger("konsil.work")


def record(letter: "Letter", attempt: Attempt) -> None:
    """Record the hand-over, once; a request for several records is one for each of them."""
    name = letter.tell.sent
    if not name:
        return
    for items in _which(letter):
        told = dict(_told(letter, attempt, items))
        key = ":".join(("tell", letter.known.public, *map(str, (letter.entry.seq, letter.number)),
                        letter.item or next(iter(items.values()), ""), str(letter.of)))  # fmt: skip
        try:
            record_fact(KONSIL, letter.known.public, name, told, key=key, at=attempt.ended_at)
        except Refused as no:
            if no.key != "already":
                _unrecorded(letter, name, no.key)


def _which(letter: "Letter") -> Iterator[dict[str, str]]:
    """The items each fact is about: of a record request, every record on its list."""
    if letter.tell.letter == "record-request":
        yield from ({"record": one.items["record"]} for one in unasked(letter.case, letter.entry))
    else:
        yield letter.items


def _told(letter: "Letter", attempt: Attempt, items: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """The fields of the fact, each from what it is: an item, the channel, the message, what was disclosed."""
    kind = FACTS[letter.tell.sent]
    named = {field: item for item, field in fields_of(kind).items()}
    known = {"channel": attempt.channel, "message": attempt.message_id, "to": letter.to.party}
    for one in fields(kind):  # type: ignore[arg-type]
        if one.name in named:
            yield one.name, items[named[one.name]]
        elif one.name == "documents":
            yield one.name, list(shown(letter))
        elif one.name == "consent":
            row = letter.case.programme.flow[letter.entry.name].disclosure
            yield one.name, next(iter(disclosure.consents(letter.about, row)), "contract")
        elif one.name in known:
            yield one.name, known[one.name]


def shown(letter: "Letter") -> tuple[str, ...]:
    """The documents that a centre is shown: every record that came, and what the member handed in."""
    seen = letter.case.seen
    came = (one.document for one in seen.all(records.Received))
    offered = (one.document for one in seen.all(DocumentOffered))
    return tuple(dict.fromkeys((*came, *offered)))


def _unrecorded(letter: "Letter", name: str, why: str) -> None:
    """It went out in the seconds in which its ground fell away: the log cannot say so, a person must know."""
    log.error("sent-not-recorded", extra={"case": letter.known.public, "fact": name, "refusal": why})
    about = {"letter": letter.tell.letter, "why": why, "seq": letter.entry.seq, "party": letter.to.party}
    notices.tell(KONSIL, letter.known.case_id, letter.case.programme.operator, "sent-not-recorded", about)
