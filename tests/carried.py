"""A case carried on by one of the two houses, fact by fact, under a new key each time."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from hashlib import sha256
from itertools import count
from typing import Any

from konsil import library
from konsil.core.case import Actor
from konsil.core.journey import Journey, actor
from konsil.store import record as store
from konsil.store.models import Case, Centre, Document, Organisation, Party, Person, Ranking
from konsil.store.queries.reading import now, reading
from konsil.store.record import Recorded
from konsil.store.registers import organisations
from two_houses import LONG_AGO, House

THREE = ("nordhaven", "clairval", "st-brigid")
BEGAN = date(2026, 3, 6)  # the first day of the normal way
_keys = count(1)


def carried(house: House, name: str, role: str = "coordinator", *, by: Actor | None = None, **told: Any) -> Recorded:
    """A fact on the house's case, by its operator unless told otherwise."""
    return store.record(by or house.actor(role), house.case, name, told, key=f"carried-{next(_keys)}")


def walked(house: House, until: str = "opinion.delivered") -> list[Recorded]:
    """The normal way of the house's programme, now and through the store, up to and with the first `until`."""
    centres(house)
    way = Journey.model_validate(tomllib.loads(library.folder("albsig-mso")["journeys.toml"])["journey"][0])
    done: list[Recorded] = []
    for step in way.steps:
        who = _of(house, actor(step.who))
        told = _told(house, step.told)
        if step.fact == "request.received":
            done.append(store.open(who, house.programme, told, key=f"carried-{next(_keys)}"))
            house.case = done[-1].answer["case"]
        else:
            done.append(carried(house, step.fact, by=who, **told))
        if step.fact == until:
            break
    return done


def centres(house: House) -> None:
    """Three centres, ranked for the disease of the normal way."""
    by = house.actor("administrator")
    for place, key in enumerate(THREE, 1):
        if not Party.objects.filter(key=key).exists():
            organisations.found(by, key, kind="centre", name=key.title())
        if not Centre.objects.filter(organisation=Organisation.objects.get(party__key=key)).exists():
            organisations.list_centre(by, key, languages=("en",), desk=f"desk@{key}.example")
        if not Ranking.objects.filter(centre__organisation__party__key=key).exists():
            day = LONG_AGO.date()
            organisations.rank(by, "C50", key, place, source="An invented list", published_on=day, from_on=day)


def document(house: House, name: str, state: str = "clean") -> str:
    """A paper of the house's case; its public id."""
    with reading(house.actor()):
        case, person = Case.objects.get(public=house.case), Person.objects.get(public=house.member)
        return Document.objects.create(
            case=case, person=person, kind="record", name=name, sha256=sha256(name.encode()).digest(), size=1,
            mime="application/pdf", state=state, uploaded_by="a test", party=house.operator, uploaded_at=LONG_AGO,
        ).public  # fmt: skip


def _of(house: House, who: Actor) -> Actor:
    party = {"mediguide": house.operator, "albsig-jete": house.payer, "p_elira": house.member}.get(who.party, who.party)
    return Actor(who.name, who.role, party)


def _told(house: House, value: Any) -> Any:
    """What a step tells, with the house's own member and papers, and its days as far from today as from then."""
    match value:
        case dict():
            return {key: _told(house, one) for key, one in value.items()}
        case datetime() | date():
            return value + (now().date() - BEGAN)
        case list():
            return [_told(house, one) for one in value]
        case "p_elira":
            return house.member
        case str() if value.startswith("d_"):
            return document(house, value)
    return value
