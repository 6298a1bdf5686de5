"""The door's own verbs: knocks, links and codes, sittings, tokens, ways back in, the glass.

What is secret goes in as a hash only; `secret` and `digest` make both. Times are real time, whatever a demo's
clock says.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.utils.crypto import salted_hmac

from konsil.core.case import Actor
from konsil.core.seal import read_number
from konsil.store.models.fields import public_id
from konsil.store.queries.reading import made, rows
from konsil.store.refusals import in_words

LINK = timedelta(days=14)
CODE = timedelta(minutes=15)


def secret(prefix: str) -> str:
    """192 random bits as text, for a link or a token."""
    return f"{prefix}_{secrets.token_urlsafe(24)}"


def digest(told: str) -> bytes:
    """What a secret is found by."""
    return sha256(told.encode()).digest()


def keyed(code: str) -> bytes:
    """What a code of six digits is compared by: from a plain hash it would be guessed at once."""
    return salted_hmac("konsil.entrance", code, algorithm="sha256").digest()


def knock(what: str, *who: str, most: int, within: timedelta) -> bool:
    """Whether each of these may knock once more; a refused knock is not counted."""
    told = [digest(one) for one in who]
    found: bool = rows("SELECT konsil.knock_v1(%s, %s, %s, %s)", what, told, most, int(within.total_seconds()))[0][0]
    return found


# -- entrances -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """Somebody whose address it is."""

    party: str
    role: str
    name: str
    language: str
    address: str
    hint: str
    programme: str


@dataclass(frozen=True)
class CodeTo:
    """Where a code goes."""

    address: str
    language: str
    programme: str


@dataclass(frozen=True)
class Link:
    """A link that still stands: what its page may say before the code."""

    public: str
    language: str
    hint: str


@dataclass(frozen=True)
class In:
    """Somebody came in: the entrance, and the page it leads to."""

    public: str
    opens: str


def ask_in(address: str, language: str) -> None:
    """Somebody typed an address: a job will find out whether it is anybody's."""
    rows("SELECT konsil.entrance_asked_v1(%s, %s, %s)", public_id("k"), address, language)


def who_enters(asked: str) -> tuple[Found, ...]:
    """For the worker: everybody whose address was typed. The question is forgotten with the answer."""
    return made(Found, rows("SELECT * FROM konsil.who_enters_v1(%s)", asked))


def make_link(one: Found, opens: str = "", within: timedelta = LINK) -> str:
    """A new link for somebody: the secret that stands in its address. Only its hash is kept."""
    told = secret("in")
    rows(
        "SELECT konsil.entrance_made_v1(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        public_id("l"), digest(told), one.party, one.role, one.name, one.language, one.address, one.hint,
        one.programme, opens, int(within.total_seconds()),
    )  # fmt: skip
    return told


def link(told: str) -> Link | None:
    """The link of this secret, unless it is used, over, or nobody's."""
    return next(iter(made(Link, rows("SELECT * FROM konsil.entrance_v1(%s)", digest(told)))), None)


def ask_code(told: str) -> None:
    """Ask for the code of a link: a job mints and sends it."""
    rows("SELECT konsil.code_asked_v1(%s)", digest(told))


def keep_code(entrance: str, code: bytes) -> CodeTo | None:
    """For the worker: keep a code's keyed hash; where the code goes, if the link still stands."""
    found = rows("SELECT * FROM konsil.code_made_v1(%s, %s, %s)", entrance, code, int(CODE.total_seconds()))
    return next(iter(made(CodeTo, found)), None)


def enter(told: str, code: bytes) -> In | None:
    """In through a link with its code, once."""
    return next(iter(made(In, rows("SELECT * FROM konsil.enter_v1(%s, %s)", digest(told), code))), None)


# -- sittings ------------------------------------------------------------------------------------------------------


def sit(session: str, holder: str) -> None:
    """A session began, or got another key; `holder` is an account's public id or a party."""
    rows("SELECT konsil.sits_v1(%s, %s)", session, holder)


def rise(holder: str) -> None:
    """End every session of this holder."""
    rows("SELECT konsil.rises_v1(%s)", holder)


# -- tokens --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Issued:
    """A token as the list of an organisation shows it."""

    public: str
    organisation: str
    role: str
    label: str
    issued_at: datetime
    ended_at: datetime | None


def issue_token(organisation: str, role: str, label: str, by: str) -> str:
    """A new token of an organisation. It is told here and never again. Raises `NotThere`."""
    told = secret("konsil")
    with in_words():
        rows(
            "SELECT konsil.token_issued_v1(%s, %s, %s, %s, %s, %s)",
            public_id("t"), digest(told), organisation, role, label, by,
        )  # fmt: skip
    return told


def end_token(public: str, by: str) -> bool:
    """End a token; whether there was one to end."""
    found: bool = rows("SELECT konsil.token_ended_v1(%s, %s)", public, by)[0][0]
    return found


def tokens(organisation: str) -> tuple[Issued, ...]:
    """The tokens of an organisation, the oldest first."""
    return made(Issued, rows("SELECT * FROM konsil.tokens_v1(%s)", organisation))


# -- ways back in --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """A way back in that waits for a second person."""

    public: str
    name: str
    email: str
    organisation: str
    asked_by: str
    asked_at: datetime


def ask_recovery(account: str, organisation: str, by: str) -> str:
    """An administrator asks for somebody of the same organisation: the public id. Raises `NotThere`."""
    public = public_id("v")
    with in_words():
        rows("SELECT konsil.recovery_asked_v1(%s, %s, %s, %s)", public, account, organisation, by)
    return public


def recoveries(by: str) -> tuple[Waiting, ...]:
    """What this account may approve."""
    return made(Waiting, rows("SELECT * FROM konsil.recoveries_v1(%s)", by))


def approve_recovery(public: str, by: str) -> str:
    """A second person approves: the secret, told once, good for half an hour. Raises `NotThere`."""
    told = secret("back")
    with in_words():
        rows("SELECT konsil.recovery_approved_v1(%s, %s, %s)", public, by, digest(told))
    return told


def recovered(told: str, really: bool = False) -> int | None:
    """The account a way back leads into; `really` uses it up."""
    found: int | None = rows("SELECT konsil.recovery_used_v1(%s, %s)", digest(told), really)[0][0]
    return found


# -- the glass -----------------------------------------------------------------------------------------------------


def break_glass(actor: Actor, case: str, reason: str, hours: int) -> datetime:
    """A way into a case, told by its id or its number, for a reason and so many hours (1 to 8), until the instant
    returned. Raises `NotThere`."""
    with in_words():
        found: datetime = rows(
            "SELECT konsil.break_glass_v1(%s, %s, %s, %s, %s, %s)",
            actor.party, actor.name, actor.role, read_number(case) or case, reason, hours,
        )[0][0]  # fmt: skip
    return found


@dataclass(frozen=True)
class Named:
    """The person behind a case number."""

    name: str
    born_on: date


def name_behind(actor: Actor, case: str, reason: str) -> Named:
    """For the payer's named look-up: logged with its reason, and shown to the member. Raises `NotThere`."""
    with in_words():
        found = rows(
            "SELECT * FROM konsil.name_behind_v1(%s, %s, %s, %s, %s)",
            actor.party, actor.name, actor.role, read_number(case) or case, reason,
        )  # fmt: skip
    return made(Named, found)[0]
