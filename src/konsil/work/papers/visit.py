"""The papers of a visit: its authorisation, and the letters that say when, where, or that it fell away. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from konsil.core.case import Entry
from konsil.core.facts import attendance, authorisation, visit
from konsil.core.facts.authorisation import Minted, Paper
from konsil.letters import dates, models
from konsil.letters.money import price
from konsil.work.papers.ground import Ground


def slip(ground: Ground) -> models.Letter:
    """The authorisation as the clinic holds it in hand (O16 to O20): base or extension."""
    paper, minted, time = _issued(ground.entry), _minted(ground.entry), _time(ground)
    zone, person = _zone(ground, time), ground.person
    day = minted.day or time.starts.astimezone(zone).date()
    return models.Slip(
        **ground.head | {"sender": ground.sender.model_copy(update={"timezone": zone.key})},
        number=minted.number,
        code=ground.code,
        day=day,
        starts=time.starts,
        clinic=_clinic(ground),
        place=_place(ground, time),
        insured=person.name,
        born=person.born_on,
        phone=person.phone,
        national=ground.national,
        child=person.age(day) < ground.case.programme.terms(attendance.Terms).of_age,
        lines=_lines(ground, paper.lines),
        if_needed=_lines(ground, paper.if_needed),
        cap=price(paper.cap.amount, paper.cap.currency, ground.language) if paper.cap else "",
        replaces=minted.replaces,
        extends=minted.extends,
    )


def details(ground: Ground) -> models.Letter:
    """When, where, what for, what to bring (O03)."""
    time = _time(ground)
    when, zone = _when(ground, time), _zone(ground, time)
    return _note(ground, "details", zone, [
        ground.say("visit.details.when", **when),
        ground.say("visit.details.where", clinic=_clinic(ground), place=_place(ground, time)),
        ground.say("visit.details.services", services=", ".join(_names(ground, visit.booked(ground.about)))),
        ground.say("visit.details.bring"),
        ground.say("visit.details.paper"),
        ground.say("visit.details.cannot", phone=ground.sender.phone),
    ])  # fmt: skip


def cancelled(ground: Ground) -> models.Letter:
    """To the insured: the visit is cancelled, and its paper with it (O09)."""
    return _fallen(ground, "cancelled")


def called_off(ground: Ground) -> models.Letter:
    """To the insured: the clinic cannot keep it (O08)."""
    return _fallen(ground, "called-off")


def changed(ground: Ground) -> models.Letter:
    """To the clinic: moved or cancelled by the other side, to be acknowledged (O10)."""
    time = _time(ground)
    return _note(ground, "changed", _zone(ground, time), [
        ground.say("visit.changed.opening", name=ground.person.name, **_when(ground, time)),
        ground.say("visit.changed.next"),
    ])  # fmt: skip


def lines_refused(ground: Ground) -> models.Letter:
    """To the insured: which services are not taken over, why, and whom to ask."""
    fact, time = ground.entry.fact, _time(ground)
    assert isinstance(fact, authorisation.LinesRefused)
    zone = _zone(ground, time)
    told = (
        ground.say(
            "visit.lines-refused.line", service=ground.services.get(one.service, one.service),
            reason=ground.reasons.get(one.reason, one.reason), words=one.words,
        ).strip()
        for one in fact.decisions
    )  # fmt: skip
    return _note(ground, "lines-refused", zone, [
        ground.say("visit.lines-refused.opening", day=_when(ground, time)["day"]),
        *told,
        ground.say("visit.lines-refused.next", mail=ground.sender.mail, phone=ground.sender.phone),
    ])  # fmt: skip


def revoked(ground: Ground) -> models.Letter:
    """To clinic and insured: a paper is no longer good (X16)."""
    time = _time(ground)
    gone = [e for e in ground.case.entries if e.seq < ground.entry.seq and isinstance(e.fact, authorisation.Issued)]
    number = _minted(gone[-1]).number if gone else "—"
    return _note(ground, "revoked", _zone(ground, time), [
        ground.say("visit.revoked.opening", number=number, day=_when(ground, time)["day"]),
        ground.say("visit.revoked.next", phone=ground.sender.phone),
    ])  # fmt: skip


def place_offered(ground: Ground) -> models.Letter:
    """To the first on the wait-list: a time, and until when it is kept (X19)."""
    offered = ground.entry.fact
    assert isinstance(offered, visit.PlaceOffered)
    zone, language = _zone(ground, offered), ground.language
    return _note(ground, "place-offered", zone, [
        ground.say("visit.place-offered.opening", place=_place(ground, offered), **_when(ground, offered)),
        ground.say(
            "visit.place-offered.next", until=dates.until(dates.local(offered.until, zone.key), language),
            until_hour=dates.hour(offered.until, zone.key), phone=ground.sender.phone,
        ),
    ])  # fmt: skip


def sign(ground: Ground) -> models.Letter:
    """To the insured: the list waits to be signed (Y30)."""
    time = _time(ground)
    return _note(ground, "sign", _zone(ground, time), [
        ground.say("visit.sign.opening", clinic=_clinic(ground), day=_when(ground, time)["day"]),
        ground.say("visit.sign.next", phone=ground.sender.phone),
    ])  # fmt: skip


def _fallen(ground: Ground, which: str) -> models.Letter:
    time = _time(ground)
    return _note(ground, which, _zone(ground, time), [
        ground.say(f"visit.{which}.opening", clinic=_clinic(ground), **_when(ground, time)),
        ground.say(f"visit.{which}.next", phone=ground.sender.phone),
    ])  # fmt: skip


def _note(ground: Ground, which: str, zone: ZoneInfo, said: Iterable[str]) -> models.Letter:
    head: dict[str, Any] = ground.head | {"sender": ground.sender.model_copy(update={"timezone": zone.key})}
    return models.Note(**head, subject=ground.say(f"visit.{which}.subject"), paragraphs=tuple(said))


def _issued(entry: Entry) -> Paper:
    assert isinstance(entry.fact, Paper)
    return entry.fact


def _minted(entry: Entry) -> Minted:
    assert isinstance(entry.known, Minted)
    return entry.known


def _time(ground: Ground) -> visit.Time:
    """The time of the booking the letter is about: the entry's own, else as it stands."""
    found = ground.entry.fact if isinstance(ground.entry.fact, visit.Time) else visit.slot(ground.about)
    assert found
    return found


def _zone(ground: Ground, time: visit.Time) -> ZoneInfo:
    place = ground.places.get(time.location)
    return ZoneInfo(place.zone) if place else ground.zone


def _when(ground: Ground, time: visit.Time) -> Mapping[str, str]:
    zone = _zone(ground, time)
    return {
        "day": dates.full(dates.local(time.starts, zone.key), ground.language),
        "hour": dates.hour(time.starts, zone.key),
    }


def _clinic(ground: Ground) -> str:
    booked = ground.about.the(visit.Booked)
    key = booked.clinic if booked else ""
    found = ground.organisations.get(key)
    return found.name if found else key


def _place(ground: Ground, time: visit.Time) -> str:
    found = ground.places.get(time.location)
    return ", ".join(filter(None, (found.address or found.name, found.city))) if found else time.location


def _lines(ground: Ground, lines: Iterable[visit.Ordered]) -> tuple[models.SlipLine, ...]:
    return tuple(
        models.SlipLine(service=one.service, name=ground.services.get(one.service, one.service), quantity=one.quantity)
        for one in lines
    )


def _names(ground: Ground, lines: Iterable[visit.Ordered]) -> list[str]:
    return [ground.services.get(one.service, one.service) for one in lines]


PAPERS = {
    "authorisation": slip,
    "authorisation-copy": slip,
    "authorisation-revoked": revoked,
    "lines-refused": lines_refused,
    "place-offered": place_offered,
    "sign-visit": sign,
    "visit-called-off": called_off,
    "visit-cancelled": cancelled,
    "visit-changed": changed,
    "visit-details": details,
}
