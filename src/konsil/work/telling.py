"""One letter of one entry: judged again, made, handed over, and what happened recorded as a fact (R6).

    the case as it is now → may it still go? → to whom, how → its paper, filed → the attempt, committed
    → the gate, no lock held → the attempt's result → the fact that says it was sent

Whoever dies in between leaves a row that the next try finds: a letter goes out once.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import OperationalError, connection

from konsil.core import disclosure
from konsil.core.case import Case, Entry, View
from konsil.core.facts import consent, request, visit
from konsil.core.facts.opinion import Planned
from konsil.core.items import sees
from konsil.core.programme import Tell
from konsil.core.texts import NoText
from konsil.gates import GateDown, GateRefused
from konsil.gates.sending import Bounced, Outcome, Sent
from konsil.letters.forms import FormMissing
from konsil.letters.texts import TextMissing
from konsil.store import attempts, notices
from konsil.store.attempts import Attempt, Draft
from konsil.store.queries import recipients
from konsil.store.queries.cases import Whole, whole
from konsil.store.queries.recipients import Here
from konsil.work import addressing, bounces, handing, hours, links, making, sent
from konsil.work.addressing import AT_HOME, Addressee, Way
from konsil.work.papers import FormChanged
from konsil.work.worker import KONSIL

log = logging.getLogger("konsil.work")

CARRIED = frozenset(("post", "courier", "in-person", "fax", "phone", "video"))  # ways that are not ours (R6)
SOON = timedelta(hours=24)
POLL = timedelta(seconds=15)  # a demo's clock stands: look again soon, since a person may move it


class Later(Exception):
    """Not now: try again after so many seconds of real time."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds


@dataclass(frozen=True)
class Letter:
    """One letter to one recipient, before anything is made."""

    known: Whole
    entry: Entry
    tell: Tell
    number: int
    item: str
    to: Addressee
    of: int = 0  # which of several recipients
    again: int = 0  # how often it was sent before, and came back

    @property
    def case(self) -> Case:
        return self.known.case

    @property
    def about(self) -> View:
        """The case as the letter's items see it."""
        return self.case.seen.about(self.items)

    def now(self, at: datetime) -> View:
        """The same at an instant: what has run out by then covers nothing any more."""
        return self.case.view(at).about(self.items)

    @property
    def items(self) -> dict[str, str]:
        return {**self.entry.items, **({self.tell.per: self.item} if self.tell.per else {})}

    @property
    def message_id(self) -> str:
        """The same for every try, so that the other side can tell a double; another one once somebody sends anew."""
        anew = (f"again-{self.again}",) if self.again else ()
        return links.message_id(self.known.public, self.entry.seq, self.number, self.item or 0, self.of, *anew)


def tell(public: str, seq: int, number: int, item: str, again: int = 0) -> None:
    """Send a letter that follows an entry, unless it is sent already or may not go any more. `again` is told by
    whoever sends one anew that came back (O12).

    Raises `Later` where it has to wait, `GateDown` where a gate does not answer: then it is tried again.
    """
    with alone(public):
        known = whole(KONSIL, public)
        entry = next(one for one in known.case.entries if one.seq == seq)
        told = known.case.programme.flow[entry.name].tell[number]
        if entry not in known.case.fold.live:
            return  # held back in time, voided, or struck
        for letter in letters(known, entry, told, number, item):
            _send(replace(letter, again=again))


@contextmanager
def alone(public: str) -> Iterator[None]:
    """One letter of a case at a time, whoever else was told to send it. No row is locked."""
    with connection.cursor() as cursor:
        try:
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"tell {public}"])
        except OperationalError:
            raise Later(2, "another letter of this case is on its way") from None
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [f"tell {public}"])


def letters(known: Whole, entry: Entry, told: Tell, number: int, item: str) -> Iterator[Letter]:
    """The letter for everybody it is for."""
    case = known.case
    items = {**entry.items, **({told.per: item} if told.per else {})}
    if told.per and item not in case.seen.about(items).items(told.per):
        return
    role = told.to or recipient_role(case, told, item)
    everybody = addressing.recalled if told.letter == "recall" else partial(addressing.parties, role=role)
    for of, party in enumerate(everybody(case.seen, entry)):
        to = addressing.addressee(role, party)
        if to is None:
            _stopped(known, entry, "no-such-recipient", told.letter, party)
        else:
            yield Letter(known, entry, told, number, item, to, of)


def recipient_role(case: Case, told: Tell, item: str) -> str:
    """Whom the opener of an item names: of a delivery, the role it was planned for."""
    opener = next(e.fact for e in case.seen.live if e.fact.opens == told.per and e.items[told.per] == item)
    assert isinstance(opener, Planned)
    return opener.to


def _send(letter: Letter) -> None:
    earlier = attempts.by_message(KONSIL, letter.message_id)
    if _is_told(letter) or (earlier and earlier.state in ("bounced", "printed")):
        return
    if earlier and earlier.state == "sent":
        sent.record(letter, earlier)
        return
    here = recipients.here(KONSIL)
    if why := held(letter, here):
        attempts.begin(KONSIL, _draft(letter, letter.to.ways[0]), "held", why)
        return
    wait_for_day(letter, here)
    try:
        _hand_over(letter, way_of(letter), here, earlier)
    except (TextMissing, NoText, FormMissing, FormChanged, GateRefused) as fault:
        _stop(letter, fault)


def _is_told(letter: Letter) -> bool:
    """Whether the fact that says it was sent stands already, by the worker's hand or by somebody's."""
    entries = letter.about.named.get(letter.tell.sent, ())
    return any(e.seq > letter.entry.seq and sees(letter.items, e.items) for e in entries)


def held(letter: Letter, here: Here) -> str:
    """Why nothing of this may leave now, or empty: asked again just before the hand-over (R12, Y24, Y40)."""
    row = letter.case.programme.flow[letter.entry.name]
    if not here.sends:
        return "instance-held"
    if letter.case.seen.has("death.reported") or letter.to.dead:
        return "death-reported"
    if row.disclosure and not disclosure.has_basis(letter.now(here.now), row.disclosure):
        return "no-consent"
    if letter.tell.letter == "opinion" and consent.outgrown(letter.case.view(here.now)):
        return "no-own-consent"
    return ""


def wait_for_day(letter: Letter, here: Here) -> None:
    """A letter to a member that is not urgent waits for the day (X20)."""
    if letter.to.role in AT_HOME and not urgent(letter.case) and not soon(letter, here):
        wait(hours.until_day(here.now, letter.case.programme.zone), here, "quiet hours")


def wait(left: timedelta, here: Here, why: str) -> None:
    """Come back when the wait is over. Raises `Later` where there is one."""
    if left > timedelta():
        raise Later((min(left, POLL) if here.stands else left).total_seconds(), why)


def urgent(case: Case) -> bool:
    """Whether something acute is open: then nobody waits for the morning."""
    return "acute" in request.findings(case.seen)


def soon(letter: Letter, here: Here) -> bool:
    """Whether the visit it is about is so near that the morning would be too late (O08)."""
    time = visit.slot(letter.about)
    return time is not None and here.now <= time.starts < here.now + SOON


def way_of(letter: Letter) -> Way:
    """The way of this letter: as the delivery was planned, else as the recipient is reached."""
    planned = getattr(_opener(letter), "channel", "")
    if planned in CARRIED:
        return Way("post", next((way.address for way in letter.to.ways if way.channel == "post"), ""))
    return letter.to.ways[0]


def _opener(letter: Letter) -> object | None:
    per, live = letter.tell.per, letter.case.seen.live if letter.tell.per else ()
    return next((e.fact for e in live if e.fact.opens == per and e.items[per] == letter.item), None)


def _hand_over(letter: Letter, way: Way, here: Here, earlier: Attempt | None) -> None:
    made = making.paper(letter, way, here, earlier.document if earlier else "")
    said = handing.message(letter, way, here, made) if way.channel != "post" else None
    draft = replace(_draft(letter, way), text_hash=handing.text_hash(said), document=made.document)
    attempts.begin(KONSIL, draft)
    if said is None:
        _printed(letter, way, here, made)
        return
    try:
        outcome = handing.hand_over(letter, way, said, here, made)
    except GateDown as down:
        _waits(letter, down)
        raise
    _settle(letter, way, outcome)


def _draft(letter: Letter, way: Way) -> Draft:
    return Draft(
        letter.known.case_id, letter.entry.seq, letter.number, letter.item, letter.tell.letter, letter.to.role,
        letter.to.party, way.channel, way.address, letter.to.language, letter.message_id,
    )  # fmt: skip


def _settle(letter: Letter, way: Way, outcome: Outcome) -> None:
    match outcome:
        case Sent():
            attempts.settle(KONSIL, letter.message_id, "sent")
            notices.settle(KONSIL, letter.known.case_id, "letter-waits", {"message": letter.message_id})
            found = attempts.by_message(KONSIL, letter.message_id)
            assert found
            sent.record(letter, found)
        case Bounced(code=code):
            bounces.came_back(letter.message_id, code)
        case _:
            attempts.settle(KONSIL, letter.message_id, "in-doubt", "unsure")
            raise Later(30, "in doubt: the same message again")


def _printed(letter: Letter, way: Way, here: Here, made: making.Made) -> None:
    """On paper: kept for printing. Who carries it to the post records the hand-over, with its number (R6)."""
    handing.print_out(letter, way, here, made)
    attempts.settle(KONSIL, letter.message_id, "printed")
    _notice(letter, "letter-to-post", document=made.document)


def _waits(letter: Letter, down: GateDown) -> None:
    """A gate that is down is told once it was tried three times: then somebody may telephone."""
    found = attempts.by_message(KONSIL, letter.message_id)
    attempts.settle(KONSIL, letter.message_id, "failed", down.key)
    log.error(down.key, extra={"case": letter.known.public, "fact": letter.entry.name})
    if found and found.tries >= 3:
        _notice(letter, "letter-waits", message=letter.message_id)


def _stop(letter: Letter, fault: Exception) -> None:
    """What cannot be made is not sent, in no other language and not in part: somebody has to look."""
    why = fault.key if isinstance(fault, GateRefused) else "text-missing"
    attempts.begin(KONSIL, _draft(letter, letter.to.ways[0]), "failed", why)
    _stopped(letter.known, letter.entry, why, letter.tell.letter, letter.to.party)


def _stopped(known: Whole, entry: Entry, why: str, letter: str, party: str) -> None:
    log.error(why, extra={"case": known.public, "fact": entry.name})
    about = {"letter": letter, "why": why, "party": party, "seq": entry.seq}
    notices.tell(KONSIL, known.case_id, known.case.programme.operator, "letter-stopped", about)


def _notice(letter: Letter, key: str, **about: object) -> None:
    told = {"letter": letter.tell.letter, "seq": letter.entry.seq, "party": letter.to.party, **about}
    notices.tell(KONSIL, letter.known.case_id, letter.case.programme.operator, key, told)
