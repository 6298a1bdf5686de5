"""Acts on a visit, each a fact by somebody with what the registers say, to be played on a case without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from konsil.core import engine
from konsil.core.case import Actor, Case
from konsil.core.fact import Fact, adapter, read
from konsil.core.facts import FACTS

BEGAN = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
VISIT = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)
CALLS, REVIEWER = Actor("Radu", "call-centre", "omniasig"), Actor("Dr. Vlad", "medical-reviewer", "omniasig")
DESK, DOCTOR = Actor("Ioana", "clinic", "ochi"), Actor("Dr. Pop", "clinic-doctor", "ochi")
RULES = {code: {"covered": True} for code in ("OFT-CONS", "OFT-OCT")}
MINTED = {"number": "7K2QF-M9XPA-4T", "day": date(2026, 3, 12), "today": date(2026, 3, 9), "rules": RULES}
HERE = {"age": 40, "today": date(2026, 3, 12), "day": date(2026, 3, 12)}
LINES, MORE = [{"service": "OFT-CONS"}], [{"service": "OFT-OCT"}]
BOOKING = {"booking": "booking-1"}


@dataclass(frozen=True)
class Act:
    """A fact by somebody, with what the registers say."""

    name: str
    by: Actor
    told: dict[str, Any]
    known: dict[str, Any] | None = None


TIME = {"location": "cluj", "starts": VISIT.isoformat()}
LATER = {"location": "cluj", "starts": (VISIT + timedelta(days=1)).isoformat()}
REQUEST = Act("visit.requested", CALLS, {"insured": "p_ion", "services": LINES})
BOOK = Act("visit.booked", CALLS, {"clinic": "ochi", "services": LINES, **TIME}, {"day": date(2026, 3, 12)})
ISSUE = Act("authorisation.issued", CALLS, {**BOOKING, "lines": LINES}, MINTED)
PEND = Act("lines.pended", CALLS, {**BOOKING, "services": ["OFT-CONS"], "question": "Again so soon?"})
REFUSE = Act("lines.refused", CALLS, {**BOOKING, "decisions": [
    {"service": "OFT-CONS", "says": "refused", "reason": "not-covered"}]})  # fmt: skip
REVOKE = Act("authorisation.revoked", CALLS, {**BOOKING, "reason": "changed"})
MOVE = Act("visit.moved", CALLS, {**BOOKING, **LATER, "reason": "Cannot come"}, {"day": date(2026, 3, 13)})
CANCEL = Act("visit.cancelled", CALLS, {**BOOKING, "reason": "ill"})
OFF = Act("clinic.called-off", DESK, {**BOOKING, "reason": "device-broken"})
HOLD = Act("visit.suspended", DESK, {**BOOKING, "why": "practitioner-away", "event": "e-1"})
COME = Act("visit.checked-in", DESK, {**BOOKING, "documents": ["identity-document"]}, HERE)
ASK = Act("extension.asked", DOCTOR, {**BOOKING, "lines": MORE, "why": "Swelling"})
EXTEND = Act("authorisation.extended", CALLS, {"asking": "asking-1", "lines": MORE}, {**MINTED, "number": "X"})
DO = Act("visit.performed", DOCTOR, {**BOOKING, "lines": LINES})
LEAVE = Act("visit.left-unsigned", DESK, {**BOOKING, "reason": "in-a-hurry"})
MISS = Act("visit.missed", DESK, BOOKING)


def done(case: Case, act: Act, minute: int) -> Case:
    fact: Fact = read(FACTS[act.name], act.told)
    known = adapter(fact.evidence).validate_python(act.known or {})
    at = (VISIT if act in (COME, ASK, EXTEND, DO, LEAVE) else BEGAN) + timedelta(minutes=minute)
    at = VISIT + timedelta(hours=3) if act is MISS else at
    at = max(at, case.entries[-1].recorded) if case.entries else at
    return engine.record(case, fact, by=act.by, at=at, recorded=at, known=known)
