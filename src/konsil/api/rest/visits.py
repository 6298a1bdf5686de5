"""What a machine asks around visits: free times, what a cover says before anything is booked, what a paper is worth.

Recording a visit, its paper and its check-in goes through the same address as every other fact.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from konsil.api.rest.endpoints import Wrong, acting, answer
from konsil.core import slip
from konsil.core.seal import instant
from konsil.door.telling import Fault, Faulty
from konsil.gates.keys import keyring, slips
from konsil.store import programmes
from konsil.store.queries import slots, visits
from konsil.store.queries.reading import now
from konsil.store.queries.slots import SlotSeen, Wanted
from konsil.store.queries.visits import PaperSeen

MOST = 100
SERVICES = 20
SILENT = frozenset(("unknown", "other-clinic", "forged"))  # of these nothing else is told (R30)


def free(request: HttpRequest) -> HttpResponse:
    """Free times for `?service=` (repeated), the first first; narrowed by clinic, place, practitioner, language, part,
    from a day on."""
    ask = request.GET
    wanted = Wanted(
        place=ask.get("place", ""), location=ask.get("location", ""), practitioner=ask.get("practitioner", ""),
        language=ask.get("language", ""), part=_part(ask.get("part", "")),
    )  # fmt: skip
    found = slots.free(
        acting(request).reader, dict.fromkeys(_services(request), 1), clinic=ask.get("clinic", ""), wanted=wanted,
        since=_from(ask.get("from", "")), most=_most(ask.get("most", "20")),
    )  # fmt: skip
    return answer({"slots": [_slot(one) for one in found], "now": instant(now())})


def cover(request: HttpRequest) -> HttpResponse:
    """Whether services are taken over and need an authorisation, under `?programme=`, on a day: what the paper's own
    evidence will say (X39)."""
    key, package = request.GET.get("programme", ""), request.GET.get("package", "")
    if programmes.in_force(key) is None:
        raise Faulty(Fault("programme", "not-a-programme"))
    on = _day(request.GET.get("on", "")) or now().date()
    found = slots.rules(acting(request).reader, key, _services(request), on, package=package)
    told = {code: {"covered": one.covered, "authorisation": one.needed} for code, one in found.items()}
    return answer({"on": on.isoformat(), "services": told})


def paper(request: HttpRequest, said: str) -> HttpResponse:
    """What a paper is worth where the caller sits, by its number or its whole code. A code whose signature is not ours
    is `forged`; of another clinic's nothing but that is told."""
    actor, signed = acting(request).reader, False
    if (read := slip.read(said)) is not None:
        today = now().date()
        judged = slip.judge(said, slip.Known(slips.public(keyring(), today)), actor.party, today, slips.check)
        if judged in ("forged", "unknown-key"):
            return answer({"verdict": "forged"})
        said, signed = read.slip.number, True
    return answer(_paper(visits.paper(actor, said, signed=signed)))


def _slot(one: SlotSeen) -> dict[str, Any]:
    return {
        "clinic": one.clinic, "location": one.location, "starts": instant(one.starts), "ends": instant(one.ends),
        "day": one.day.isoformat(), "zone": one.zone, "resources": list(one.resources),
        "practitioner": one.practitioner,
    }  # fmt: skip


def _paper(found: PaperSeen) -> dict[str, Any]:
    if found.verdict in SILENT:
        return {"verdict": found.verdict}
    return {
        "verdict": found.verdict, "number": found.number, "day": found.day.isoformat() if found.day else None,
        "extends": found.extends, "replaced_by": found.replaced_by, "case": found.case,
        "items": {"booking": found.booking, "authorisation": found.item},
        "starts": instant(found.starts) if found.starts else None,
        "used": instant(found.used_at) if found.used_at else None,
    }  # fmt: skip


def _services(request: HttpRequest) -> Sequence[str]:
    told = [one.strip().upper() for one in request.GET.getlist("service") if one.strip()]
    if not told:
        raise Faulty(Fault("service", "missing"))
    if len(told) > SERVICES:
        raise Faulty(Fault("service", "wrong-form"))
    return told


def _part(told: str) -> Any:
    if told not in ("", "morning", "afternoon"):
        raise Faulty(Fault("part", "wrong-form"))
    return told


def _most(told: str) -> int:
    if not (told.isdecimal() and 1 <= int(told) <= MOST):
        raise Wrong("wrong-page")
    return int(told)


def _from(told: str) -> datetime | None:
    if not told:
        return None
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        raise Wrong("wrong-instant") from None
    if found.tzinfo is None:
        raise Wrong("wrong-instant")
    return found


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        raise Faulty(Fault("on", "not-a-day")) from None
