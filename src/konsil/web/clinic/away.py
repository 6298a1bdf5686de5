"""The doctor is ill this morning, the device is broken since nine: one action for a person, a room or a device and a
period (Y31). All visits it touches go on hold at once; then each is moved, called off or left on hold, those due within
two hours first, with the telephone. Within a minute all of it can be taken back.

The register row of the absence is the event: its public id is what each visit on hold names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.case import Entry
from konsil.core.engine import Refused
from konsil.core.facts.attendance import counted
from konsil.core.facts.visit import Suspended
from konsil.door import recording
from konsil.door.actor import Acting
from konsil.door.idempotency import key_of, new_key
from konsil.store.queries import cases, clinic, slots
from konsil.store.queries.clinic import AbsenceSeen, Names
from konsil.store.queries.reading import now, reading
from konsil.store.refusals import Busy, Changed, NotThere
from konsil.store.registers import clinics
from konsil.web.clinic import choosing, shell
from konsil.web.clinic import day as days
from konsil.web.clinic.visit import SOON, visit_of, visits
from konsil.web.recording import acting_of

WHY = {"practitioner-away": "leave", "device-broken": "outage", "closed": "outage"}
KINDS = {"practitioner": "practitioner-away", "device": "device-broken", "room": "closed"}
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Period:
    """Which resource is away, from when, until when."""

    resource: str
    from_at: datetime
    until_at: datetime


@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """Who or what, until when; the visits this touches; and the one press."""
    acting = acting_of(request)
    with reading(acting.reader):
        at, names = now(), clinic.names(acting.reader)
        told = request.POST if request.method == "POST" else request.GET
        period = _period(told.get("resource", ""), told.get("until", ""), names, at)
        touched = _touched(acting, names, period) if period else []
        running = clinic.absences(acting.reader)
    if request.method == "POST" and period:
        event_ = _suspend(acting, names, period, key_of(request))
        return HttpResponseRedirect(reverse("clinic-event", args=[event_]))
    local = at.astimezone(days.OTHERWISE).date()
    shown = {
        "resources": _resources(names, acting.reader.party), "resource": told.get("resource", ""), "period": period,
        "until": told.get("until", "today"), "untils": _untils(local), "lines": touched, "key": new_key(),
        "events": [(one, names.label(one.resource)) for one in running], "zone": days.OTHERWISE, "today": local,
    }  # fmt: skip
    return render(request, "clinic/away.html", shown | shell.frame(request, "away", at))


def _resources(names: Names, party: str) -> list[dict[str, Any]]:
    """The clinic's people, rooms and devices, by place."""
    ours = [one for one in names.places.values() if one.clinic == party]
    return [
        {"place": place, "resources": [one for one in names.resources.values() if one.location == place.public]}
        for place in ours
    ]


def _untils(local: date) -> list[tuple[str, str]]:
    """Until when, to choose by one touch."""
    return [
        ("noon", pgettext("absence", "until noon")),
        ("today", pgettext("absence", "for today")),
        ((local + timedelta(days=1)).isoformat(), pgettext("absence", "until tomorrow evening")),
        ((local + timedelta(days=6)).isoformat(), pgettext("absence", "for a week")),
    ]


def _period(resource: str, until: str, names: Names, at: datetime) -> Period | None:
    """What was chosen as instants of the place; None while something is missing."""
    found = names.resources.get(resource)
    if found is None or not until:
        return None
    zone = names.places[found.location].clock if found.location in names.places else days.OTHERWISE
    end = _end(until, at.astimezone(zone), zone)
    return Period(resource, at, end) if end and end > at else None


def _end(until: str, local: datetime, zone: ZoneInfo) -> datetime | None:
    if until == "noon" and local.hour < 12:
        return datetime.combine(local.date(), time(12), zone)
    try:
        last = local.date() if until in ("today", "noon") else date.fromisoformat(until)
    except ValueError:
        return None
    return datetime.combine(last + timedelta(days=1), time(0), zone)


def _touched(acting: Acting, names: Names, period: Period) -> list[days.Line]:
    """The visits that would go on hold, the next first."""
    found = []
    for one in slots.touched(acting.reader, [period.resource], period.from_at, period.until_at):
        known = cases.whole(acting.reader, one.case)
        visit = visit_of(known.case, one.case, known.number, one.booking)
        if visit and visit.state == "coming":
            seat = days.opened(acting, names, one.case, one.booking)
            found.append(seat.line)
    return found


def _suspend(acting: Acting, names: Names, period: Period, key: str) -> str:
    """Tell the absence, then put every visit it touches on hold under its name. A second press with the same key
    finds the event that the first one made, and finishes what is left."""
    why = KINDS[names.resources[period.resource].kind]
    running = (one for one in clinic.absences(acting.reader) if one.resource == period.resource and one.reason == key)
    known = next(running, None)
    kind: Any = WHY[why]
    event_ = known.public if known else clinics.tell_absence(
        acting.reader, period.resource, kind, period.from_at, period.until_at, key
    )  # fmt: skip
    for one in slots.touched(acting.reader, [period.resource], period.from_at, period.until_at):
        told = {"booking": one.booking, "why": why, "event": event_}
        _try(acting, one.case, "visit.suspended", told, f"{key}-{one.case}-{one.booking}")
    return event_


def _try(acting: Acting, public: str, fact: str, told: dict[str, Any], key: str) -> bool:
    """Record it where it may be; a visit that began, ended or moved meanwhile is left as it is."""
    try:
        recording.record(acting, public, fact, told, key=key)
    except (Refused, Changed, Busy):
        return False
    return True


# -- one event -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD"])
def event(request: HttpRequest, event: str) -> HttpResponse:
    """All visits of one event and what became of each; those due within two hours first, to be called."""
    acting = acting_of(request)
    found = clinic.absence(acting.reader, event)
    if found is None:
        raise NotThere("not-there")
    at, names = now(), clinic.names(acting.reader)
    rows = [_row(acting, names, found, *one, at) for one in _visits_of(acting, found)]
    rows.sort(key=lambda one: one["line"].visit.starts)
    shown = {
        "event": found, "label": names.label(found.resource), "key": new_key(),
        "may_undo": found.withdrawn_at is None and at - found.told_at < MINUTE,
        "soon": [one for one in rows if one["open"] and one["soon"]],
        "later": [one for one in rows if one["open"] and not one["soon"]],
        "settled": [one for one in rows if not one["open"]],
        "zone": days.OTHERWISE, "today": at.astimezone(days.OTHERWISE).date(),
    }  # fmt: skip
    return render(request, "clinic/event.html", shown | shell.frame(request, "away", at))


def _visits_of(acting: Acting, found: AbsenceSeen) -> list[tuple[str, str]]:
    """Case and booking of every visit that the event put on hold, whatever became of it."""
    pairs = []
    for public, number, _ in clinic.suspended_by(acting.reader, found.public, found.told_at):
        known = cases.whole(acting.reader, public)
        for one in visits(known.case, public, number, acting.reader.party):
            if _by_event(known.case.standing, one.booking, found.public):
                pairs.append((public, one.booking))
    return list(dict.fromkeys(pairs))


def _by_event(entries: Iterable[Entry], booking: str, event_: str) -> bool:
    return any(
        isinstance(entry.fact, Suspended) and entry.fact.event == event_ and entry.items["booking"] == booking
        for entry in entries
    )


def _row(acting: Acting, names: Names, found: AbsenceSeen, public: str, booking: str, at: datetime) -> dict[str, Any]:
    """One visit of the event: whether it still has to be settled, how soon, whom to ring, where there is time."""
    seat = days.opened(acting, names, public, booking)
    visit, person = seat.visit, seat.seen.person
    open_ = bool(visit.held)
    offers = _offers(acting, names, seat, found) if open_ else ()
    why = KINDS[names.resources[found.resource].kind] if found.resource in names.resources else "other"
    return {
        "line": seat.line, "open": open_, "soon": visit.soon(at), "phone": person.phone if person else "",
        "offers": offers, "why": why, "seq": seat.seen.seq, "key": new_key(), "event": found.public,
        "move_url": reverse("clinic-move", args=[public, booking]), "done": _became(seat),
    }  # fmt: skip


def _offers(acting: Acting, names: Names, seat: days.Seat, found: AbsenceSeen) -> tuple[choosing.Time, ...]:
    """The next free times for the same services, with anybody and anywhere of the clinic."""
    free = slots.free(
        acting.reader, counted(seat.visit.services), clinic=acting.reader.party, since=seat.seen.now + SOON,
        most=choosing.OFFERS, each=choosing.OFFERS,
    )  # fmt: skip
    return choosing.nearest(free, names)


def _became(seat: days.Seat) -> str:
    """What became of a visit that is not on hold any more."""
    return {
        "off": pgettext("absence", "called off"),
        "coming": pgettext("absence", "takes place"),
    }.get(seat.visit.state, seat.line.state[0])


@require_http_methods(["POST"])
def settle(request: HttpRequest, event: str, public: str, booking: str) -> HttpResponse:
    """One visit of the event: moved to an offered time, called off, or let take place after all."""
    acting, why = acting_of(request), str(request.POST.get("why", "other"))
    way, key = str(request.POST.get("way", "")), key_of(request)
    told: dict[str, Any] = {"booking": booking}
    if way == "resume":
        _try(acting, public, "visit.resumed", {**told, "event": event}, key)
    elif way == "off":
        _try(acting, public, "clinic.called-off", {**told, "reason": why}, key)
    elif time_ := choosing.told(str(request.POST.get("time", ""))):
        _try(acting, public, "clinic.moved", {**told, "reason": why, **time_}, key)
    return HttpResponseRedirect(reverse("clinic-event", args=[event]))


@require_http_methods(["POST"])
def undo(request: HttpRequest, event: str) -> HttpResponse:
    """Within a minute: everything is as it was."""
    acting, key = acting_of(request), key_of(request)
    found = clinic.absence(acting.reader, event)
    if found is None:
        raise NotThere("not-there")
    if found.withdrawn_at is None and now() - found.told_at < MINUTE:
        clinics.withdraw_absence(acting.reader, event)
        for public, booking in _visits_of(acting, found):
            _try(acting, public, "visit.resumed", {"booking": booking, "event": event}, f"{key}-{public}-{booking}")
    return HttpResponseRedirect(reverse("clinic-event", args=[event]))
