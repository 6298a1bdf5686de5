"""Attempts to send: a row committed before the sending, its result after (RULES, proving).

The Message-ID is made from the entry, the letter and the item, so that whoever tries again finds the row of the
first try: what was handed over is not handed over twice, and what is in doubt goes under the same id.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from konsil.core.case import Actor
from konsil.store.models.fields import public_id
from konsil.store.queries.reading import made, reading, rows

State = Literal["begun", "sent", "bounced", "failed", "in-doubt", "held", "printed"]
SETTLED: frozenset[State] = frozenset(("sent", "bounced", "printed"))


@dataclass(frozen=True)
class Draft:
    """What is about to be tried: which letter of which entry, to whom, how, and with which paper."""

    case_id: int
    seq: int
    number: int
    item: str
    letter: str
    role: str
    party: str
    channel: str
    address: str
    language: str
    message_id: str
    text_hash: str = ""
    document: str = ""


@dataclass(frozen=True)
class Attempt:
    """A try as it stands. `tries` counts how often it went to its gate."""

    public: str
    case_id: int
    case: str
    seq: int
    number: int
    item: str
    letter: str
    role: str
    party: str
    channel: str
    address: str
    message_id: str
    state: State
    why: str
    tries: int
    document: str
    ended_at: datetime | None


SEEN = (
    "SELECT a.public, a.case_id, c.public, a.seq, a.number, a.item, a.letter, a.to_role, a.to_party, a.channel,"
    " a.address, a.message_id, a.state, a.why, a.tries, a.document, a.ended_at"
    " FROM attempt a JOIN cases c ON c.id = a.case_id"
)


def begin(actor: Actor, draft: Draft, state: State = "begun", why: str = "") -> Attempt:
    """The row of this letter, made now if there is none yet; one that waits to be tried takes the address of today.

    Committed when this returns, unless the caller stands in a transaction of its own.
    """
    with reading(actor):
        rows(
            "INSERT INTO attempt AS old (public, case_id, seq, number, item, letter, to_role, to_party, channel,"
            " address, language, message_id, state, why, tries, text_hash, document, began_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, konsil.clock())"
            " ON CONFLICT (message_id) DO UPDATE SET tries = old.tries + excluded.tries, state = excluded.state,"
            " why = excluded.why, channel = excluded.channel, address = excluded.address, document = excluded.document,"
            " text_hash = excluded.text_hash WHERE old.state NOT IN ('sent', 'bounced', 'printed')",
            public_id("t"), draft.case_id, draft.seq, draft.number, draft.item, draft.letter, draft.role, draft.party,
            draft.channel, draft.address, draft.language, draft.message_id, state, why, int(state == "begun"),
            draft.text_hash, draft.document,
        )  # fmt: skip
        return made(Attempt, rows(f"{SEEN} WHERE a.message_id = %s", draft.message_id))[0]


def settle(actor: Actor, message_id: str, state: State, why: str = "") -> None:
    """What became of it. A bounce may come after a sending; nothing comes after a bounce."""
    with reading(actor):
        rows(
            "UPDATE attempt SET state = %s, why = %s, ended_at = konsil.clock()"
            " WHERE message_id = %s AND state <> 'bounced'",
            state, why, message_id,
        )  # fmt: skip


def by_message(actor: Actor, message_id: str) -> Attempt | None:
    """The attempt of a Message-ID, if it is one of ours."""
    with reading(actor):
        return next(iter(made(Attempt, rows(f"{SEEN} WHERE a.message_id = %s", message_id))), None)


def of_entry(actor: Actor, case_id: int, seq: int) -> tuple[Attempt, ...]:
    """Every attempt that followed an entry, the oldest first."""
    with reading(actor):
        return made(Attempt, rows(f"{SEEN} WHERE a.case_id = %s AND a.seq = %s ORDER BY a.id", case_id, seq))


def has_bounced(actor: Actor, address: str) -> bool:
    """Whether a letter to this very address ever came back."""
    with reading(actor):
        found = rows("SELECT EXISTS (SELECT FROM attempt WHERE address = %s AND state = 'bounced')", address)
    answer: bool = found[0][0]
    return answer
