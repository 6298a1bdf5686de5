"""Promises in time: the sweep that writes their marks, and the warning that follows one (clocks, 5.7 to 5.9; X04)."""

from konsil.core import promises
from konsil.core.case import Case
from konsil.core.promises import OPEN, Cycle
from konsil.gates.sending import Bounced, Sent
from konsil.letters import messages
from konsil.store import attempts, recounting, sweeping
from konsil.store.attempts import Draft
from konsil.store.projections import item_of, owner
from konsil.store.queries import recipients
from konsil.store.queries.cases import Whole, whole
from konsil.store.queries.recipients import Colleague, Here
from konsil.store.sweeping import BATCH, Due, Following
from konsil.work import bounces, gateways, hours, links, sending_as, telling, wording
from konsil.work.worker import KONSIL

TASK = "warn"


def sweep() -> int:
    """Write every mark that is due, batch by batch, and let go what was held; how many cycles were looked at."""
    sweeping.release_held(KONSIL)
    looked = 0
    while found := sweeping.sweep(KONSIL, follow):
        looked += found
        if found < BATCH:
            break
    return looked


def recount(revision: int) -> None:
    """Count anew what a revision of a calendar can move (clocks, 5.6). Again does no harm."""
    last: int | None = 0
    while last is not None:
        last = recounting.recount(KONSIL, revision, last)


def follow(case: Case, due: Due, mark: str) -> Following | None:
    """What a mark brings. Half of the time is news only where others owe it: then they may be chased (Y10).
    Of a soft promise nothing follows (R8)."""
    promise = case.programme.promises[due.promise]
    if promise.soft or (mark == "50" and promise.owes == "operator"):
        return None
    about = {"promise": due.promise, "item": due.item, "number": due.number}
    args = {"case": due.public, **about, "mark": mark}
    return Following(case.programme.operator, f"promise-{mark}", about, TASK, args)


def warn(public: str, promise: str, item: str, number: int, mark: str) -> None:
    """Write to whoever answers for the case, while somebody is there to read it; what is due out of hours, to whoever
    is on duty, if anybody is (X04, O10). Raises `Later`."""
    known, here = whole(KONSIL, public), recipients.here(KONSIL)
    cycle = _cycle(known.case, promise, item, number)
    if cycle is None or cycle.state(here.now) not in OPEN:
        return  # kept meanwhile: nobody is warned of what is done
    closed = hours.until_office(here.now, known.case.programme.calendars["operator"])
    duty = recipients.on_duty(KONSIL, known.case.programme.operator) if mark == "due" and closed else None
    if duty is None:
        telling.wait(closed, here, "office closed")
    if not here.sends:
        raise telling.Later(60, "this instance is held")
    for colleague in (duty.colleague,) if duty else to_be_warned(known.case, mark):
        _write(known, here, cycle, colleague, mark)


def _cycle(case: Case, promise: str, item: str, number: int) -> Cycle | None:
    return next((one for one in promises.cycles(case)
                 if (one.promise, item_of(case, one), one.number) == (promise, item, number)), None)  # fmt: skip


def to_be_warned(case: Case, mark: str) -> tuple[Colleague, ...]:
    """The owner; when it is due, the supervisors too; without an owner, supervisors from the first warning on."""
    people = recipients.colleagues(KONSIL, case.programme.operator)
    named = owner(case.seen)
    owners = tuple(one for one in people if named and named in (one.name, one.account))
    above = tuple(one for one in people if "supervisor" in one.roles and one not in owners)
    return (*owners, *above) if mark == "due" or not owners else owners


def _write(known: Whole, here: Here, cycle: Cycle, to: Colleague, mark: str) -> None:
    """A warning of one mark to one colleague, each once: its Message-ID is made from both."""
    item = item_of(known.case, cycle) or 0
    message_id = links.message_id(known.public, cycle.promise, item, cycle.number, mark, to.account)
    earlier = attempts.by_message(KONSIL, message_id)
    if earlier and earlier.state in attempts.SETTLED:
        return
    sender = sending_as.sender(known.case.programme, known.texts, to.language, here)
    over = wording.over(known.case, to.language)
    said = messages.mail("staff", to.language, sender, links.of_case(known.public), over)
    attempts.begin(KONSIL, Draft(
        known.case_id, cycle.start.seq, 0, "", "warning", "staff", to.account, "email", to.email, to.language,
        message_id,
    ))  # fmt: skip
    outcome = gateways.hand_over_mail(here, message_id, to.email, said, to.language, sender.programme)
    match outcome:
        case Sent():
            attempts.settle(KONSIL, message_id, "sent")
        case Bounced(code=code):
            bounces.came_back(message_id, code)
        case _:
            attempts.settle(KONSIL, message_id, "in-doubt", "unsure")
            raise telling.Later(30, "in doubt: the same message again")
