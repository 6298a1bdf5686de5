"""An approver who is not there: after some working hours everybody who may approve instead is rung (X34)."""

from konsil.store import notices, proposals
from konsil.store.proposals import Proposal
from konsil.store.queries import recipients
from konsil.store.queries.cases import whole
from konsil.work.worker import KONSIL

ANSWERED_WITHIN = 4  # working hours; the case page says "nobody has answered" from then on


def escalate() -> int:
    """Ring for every proposal that has waited too long, each once; how many."""
    return sum(map(_ring, proposals.unanswered(KONSIL)))


def _ring(one: Proposal) -> bool:
    known, now = whole(KONSIL, one.case), recipients.here(KONSIL).now
    waited = known.case.programme.calendars["operator"].elapsed(one.made_at, now)
    if waited.total_seconds() < ANSWERED_WITHIN * 3600 or not proposals.rung(KONSIL, one.public):
        return False
    about = {"proposal": one.public, "by": one.by, "role": one.second, "fact": one.name}
    return notices.tell(KONSIL, known.case_id, known.case.programme.operator, "proposal-waits", about)
