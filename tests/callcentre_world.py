"""A call centre's desk over the world of clinics: accounts, a clock that stands, browsers, and what pages say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from clinics_world import AGENT, CLEAR, CONSULTATION, DOCTOR, IMAGING, PAYER, RECEPTION, World, built, carried
from konsil.store.queries.cases import whole
from konsil.store.registers import people
from two_houses import account

MORNING = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # Wednesday, ten o'clock in Bucharest
PHONE = "+40 700 000 071"
SEATS = {"ioana": ("Ioana Pop", "call-centre"), "radu": ("Radu Ionescu", "supervisor"),
         "vlad": ("Dr. Ana Vlad", "medical-reviewer")}  # fmt: skip


@dataclass
class Calls:
    """The world of clinics, and who sits at the insurer's desks."""

    world: World
    owner: Any  # a connection as the owner of the database: the clock is not the application's to move
    at: datetime = MORNING
    keys: int = field(default=0)

    @property
    def insured(self) -> str:
        return self.world.insured

    def client(self, who: str = "ioana", language: str = "en") -> Client:
        """Somebody's browser, signed in with both factors."""
        from django.contrib.auth import get_user_model

        client = Client()
        client.force_login(get_user_model().objects.get(email=f"{who}@asigurator.example"))
        session = client.session
        session["proved"] = True
        session.save()
        client.cookies["language"] = language
        return client

    def stand(self, at: datetime | None) -> None:
        """The clock of this database stands at an instant; or goes, as in production."""
        self.owner.execute("UPDATE instance SET kind = %s, stands_at = %s", ["demo" if at else "production", at])
        self.at = at or MORNING

    def later(self, **span: int) -> datetime:
        """The clock stands so much later."""
        self.stand(self.at + timedelta(**span))
        return self.at

    def page(self, where: str, who: str = "ioana", language: str = "en", status: int = 200) -> str:
        """A page as somebody gets it."""
        got = self.client(who, language).get(where)
        assert got.status_code == status, (got.status_code, got.content[:400])
        return str(got.content.decode())

    def send(self, where: str, told: dict[str, Any], who: str = "ioana") -> HttpResponse:
        """A form that somebody sends; its key is its own."""
        self.keys += 1
        found: HttpResponse = self.client(who).post(where, {"key": f"a-form-of-the-desk-{self.keys}", **told})
        return found

    def names(self, case: str) -> list[str]:
        """The facts recorded on a case, in order."""
        return [entry.name for entry in whole(AGENT, case).case.entries]

    def booked(self, *codes: str) -> tuple[str, str]:
        """A request by telephone and its booking at the first free time: the case, and the item."""
        wanted = codes or (CONSULTATION,)
        case = self.world.opened(*wanted)
        free = self.world.slot(*wanted, since=self.at + timedelta(hours=1))
        return case, self.world.booked(case, free, *wanted)

    def authorised(self, *codes: str) -> tuple[str, str]:
        """The same with its paper."""
        case, booking = self.booked(*codes)
        carried(case, "authorisation.issued", AGENT, booking=booking, lines=lines(*codes or (CONSULTATION,)))
        return case, booking

    def inside(self, *codes: str) -> tuple[str, str]:
        """The same on its day, checked in at the clinic."""
        case, booking = self.authorised(*codes)
        from konsil.web.clinic.visit import visit_of

        found = visit_of(whole(AGENT, case).case, case, "", booking)
        assert found
        self.stand(found.starts)
        carried(case, "visit.checked-in", RECEPTION, booking=booking, documents=["identity-document"])
        return case, booking

    def waiting(self, code: str = IMAGING, why: str = "Swelling behind the lens") -> tuple[str, str]:
        """A patient waits at the clinic for one more service: the case, and what was asked."""
        case, booking = self.inside()
        told = carried(case, "extension.asked", DOCTOR, booking=booking, lines=lines(code), why=why)
        return case, str(told.answer["items"]["asking"])


def lines(*codes: str) -> list[dict[str, str]]:
    return [{"service": code} for code in codes]


def laid(owner: Any) -> Calls:
    """Everything but cases."""
    calls = Calls(built(), owner)
    calls.stand(MORNING)
    for who, (name, role) in SEATS.items():
        account(f"{who}@asigurator.example", name, (role, PAYER))
    account("maria@ochiul.example", "Maria Rus", ("clinic", CLEAR))
    people.add_contact(AGENT, calls.world.insured, "phone", PHONE)
    return calls


def text(html: str) -> str:
    """What a reader reads, its blanks folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()
