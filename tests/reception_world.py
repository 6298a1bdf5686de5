"""Two receptions over the world of clinics: browsers signed in, papers with their codes, a clock that stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from clinics_world import AGENT, CLEAR, CONSULTATION, OTHER, PAYER, RECEPTION, World, built, carried, issued
from konsil.core.case import Actor
from konsil.core.facts.authorisation import Extended, Issued
from konsil.store.queries import slots
from konsil.store.queries.cases import whole
from konsil.work import slips
from two_houses import account

MORNING = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)  # Wednesday, half past seven in Bucharest
SEATS = {"maria": ("Maria Rus", CLEAR), "elena": ("Elena Dima", OTHER)}


@dataclass(frozen=True)
class Slip:
    """A paper as the insured carries it."""

    case: str
    booking: str
    number: str
    code: str
    starts: datetime


@dataclass
class Desks:
    """The world, and who sits at the receptions."""

    world: World
    owner: Any  # a connection as the owner of the database: the clock is not the application's to move
    keys: int = field(default=0)

    def stand(self, at: datetime | None) -> None:
        """The clock of this database stands at an instant; or goes, as in production."""
        self.owner.execute("UPDATE instance SET kind = %s, stands_at = %s", ["demo" if at else "production", at])

    def client(self, who: str = "maria", language: str = "en") -> Client:
        """Somebody's browser, signed in with both factors."""
        from django.contrib.auth import get_user_model

        client = Client()
        client.force_login(get_user_model().objects.get(email=f"{who}@clinica.example"))
        session = client.session
        session["proved"] = True
        session.save()
        client.cookies["language"] = language
        return client

    def paper(self, *, clinic: str = CLEAR, days: int = 0, **more: Any) -> Slip:
        """A paper for the first free time, so many days from this morning."""
        since = MORNING + timedelta(days=days)
        case = self.world.opened(CONSULTATION)
        free = slots.free(AGENT, {CONSULTATION: 1}, clinic=clinic, since=since, most=1)[0]
        booking = self.world.booked(case, free, CONSULTATION)
        number = issued(case, booking, CONSULTATION, **more)
        return Slip(case, booking, number, self.code(case, number), free.starts)

    def code(self, case: str, number: str) -> str:
        """What the QR of this number says."""
        known = whole(AGENT, case).case
        entry = next(
            one for one in known.entries
            if isinstance(one.fact, Issued | Extended) and getattr(one.known, "number", "") == number
        )  # fmt: skip
        return slips.code(known, entry)

    def facts(self, case: str) -> list[tuple[str, datetime]]:
        """What is recorded on a case, and when it happened."""
        return [(entry.name, entry.at) for entry in whole(AGENT, case).case.entries]

    def checked_in(self, slip: Slip, by: Actor = RECEPTION) -> None:
        carried(slip.case, "visit.checked-in", by, booking=slip.booking, documents=["identity-document"])


def laid(owner: Any) -> Desks:
    """Everything but cases."""
    desks = Desks(built(), owner)
    desks.stand(MORNING)
    for who, (name, clinic) in SEATS.items():
        account(f"{who}@clinica.example", name, ("clinic", clinic))
    account("ioana@clinica.example", "Ioana Pop", ("call-centre", PAYER))
    return desks
