"""Two insurers, each with an operator and a programme of its own, side by side in one database; all invented.

Nobody of one house may ever learn anything of the other: what is of a house holds its canary.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from psycopg.conninfo import conninfo_to_dict

from konsil import library
from konsil.core.case import Actor
from konsil.store import programmes
from konsil.store import record as store
from konsil.store.models import (
    Centre,
    ContactPoint,
    Cover,
    Membership,
    Organisation,
    Party,
    Person,
    Policy,
    Population,
    PopulationReader,
    Practitioner,
)
from konsil.store.registers.entrances import issue_token

PASSWORD = "four quiet horses drink"
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass
class House:
    """An insurer, its operator, its programme, one member and one case of hers."""

    payer: str
    operator: str
    programme: str
    member: str
    canary: str  # a word that stands in everything of this house and nowhere else
    case: str = ""
    number: str = ""

    def actor(self, role: str = "coordinator", name: str = "Arta Kola") -> Actor:
        return Actor(name, role, self.payer if role == "payer" else self.operator)

    def token(self, role: str = "coordinator") -> str:
        return issue_token(self.payer if role == "payer" else self.operator, role, f"{self.operator} {role}", "a test")


@dataclass
class Houses:
    """Both, and the centre and the doctor that both know."""

    ours: House
    theirs: House
    centre: str = "nordhaven"
    doctor: str = "dr-leka"


def built() -> Houses:
    """Both houses, committed if no test's transaction is around it."""
    with transaction.atomic():
        _organisation("nordhaven", "centre", "Nordhaven Klinik")
        Centre.objects.create(organisation_id="nordhaven", languages=["en"], desk="desk@nordhaven.example")
        Party.objects.create(key="dr-leka", kind="person")
        Practitioner.objects.create(
            party_id="dr-leka", name="Dr Leka", email="leka@example.al", from_on=date(2024, 1, 1)
        )
        ours = _house("albsig-jete", "mediguide", "albsig-mso", "Elira", "Hoxha", "elira@example.al")
        theirs = _house("tjeter-jete", "tjeter-guide", "tjeter-mso", "Lumja", "Kanarina", "lumja@example.al")
    return Houses(ours, theirs)


def opened(house: House, **told: Any) -> str:
    """A case of the house's member; its public id."""
    fact = {"member": house.member, "diagnosis_words": f"{house.canary} has a lump", **told}
    found = store.open(house.actor(), house.programme, fact, key=f"open-{house.programme}")
    house.case, house.number = found.answer["case"], found.answer["number"]
    return house.case


def account(email: str, name: str, *roles: tuple[str, str]) -> Any:
    """An account with roles at organisations, and `PASSWORD`."""
    made = get_user_model().objects.create_user(email, PASSWORD, name=name)
    for role, organisation in roles:
        Membership.objects.create(account=made, organisation_id=organisation, role=role, from_at=LONG_AGO)
    return made


def act_as(party: str, account: str = "a test") -> None:
    """The party of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT konsil.act_as(%s, %s)", (party, account))


def _house(payer: str, operator: str, programme: str, given: str, family: str, email: str) -> House:
    act_as(payer)
    _organisation(payer, "payer", f"{family} {payer}")
    _organisation(operator, "operator", f"{family} {operator}")
    population = Population.objects.create(key=f"{payer}-members", keeper_id=payer, country="AL")
    PopulationReader.objects.create(population=population, party=operator)
    act_as(operator)
    person = Person.objects.create(
        population=population, given=given, family=family, born_on=date(1974, 5, 2), language="sq"
    )
    Party.objects.create(key=person.public, kind="person")
    ContactPoint.objects.create(person=person, system="email", value=email, from_on=date(2024, 1, 1))
    policy = Policy.objects.create(
        number=f"P-{programme}", payer_id=payer, programme=programme, kind="individual", from_on=date(2024, 1, 1)
    )
    Cover.objects.create(policy=policy, person=person, number=f"M-{programme}", from_on=date(2024, 1, 1))
    folder = {
        path: text.replace("albsig-jete", payer).replace("mediguide", operator).replace("albsig-mso", programme)
        for path, text in library.folder("albsig-mso").items()
    }
    programmes.install(folder, by="a test")
    return House(payer, operator, programme, person.public, family)


def _organisation(key: str, kind: str, name: str) -> None:
    Party.objects.create(key=key, kind="organisation")
    Organisation.objects.create(party_id=key, kind=kind, name=name)


@contextmanager
def working(database: Any) -> Iterator[None]:
    """The block runs as the worker's role, which mints what the web only asks for."""
    told = conninfo_to_dict(database.dsn("work"))
    mine = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update({"USER": told["user"], "PASSWORD": told.get("password", "")})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(mine)
