"""What a browser takes along for the hours without a line: keys, the numbers of the day, the rule. No name, no date of
birth, nothing medical: whoever finds the telephone learns which numbers are good, and not whose they are."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from konsil.core import seal, slip
from konsil.core.case import Actor
from konsil.core.facts import attendance
from konsil.gates.keys import keyring, slips
from konsil.store import programmes
from konsil.store.queries import clinic, visits
from konsil.store.queries.reading import now, reading
from konsil.web.clinic.day import OTHERWISE
from konsil.work import packs

GOOD_FOR = timedelta(hours=24)
DAYS = 2  # an outage may begin before the doors open
CHECKED_IN = attendance.CheckedIn.name


def known(actor: Actor) -> dict[str, Any]:
    """All of it, JSON-ready. Days are local to the clinic's first place; `now` is the database's."""
    with reading(actor):
        at, zone = now(), zone_of(actor)
        today = at.astimezone(zone).date()
        days = [today + timedelta(n) for n in range(DAYS)]
        papers = [_paper(one, day) for day in days for one in visits.papers_of(actor, actor.party, day)]
    return {
        "clinic": actor.party,
        "zone": zone.key,
        "now": seal.instant(at),
        "until": seal.instant(at + GOOD_FOR),
        "keys": slip.told_keys(slips.public(keyring(), today)),
        "papers": papers,
        "reserved": {day.isoformat(): sorted(packs.marks(day)) for day in days},
        "rule": rule(at),
    }


def _paper(one: visits.PaperLine, day: date) -> dict[str, Any]:
    return {"number": seal.key_of(one.number), "day": day.isoformat(), "state": one.state, "further": bool(one.extends)}


def zone_of(actor: Actor) -> ZoneInfo:
    """The zone of a clinic's first place."""
    with reading(actor):
        places = clinic.names(actor).places.values()
    return next((one.clock for one in places if one.clinic == actor.party), OTHERWISE)


def rule(at: datetime) -> str:
    """The rule for a paper that was taken back after the last contact: `honoured-offline` where every programme with
    visits honours it, else `refused-offline`."""
    return "honoured-offline" if all(one.honours_revoked_offline for one in _terms(at.date())) else "refused-offline"


def _terms(on: date) -> Iterable[attendance.Terms]:
    for key in {one.key for one in programmes.installed()}:
        found = programmes.in_force(key, on)
        programme = programmes.programme(found.hash)[0] if found else None
        if programme and CHECKED_IN in programme.flow:
            yield programme.terms(attendance.Terms)
