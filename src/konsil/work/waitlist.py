"""The wait-list: a time that is given up goes to the first who fits, once, and on to the next if nobody answers (X19).

The time is held from the moment it is offered, so that two people are never promised the same one.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from konsil.core.case import Actor, Case
from konsil.core.engine import Refused
from konsil.core.facts import visit
from konsil.store.queries import offered, slots, visits
from konsil.store.queries.cases import whole
from konsil.store.queries.reading import now, reading
from konsil.store.queries.slots import SlotSeen
from konsil.store.queries.visits import WishSeen
from konsil.store.record import record
from konsil.work import hours
from konsil.work.worker import KONSIL

ANSWER_IN = timedelta(hours=2)  # how long a time is kept for whoever it was offered to
NOTICE = timedelta(hours=3)  # a time sooner than that is offered to nobody: they could not come
LOOKED_AT = 40  # free times considered for one wish


def sweep() -> None:
    """Let lapse what nobody answered, then offer what is free."""
    with reading(KONSIL):
        at = now()
    for one in offered.offered(KONSIL):
        _lapse(one.case, one.item, at)
    for wish in visits.wishes(KONSIL):
        _offer(wish, at)


def _lapse(public: str, item: str, at: datetime) -> None:
    found = whole(KONSIL, public).case.seen.about({"wish": item}).the(visit.PlaceOffered)
    if found and found.until <= at:
        _record(public, "place.declined", {"wish": item, "why": "silent"}, f"lapse:{item}:{found.until.isoformat()}")


def _offer(wish: WishSeen, at: datetime) -> None:
    """The first free time that fits this wish and was not offered to it before."""
    case = whole(KONSIL, wish.case).case
    if hours.until_day(at, case.programme.zone):  # nobody is asked at night for an answer within hours
        return
    found = next(_fitting(case, wish, at), None)
    if found:
        told = {
            "wish": wish.item, "location": found.location, "starts": found.starts.isoformat(),
            "resources": list(found.resources), "until": (at + ANSWER_IN).isoformat(),
        }  # fmt: skip
        _record(wish.case, "place.offered", told, f"offer:{wish.item}:{found.location}:{found.starts.isoformat()}")


def _fitting(case: Case, wish: WishSeen, at: datetime) -> Iterator[SlotSeen]:
    """Free times in the wished days at the operator's clinics, the first first."""
    desk = Actor(KONSIL.name, KONSIL.role, case.programme.operator)
    begins = datetime(wish.earliest.year, wish.earliest.month, wish.earliest.day, tzinfo=case.programme.zone)
    since = max(at + NOTICE, begins)
    before = {(one.location, one.starts) for one in _offered_before(case, wish)}
    for slot in slots.free(
        desk, dict(wish.services), clinic=wish.clinic, since=since, until=wish.latest, most=LOOKED_AT
    ):
        if (slot.location, slot.starts) not in before and slot.day <= wish.latest:
            yield slot


def _offered_before(case: Case, wish: WishSeen) -> Iterator[visit.PlaceOffered]:
    for entry in case.standing:
        if isinstance(entry.fact, visit.PlaceOffered) and entry.items.get("wish") == wish.item:
            yield entry.fact


def _record(public: str, name: str, told: Mapping[str, object], key: str) -> None:
    """Somebody else may have been faster: then there is nothing left to do."""
    try:
        record(KONSIL, public, name, told, key=f"{public}:{key}")
    except Refused:
        return
