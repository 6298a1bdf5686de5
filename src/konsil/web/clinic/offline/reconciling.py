"""What reception did without a line, told when it is back: each paper taken becomes a check-in at the time it happened,
or, where that cannot be recorded, an attempt that the payer sees. Nothing that was told is dropped, and what is told
twice is kept once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from konsil.core import seal, slip
from konsil.core.engine import Refused
from konsil.core.facts.attendance import CheckedIn, Companion, Proof
from konsil.door import recording
from konsil.door.actor import Acting
from konsil.door.telling import Faulty
from konsil.gates.keys import keyring, slips
from konsil.store import scans
from konsil.store.queries import visits
from konsil.store.queries.reading import now, reading
from konsil.store.queries.visits import PaperSeen
from konsil.store.refusals import Busy, Changed, KeyReused, NotThere

AWAITED = timedelta(days=2)  # in which the call centre enters the numbers it read out
STATES: Mapping[str, str] = {  # of a paper that is no longer good: what an attempt with it is called
    "used": "authorisation-used",
    "revoked": "authorisation-revoked",
    "suspended": "visit-suspended",
}


class Said(BaseModel):
    """One scan without a line, as the browser kept it. `done`: the paper was taken; else it was turned away, `why`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(pattern=r"^[a-z0-9-]{8,64}$")]
    code: Annotated[str, Field(min_length=1, max_length=4000)]  # as it was read, or a number as it was typed
    at: AwareDatetime
    done: bool
    why: Annotated[str, Field(max_length=40)] = ""
    documents: tuple[Proof, ...] = ()
    companion: Companion = "none"


class Answer(BaseModel):
    """What became of it. `recorded`: a check-in; `reported`: an attempt, for this reason; `again`: not now."""

    key: str
    state: Literal["recorded", "reported", "again"]
    why: str = ""


def told(acting: Acting, said: Said, rule: str) -> Answer:
    """Record one."""
    number, why = _read(said, acting.reader.party)
    answer = _told(acting, said.model_copy(update={"key": _key(said.key, number)}), number, why, rule)
    return answer.model_copy(update={"key": said.key})


def _key(key: str, number: str) -> str:
    """One key tells of one paper: a form sent again for another one is another scan, and not that one told twice."""
    return f"{key}-{seal.key_of(number).lower()}"[:128]


def _told(acting: Acting, said: Said, number: str, why: str, rule: str) -> Answer:
    if not said.done or why:
        return _reported(acting, said, number, why or said.why, "")
    paper = visits.paper(acting.reader, number, signed=number != said.code)
    if not paper.case and _awaited(acting, number, said.at):
        return Answer(key=said.key, state="again")
    try:
        return _recorded(acting, said, paper)
    except KeyReused:  # this very scan, told before
        return Answer(key=said.key, state="recorded")
    except (Busy, Changed):
        return Answer(key=said.key, state="again")
    except (Refused, Faulty, NotThere) as no:
        return _reported(acting, said, number, _reason(paper, no), rule if paper.verdict == "revoked" else "")


def _read(said: Said, clinic: str) -> tuple[str, str]:
    """The number, and why its code is good for nothing. The browser's word for it is not taken."""
    signed = slip.read(said.code)
    if signed is None:
        return said.code[:40], ""
    day = signed.slip.day
    judged = slip.judge(said.code, slip.Known(slips.public(keyring(), day)), clinic, day, slips.check)
    return signed.slip.number, {"forged": "forged", "unknown-key": "forged", "other-clinic": judged}.get(judged, "")


def _awaited(acting: Acting, number: str, at: datetime) -> bool:
    """Whether it was read out from the sealed sheet and the call centre has yet to enter it."""
    with reading(acting.reader):
        recent = now() - at < AWAITED
    return recent and visits.reserved(acting.reader, number) in ("reserved", "other-day")


def _recorded(acting: Acting, said: Said, paper: PaperSeen) -> Answer:
    if not paper.case:
        raise NotThere("not-there")
    fact: dict[str, Any] = {
        "booking": paper.booking, "documents": list(said.documents), "companion": said.companion, "scanned": "offline",
    }  # fmt: skip
    with reading(acting.reader):
        at = min(said.at, now())  # a telephone's clock may be ahead of ours
    recording.record(acting, paper.case, CheckedIn.name, fact, key=said.key, at=at)
    return Answer(key=said.key, state="recorded")


def _reason(paper: PaperSeen, no: Exception) -> str:
    """The state of the paper says more than the gate that it met."""
    if paper.verdict in STATES:
        return STATES[paper.verdict]
    if isinstance(no, Refused) and no.key != "not-yet":
        return no.key
    return "authorisation-void" if paper.case else "unknown"


def _reported(acting: Acting, said: Said, number: str, why: str, rule: str) -> Answer:
    scans.tried(acting.reader, number, why, scanned="offline", rule=rule, at=said.at, key=said.key)
    return Answer(key=said.key, state="reported", why=why)
