"""For the day the line is down (Y33): each evening, for each clinic, the list of tomorrow's papers; for the call centre
a sealed sheet of reserved numbers. Both are encrypted files of the installation, never sent through anything.

A list holds numbers, initials and hours, no name and no date of birth. It is a PDF that opens with the clinic's own
code, so that any computer prints it. From midnight a sheet's numbers are dead; a week later its file is gone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from konsil.core.case import Actor
from konsil.core.facts import attendance
from konsil.core.programme import Programme
from konsil.core.texts import Texts
from konsil.gates import typst
from konsil.letters import models
from konsil.letters.models import Coordinator, Recipient
from konsil.store import programmes
from konsil.store.queries import clinic, recipients, visits
from konsil.store.queries.reading import now, reading
from konsil.store.queries.visits import PaperLine
from konsil.store.registers import sheets
from konsil.work import packs, sending_as
from konsil.work.worker import KONSIL

NUMBERS = 40  # on a sheet: more than a call centre reads out in a morning
FROM = 18  # the hour after which tomorrow's files are made
KEPT = 7  # days


@dataclass(frozen=True)
class Ground:
    """What every file of one programme's day rests on."""

    programme: Programme
    texts: Texts
    actor: Actor
    day: date
    language: str
    at: datetime


def evening() -> None:
    """Make what is due: tomorrow's files in the evening, and those of today anew while papers still change."""
    with reading(KONSIL):
        at = now()
    for programme, texts in _with_visits():
        local = at.astimezone(programme.zone)
        days = [local.date()] if local.hour < FROM else [local.date(), local.date() + timedelta(1)]
        for day in days:
            prepare(Ground(programme, texts, _for(programme.operator), day, programme.languages[0], at))
    packs.clear(at.date() - timedelta(KEPT))


def prepare(ground: Ground) -> None:
    """The files of one day: the sheet once, or again where its file was lost; the lists as papers are now."""
    key, operator = ground.programme.key, ground.actor.party
    numbers = sheets.sheet(ground.actor, ground.day)
    if not numbers or not any(one.programme == key for one in packs.packs(operator, ground.day)):
        numbers = numbers or sheets.lay(ground.actor, key, ground.day, NUMBERS)
        packs.put_marks(ground.day, key, numbers)
        packs.put(ground.day, key, operator, _sheet(ground, numbers))
    for one in sorted({seen.clinic for seen in visits.between(ground.actor, ground.day, ground.day)}):
        packs.put(ground.day, key, one, _list(ground, one))


# -- the papers --------------------------------------------------------------------------------------------------------


def _list(ground: Ground, clinic_key: str) -> bytes:
    names = clinic.names(ground.actor)
    valid = [one for one in visits.papers_of(ground.actor, clinic_key, ground.day) if one.state == "valid"]
    found = recipients.organisation(ground.actor, clinic_key)
    return _made(ground, clinic_key, models.Pack(
        **_head(ground, found.name if found else clinic_key), day=ground.day, made_at=ground.at,
        rows=tuple(_row(one, names) for one in valid),
    ))  # fmt: skip


def _row(one: PaperLine, names: clinic.Names) -> models.PackRow:
    place = names.places.get(one.location)
    return models.PackRow(
        number=one.number, initials=initials(one.person), starts=one.starts, services=", ".join(one.services),
        place=(place.city or place.name) if place else "", extends=one.extends,
    )  # fmt: skip


def initials(name: str) -> str:
    """`Ștefania-Maria Țîrlea` as `Ș.-M. Ț.`: enough to call somebody by, too little to know whom."""
    return " ".join("-".join(f"{part[0].upper()}." for part in word.split("-") if part) for word in name.split()) or "—"


def _sheet(ground: Ground, numbers: Iterable[str]) -> bytes:
    found = recipients.organisation(ground.actor, ground.actor.party)
    return _made(ground, ground.actor.party, models.Sheet(
        **_head(ground, found.name if found else ground.actor.party), day=ground.day, numbers=tuple(numbers),
    ))  # fmt: skip


def _head(ground: Ground, name: str) -> dict[str, Any]:
    here = recipients.here(ground.actor)
    return {
        "sender": sending_as.sender(ground.programme, ground.texts, ground.language, here),
        "recipient": Recipient(name=name),
        "coordinator": Coordinator(name=name, phone=ground.programme.contact.phone),
        "written_on": ground.at.astimezone(ground.programme.zone).date(),
    }


def _made(ground: Ground, party: str, letter: models.Letter) -> bytes:
    return sealed(typst.paper(letter, ground.language), packs.code(party))


def sealed(pdf: bytes, password: str) -> bytes:
    """A PDF that opens with a code alone (AES-256)."""
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner=password, user=password, R=6))
    return out.getvalue()


def _for(party: str) -> Actor:
    """The worker, with an organisation's sight."""
    return Actor(KONSIL.name, KONSIL.role, party)


def _with_visits() -> Iterator[tuple[Programme, Texts]]:
    for key in sorted({one.key for one in programmes.installed()}):
        found = programmes.in_force(key)
        programme, texts = programmes.programme(found.hash) if found else (None, None)
        if programme and texts and attendance.CheckedIn.name in programme.flow:
            yield programme, texts
