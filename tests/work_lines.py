"""A small world in which letters are sent: one programme, four people, three centres, a doctor; all invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from konsil import library
from konsil.core.case import Actor
from konsil.gates.sink import Kept, Sink
from konsil.store import programmes
from konsil.store import record as store
from konsil.store.models import (
    Centre,
    ContactPoint,
    Cover,
    Organisation,
    Party,
    Person,
    Policy,
    Population,
    PopulationReader,
    Practitioner,
    Ranking,
)
from konsil.store.queries.cases import Whole, whole
from konsil.store.queries.reading import now, reading, rows
from konsil.work.worker import KONSIL
from two_houses import account, act_as

ARTA = Actor("Arta Kola", "coordinator", "mediguide")
MARKU = Actor("Dr Marku", "medical-officer", "mediguide")
LONG_AGO = date(2024, 1, 1)
CENTRES = {"nordhaven": "Nordhaven Klinik", "clairval": "Institut Clairval", "st-brigid": "St. Brigid's Centre"}


@dataclass
class World:
    """The people by name, and the folder in which everything arrives that is sent."""

    sink: Sink
    people: dict[str, str] = field(default_factory=dict)
    keys: int = 0

    def person(self, given: str, language: str = "sq", **more: Any) -> str:
        """A member who is covered; `email`, `phone` and `post` are her ways."""
        ways = {system: more.pop(system) for system in ("email", "phone", "post") if system in more}
        with transaction.atomic():
            act_as("mediguide")
            population = Population.objects.get(key="members")
            person = Person.objects.create(
                population=population, given=given, family="Shembull", born_on=date(1974, 5, 2), language=language,
                **more,
            )  # fmt: skip
            Party.objects.create(key=person.public, kind="person")
            for system, value in ways.items():
                ContactPoint.objects.create(person=person, system=system, value=value, from_on=LONG_AGO)
            policy = Policy.objects.create(
                number=f"P-{given}", payer_id="albsig-jete", programme="albsig-mso", kind="individual", from_on=LONG_AGO
            )
            Cover.objects.create(policy=policy, person=person, number=f"M-{given}", from_on=LONG_AGO)
        self.people[given] = person.public
        return person.public

    def opened(self, given: str) -> str:
        """A request of hers that can be accepted; the case's public id."""
        told = {
            "member": self.people[given], "diagnosis": "C50.4", "diagnosis_words": "A lump", "diagnosed_by": "Dr Leka",
            "diagnosed_on": "2026-11-12", "last_seen": str(today()), "last_seen_by": "Dr Leka",
        }  # fmt: skip
        found: str = store.open(ARTA, "albsig-mso", told, key=f"open-{given}").answer["case"]
        return found

    def record(self, case: str, name: str, by: Actor = ARTA, **told: Any) -> int:
        """A fact on a case; its number."""
        self.keys += 1
        return store.record(by, case, name, told, key=f"key-{self.keys}").entry.seq

    def consented(self, given: str) -> tuple[str, int]:
        """A case whose consent form was just let go: public id, and the number of that entry."""
        case = self.opened(given)
        self.record(case, "request.accepted")
        return case, self.record(case, "consent.released", covers=["request-to-doctor", "records-to-centre"])

    def facts(self, case: str) -> list[str]:
        """The names of what stands on the case."""
        return [entry.name for entry in self.case(case).case.fold.live]

    def case(self, public: str) -> Whole:
        return whole(KONSIL, public)

    def sent(self) -> list[Kept]:
        """What arrived, the oldest first."""
        return sorted(self.sink.messages(), key=lambda one: one.order)

    def notices(self, case: str) -> list[tuple[str, Any]]:
        """The open notices of a case, with why."""
        with reading(ARTA):
            return rows(
                "SELECT n.key, n.about ->> 'why' FROM notice n JOIN cases c ON c.id = n.case_id"
                " WHERE c.public = %s AND n.settled_at IS NULL ORDER BY n.id",
                case,
            )  # fmt: skip


def today() -> date:
    return now().date()


def built(sink: Sink) -> World:
    """The world, in the database of this test; committed if no transaction of the test's is around it."""
    with transaction.atomic():
        for key, kind, name in (("albsig-jete", "payer", "Jetë Shembull"), ("mediguide", "operator", "Udhëzues")):
            _organisation(key, kind, name)
        for rank, (key, name) in enumerate(CENTRES.items(), start=1):
            _organisation(key, "centre", name)
            about = {"sq": "Dhjetë mjekë e shqyrtojnë bashkë.", "en": "Ten doctors review it together."}
            centre = Centre.objects.create(
                organisation_id=key, languages=["en"], desk=f"desk@{key}.example", about=about
            )
            Ranking.objects.create(
                disease="C50", centre=centre, rank=rank, source="World Survey", published_on=LONG_AGO, from_on=LONG_AGO
            )
        Party.objects.create(key="dr-leka", kind="person")
        Practitioner.objects.create(
            party_id="dr-leka", name="Dr Leka", email="leka@example.al", language="sq", from_on=LONG_AGO
        )
        population = Population.objects.create(key="members", keeper_id="albsig-jete", country="AL")
        PopulationReader.objects.create(population=population, party="mediguide")
        account("arta@mediguide.example", "Arta Kola", ("coordinator", "mediguide"))
        account("besa@mediguide.example", "Besa Prifti", ("supervisor", "mediguide"))
        programmes.install(library.folder("albsig-mso"), by="a test")
    return World(sink)


def _organisation(key: str, kind: str, name: str) -> None:
    Party.objects.create(key=key, kind="organisation")
    Organisation.objects.create(party_id=key, kind=kind, name=name, city="Tiranë", country="AL")


def in_days(number: int) -> str:
    return str(today() + timedelta(days=number))
