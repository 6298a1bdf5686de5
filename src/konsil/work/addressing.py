"""From a role on a case to somebody who can be written to: name, language, and the ways that reach them (Y02)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from konsil.core.case import Entry, View
from konsil.core.fact import Holder
from konsil.core.facts.records import Disclosed
from konsil.core.parties import holders
from konsil.letters import texts
from konsil.letters.models import Recipient
from konsil.store.attempts import has_bounced
from konsil.store.named import marks
from konsil.store.queries import recipients
from konsil.store.queries.people import PersonSeen, person
from konsil.work.worker import KONSIL

Channel = Literal["email", "sms", "post"]
Kind = Literal["member", "doctor", "centre", "clinic"]
AT_HOME = frozenset(("member", "insured", "relative"))

AT_CLINICS = {"RO": ("ro",), "KZ": ("kk", "ru"), "AL": ("sq",), "SE": ("sv",)}  # what a desk reads, unless it says so


@dataclass(frozen=True)
class Way:
    """A way that is believed to reach somebody."""

    channel: Channel
    address: str


@dataclass(frozen=True)
class Addressee:
    """Whom a letter is for. `code` is where the code of a link goes; `ways` are in the order of preference."""

    role: str
    party: str
    kind: Kind
    language: str
    recipient: Recipient
    ways: tuple[Way, ...]
    code: str = ""
    hint: str = ""
    dead: bool = False


def parties(case: View, entry: Entry, role: str) -> tuple[str, ...]:
    """Who holds the role, as the entry's items see it; where the fact names some of them, those alone."""
    held = holders(case.about(entry.items), role)
    told = {one for name, mark in marks(type(entry.fact)) if isinstance(mark, Holder)  # type: ignore[arg-type]
            for one in _several(getattr(entry.fact, name))}  # fmt: skip
    return tuple(sorted(held & told or held))


def recalled(case: View, entry: Entry) -> tuple[str, ...]:
    """Who was sent the file and is asked for it back: the one the entry names, by key or by name."""
    held = {one.to for one in case.all(Disclosed)}
    named = {key for key in held if getattr(entry.fact, "to", "") in (key, _name(key))}
    return tuple(sorted(named or held))


def _name(key: str) -> str:
    found = recipients.organisation(KONSIL, key)
    return found.name if found else key


def _several(told: object) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told or ())  # type: ignore[arg-type]


def addressee(role: str, party: str) -> Addressee | None:
    """The register's newest word on a party; None for one that no register knows."""
    if role in AT_HOME:
        found = person(KONSIL, party)
        return of_person(role, found) if found else None
    if doctor := recipients.doctor(KONSIL, party):
        return _doctor(role, doctor)
    organisation = recipients.organisation(KONSIL, party)
    return _desk_of(role, organisation) if organisation else None


def of_person(role: str, found: PersonSeen) -> Addressee:
    """A member: by the way they declared, if it is alive; else by mail, then by text message, then on paper."""
    ways = tuple(_ways(found))
    phone = next((way.address for way in _phones(found)), "")
    mail = next((way.address for way in ways if way.channel == "email"), "")
    return Addressee(
        role, found.public, "member", found.language,
        Recipient(name=found.name, called=found.called or found.given, lines=_lines(found)), ways,
        code=phone or mail, hint=f"{found.given[:1]}. {found.family[:1]}., {found.born_on.year}",
        dead=found.dead_on is not None,
    )  # fmt: skip


def _ways(found: PersonSeen) -> Iterator[Way]:
    every = [*_mails(found), *_phones(found), *_posts(found)]
    yield from (way for way in every if way.channel == found.contact_by)
    yield from (way for way in every if way.channel != found.contact_by)


def _mails(found: PersonSeen) -> list[Way]:
    return [] if "no-email" in found.needs else [Way("email", value) for value in _alive(found, "email")]


def _phones(found: PersonSeen) -> list[Way]:
    numbers = (re.sub(r"[^\d+]", "", value) for value in _alive(found, "phone"))
    return [Way("sms", number) for number in numbers if re.fullmatch(r"\+[1-9]\d{6,14}", number)]


def _posts(found: PersonSeen) -> list[Way]:
    return [Way("post", value) for value in _alive(found, "post")] or [Way("post", "")]


def _alive(found: PersonSeen, system: str) -> Iterator[str]:
    """Their own, confirmed ones first; what came back once is never tried again."""
    yield from (one.value for one in found.contacts
                if one.system == system and not one.whose and one.state != "dead")  # fmt: skip


def _lines(found: PersonSeen) -> tuple[str, ...]:
    told = next(iter(_alive(found, "post")), "")
    return tuple(line.strip() for line in re.split(r"[\n,]", told) if line.strip())[:5]


def _doctor(role: str, found: recipients.Doctor) -> Addressee:
    lines = tuple(line for line in (found.organisation, found.city) if line)
    return Addressee(
        role, found.key, "doctor", found.language, Recipient(name=found.name, called=found.name, lines=lines),
        _desk(found.email), code=found.email, hint=found.name,
    )  # fmt: skip


def _desk_of(role: str, found: recipients.Organisation) -> Addressee:
    """A centre or a clinic reads several languages: the first of its own that our letters have."""
    ours = texts.languages()
    own = found.languages or AT_CLINICS.get(found.country, ("en",))
    language = next((one for one in own if one in ours), own[0])
    lines = tuple(line for line in (found.city, found.country) if line)
    desk = found.desk or found.email
    return Addressee(
        role, found.key, "clinic" if role == "clinic" else "centre", language,
        Recipient(name=found.name, lines=lines), _desk(desk), code=desk, hint=found.name,
    )  # fmt: skip


def _desk(address: str) -> tuple[Way, ...]:
    reached = bool(address) and not has_bounced(KONSIL, address)
    return (Way("email", address), Way("post", "")) if reached else (Way("post", ""),)
