"""An invented operator's desk: ranked centres, four colleagues, a clock that stands, and cases played from journeys."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

from django.db import connection
from django.test import Client

from konsil.core.case import Actor
from konsil.core.journey import Journey, Step, steps_of
from konsil.store import record as store
from konsil.store.models import (
    Centre,
    ContactPoint,
    Cover,
    Document,
    Organisation,
    Party,
    Person,
    Policy,
    Practitioner,
    Ranking,
)
from konsil.store.registers import people
from two_houses import Houses, account, act_as, built

MORNING = datetime(2026, 11, 25, 9, 20, tzinfo=UTC)  # Wednesday, 10:20 in Tirana
RANKED = ("nordhaven", "clairval", "kaltenbrunn", "st-brigid", "belvale")
NAMES = {"arta": "Arta Dervishi", "eva": "Eva Toska", "marku": "Dr. Petrit Marku", "besa": "Besa Hoti"}


@dataclass
class Desk:
    """The houses, and who sits at the desk of the first."""

    houses: Houses
    owner: Any  # a connection as the owner of the database: the clock is not the application's to move
    members: dict[str, str] = field(default_factory=dict)

    def client(self, who: str = "arta", language: str = "en") -> Client:
        """Somebody's browser, signed in with both factors."""
        from django.contrib.auth import get_user_model

        client = Client()
        client.force_login(get_user_model().objects.get(email=f"{who}@mediguide.example"))
        session = client.session
        session["proved"] = True
        session.save()
        client.cookies["language"] = language
        return client

    def stand(self, at: datetime | None) -> None:
        """The clock of this database stands at an instant; or goes, as in production."""
        self.owner.execute("UPDATE instance SET kind = %s, stands_at = %s", ["demo" if at else "production", at])

    def actor(self, role: str = "coordinator", who: str = "arta") -> Actor:
        return Actor(NAMES[who], role, "mediguide")


def laid(owner: Any) -> Desk:
    """Everything but cases."""
    desk = Desk(built(), owner)
    desk.stand(MORNING)
    for rank, key in enumerate(RANKED, 1):
        if key != "nordhaven":
            Party.objects.create(key=key, kind="organisation")
            Organisation.objects.create(party_id=key, kind="centre", name=key.title(), city="Shembull")
            Centre.objects.create(organisation_id=key, languages=["en"], desk=f"{key}@centre.example")
        for disease in "CDGIKM":
            Ranking.objects.create(
                disease=disease, centre_id=key, rank=rank, source="Invented List", published_on=date(2026, 6, 15),
                from_on=date(2026, 1, 1),
            )  # fmt: skip
    for doctor in ("dr-prifti", "dr-gjoni", "dr-sula"):
        Party.objects.create(key=doctor, kind="person")
        Practitioner.objects.create(party_id=doctor, name=doctor.title(), from_on=date(2024, 1, 1))
    account("arta@mediguide.example", NAMES["arta"], ("coordinator", "mediguide"))
    account("besa@mediguide.example", NAMES["besa"], ("coordinator", "mediguide"))
    account("eva@mediguide.example", NAMES["eva"], ("supervisor", "mediguide"))
    account("marku@mediguide.example", NAMES["marku"], ("medical-officer", "mediguide"))
    desk.members["elira"] = desk.houses.ours.member
    people.add_contact(desk.actor(), desk.members["elira"], "phone", "+355 69 000 0078")
    return desk


def member(desk: Desk, given: str, *, family: str = "Hoxha", until: date | None = None, card: str = "") -> str:
    """One more person of the insurer's, covered until a day; the public id."""
    act_as("mediguide")
    first = Person.objects.get(public=desk.houses.ours.member)
    person = Person.objects.create(
        population=first.population, given=given, family=family, born_on=date(1980, 3, 2), language="sq"
    )
    Party.objects.create(key=person.public, kind="person")
    ContactPoint.objects.create(person=person, system="phone", value="+355 69 000 0077", from_on=date(2024, 1, 1))
    policy = Policy.objects.get(number="P-albsig-mso")
    Cover.objects.create(
        policy=policy, person=person, number=f"M-{given}", card=card, from_on=date(2024, 1, 1), until_on=until
    )
    desk.members[given.lower()] = person.public
    return person.public


def journeys() -> dict[str, Journey]:
    """The demo's cases, by the first word after their number."""
    told = tomllib.loads((files("konsil.demo") / "journeys.toml").read_text("utf8"))
    found = [Journey.model_validate(one) for one in told["journey"]]
    return {one.name.partition(" ")[2].partition(":")[0].lower(): one for one in found}


def play(desk: Desk, name: str, upto: str = "") -> str:
    """One of the demo's cases, recorded step by step through the real store; its public id."""
    known = journeys()
    steps = steps_of(known[name], {one.name: one for one in known.values()})
    if upto:
        names = [step.fact for step in steps]
        steps = steps[: names.index(upto) + 1]
    public = ""
    for number, step in enumerate(steps):
        public = _take(desk, public, step, f"{name}-{number}")
    desk.stand(MORNING)
    return public


def _take(desk: Desk, public: str, step: Step, key: str) -> str:
    desk.stand(step.at)
    role, _, rest = step.who.partition(":")
    party, _, name = rest.partition("/")
    actor = Actor(NAMES.get(name, name or party), role, _party(desk, party))
    told = _told(desk, public, dict(step.told))
    if not public:
        opened: str = store.open(actor, "albsig-mso", told, key=key).answer["case"]
        return opened
    store.record(actor, public, step.fact, told, key=key, second=NAMES.get(step.second, step.second))
    return public


def _party(desk: Desk, word: str) -> str:
    return desk.members["elira"] if word.startswith("p_") else word


def _told(desk: Desk, public: str, told: dict[str, Any]) -> dict[str, Any]:
    """A step's data: the member is ours, names are of accounts, and a document is filed before it is named."""
    for name, value in told.items():
        if name == "owner":
            told[name] = NAMES[value]
        elif isinstance(value, str) and value.startswith("p_"):
            told[name] = desk.members["elira"]
        elif isinstance(value, str) and value.startswith("d_"):
            told[name] = filed(public, value)
        elif isinstance(value, list) and value and str(value[0]).startswith("d_"):
            told[name] = [filed(public, one) for one in value]
    return told


def filed(public: str, name: str) -> str:
    """A clean document of a case; the same name is filed once."""
    from konsil.store.models import Case

    with connection.cursor():
        act_as("mediguide")
    case = Case.objects.get(public=public)
    found = Document.objects.filter(case=case, name=f"{name}.pdf").first()
    made = found or Document.objects.create(
        case=case, person_id=case.person_id, kind="record", name=f"{name}.pdf", sha256=name.encode().ljust(32, b"0"),
        size=10, mime="application/pdf", state="clean", uploaded_by="a test", party="mediguide", uploaded_at=MORNING,
    )  # fmt: skip
    return str(made.public)


def text(html: str) -> str:
    """What a reader reads, its blanks folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def page(desk: Desk, case: str, query: str = "", who: str = "arta", language: str = "en") -> str:
    """The case page as somebody of the desk gets it."""
    got = desk.client(who, language).get(f"/work/{case}{query}")
    assert got.status_code == 200
    return got.content.decode()
