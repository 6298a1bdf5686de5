"""What came back: the sending counts as undone, the address is dead, somebody is told (Y02)."""

from konsil.core.engine import Refused
from konsil.core.facts import FACTS
from konsil.core.items import fields_of
from konsil.gates.mail import read_bounce
from konsil.store import attempts, notices
from konsil.store.attempts import Attempt
from konsil.store.queries.cases import whole
from konsil.store.record import record
from konsil.store.registers import contacts
from konsil.work.worker import KONSIL


def take(raw: bytes) -> bool:
    """A mail that arrived: whether it was the report of a bounce of one of ours, and was taken as such."""
    bounce = read_bounce(raw)
    return bool(bounce) and came_back(bounce.message_id, bounce.code)  # type: ignore[union-attr]


def came_back(message_id: str, code: str) -> bool:
    """A letter did not arrive: now or days after it was handed over. False for a letter that is not ours."""
    attempt = attempts.by_message(KONSIL, message_id)
    if attempt is None:
        return False
    attempts.settle(KONSIL, message_id, "bounced", code)
    contacts.mark_dead(KONSIL, attempt.party, attempt.address)
    _record(attempt, code)
    about = {"letter": attempt.letter, "seq": attempt.seq, "party": attempt.party, "why": code}
    notices.tell(KONSIL, attempt.case_id, _operator(attempt), "letter-came-back", about)
    return True


def _operator(attempt: Attempt) -> str:
    return whole(KONSIL, attempt.case).case.programme.operator


def _record(attempt: Attempt, code: str) -> None:
    """The fact that voids the sending, if the sending was recorded: what was refused at once never was sent."""
    case = whole(KONSIL, attempt.case).case
    entry = next((one for one in case.entries if one.seq == attempt.seq), None)
    row = case.programme.flow.get(entry.name) if entry else None
    if entry is None or row is None or attempt.number >= len(row.tell):
        return
    told = row.tell[attempt.number]
    items = {**entry.items, **({told.per: attempt.item} if told.per else {})}
    if not told.bounced or not case.seen.about(items).has(told.sent):
        return
    fields = {field: items[item] for item, field in fields_of(FACTS[told.bounced]).items()}
    try:
        record(KONSIL, attempt.case, told.bounced, {**fields, "why": code}, key=f"bounce:{attempt.message_id}")
    except Refused as no:
        about = {"letter": attempt.letter, "why": no.key, "seq": attempt.seq, "party": attempt.party}
        notices.tell(KONSIL, attempt.case_id, case.programme.operator, "bounce-not-recorded", about)
