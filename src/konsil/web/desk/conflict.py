"""An answer that would come after the operation: whether that stands unanswered, and the ways out of it (Y14). Pure."""

from datetime import timedelta

from konsil.core.facts import centre
from konsil.store.queries.cases import CaseSeen

UNTOLD = 8  # working days asked for where nobody can say yet when the records are there
MOST = 30


def too_late(seen: CaseSeen) -> bool:
    """Whether the answer would come after the operation, and nobody has said yet what is done about it (Y14)."""
    live = seen.case.seen
    hastened = live.has("haste.asked") and not live.has("haste.declined")
    return seen.forecast.conflict and not hastened and not live.has("conflict.answered")


def ways(seen: CaseSeen) -> dict[str, bool]:
    """Which ways out of a date conflict are open now (Y14)."""
    may = {one.name for one in seen.possible}
    return {
        "speed-up": "haste.asked" in may,
        "ask-the-doctor": "contact.logged" in may,
        "partial-by-phone": "conflict.answered" in may,
        "tell-the-member": "message.written" in may,
    }


def days_needed(seen: CaseSeen) -> int:
    """In how many working days an opinion would have to come so that the answer is there the day before (Y14)."""
    operation, calendar = seen.forecast.operation, seen.programme.calendars["operator"]
    records_done = next((one for one in seen.forecast.stages if one.key == "records"), None)
    if operation is None or records_done is None:
        return UNTOLD
    begin = records_done.done.astimezone(calendar.zone).date() if records_done.done else records_done.expected
    if begin is None:
        return UNTOLD
    last = operation - timedelta(days=1)
    working = sum(calendar.works_on(begin + timedelta(days=n)) for n in range(1, max(1, (last - begin).days + 1)))
    return max(1, min(working, MOST))


def confirmed_now(seen: CaseSeen) -> dict[str, centre.Confirmed]:
    """The centres that may be offered at this instant."""
    return centre.confirmed(seen.case.view(seen.now))
