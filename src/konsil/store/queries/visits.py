"""Visits as they are found: a clinic's day, a paper as reception sees it, the wait-list, a month's statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from konsil.core.case import Actor
from konsil.store.queries.reading import as_json, made, reading, rows


@dataclass(frozen=True)
class VisitSeen:
    """A visit at a clinic. `state`: booked, authorised, suspended, checked-in, performed, signed, unsigned; missed,
    not-performed, cancelled, called-off, closed. `day` is local; `paper` the number of the base that lives."""

    case: str
    number: str
    booking: str
    person: str
    born_on: date | None
    clinic: str
    location: str
    starts: datetime
    ends: datetime | None
    day: date
    state: str
    services: tuple[str, ...]
    paper: str
    direct: bool


VISIT = (
    "SELECT v.public, v.number, v.booking, v.person, v.born_on, v.clinic, v.location, v.starts, v.ends, v.day, v.state,"
    " v.services, v.paper, v.direct FROM visit v"
)


def of_day(actor: Actor, day: date, location: str = "") -> tuple[VisitSeen, ...]:
    """The visits of a local day at the actor's clinic, by the hour."""
    with reading(actor):
        found = rows(
            f"{VISIT} WHERE v.clinic = (SELECT konsil.party()) AND v.day = %s AND %s IN ('', v.location)"
            " ORDER BY v.starts, v.public, v.booking",
            day, location,
        )  # fmt: skip
    return made(VisitSeen, found)


def between(actor: Actor, first: date, last: date, clinic: str = "") -> tuple[VisitSeen, ...]:
    """The visits of these days under programmes that the actor runs, at a clinic or at all."""
    with reading(actor):
        found = rows(
            f"{VISIT} WHERE v.operator = (SELECT konsil.party()) AND v.day BETWEEN %s AND %s AND %s IN ('', v.clinic)"
            " ORDER BY v.starts, v.public, v.booking",
            first, last, clinic,
        )  # fmt: skip
    return made(VisitSeen, found)


def uncovered(actor: Actor) -> tuple[VisitSeen, ...]:
    """The visits ahead on whose day the insured's cover no longer holds, the next first, for a decision (Y25)."""
    with reading(actor):
        found = rows(
            f"{VISIT} JOIN cases c ON c.id = v.case_id JOIN programme_version p ON p.id = c.programme_id"
            " WHERE v.operator = (SELECT konsil.party()) AND v.starts > konsil.clock()"
            " AND v.state IN ('booked', 'authorised', 'suspended') AND NOT EXISTS ("
            "  SELECT FROM cover o JOIN policy y ON y.id = o.policy_id"
            "  WHERE o.person_id = c.person_id AND y.programme = p.key AND y.payer_id = p.payer"
            "  AND konsil.holds_on(o.from_on, o.until_on, v.day) AND konsil.holds_on(y.from_on, y.until_on, v.day))"
            " ORDER BY v.starts, v.public, v.booking"
        )
    return made(VisitSeen, found)


@dataclass(frozen=True)
class PaperSeen:
    """A paper as found under a number. Where `verdict` is `unknown` or `other-clinic` nothing else is told (R30).

    Else it is valid, other-day, used, suspended, moved, cancelled, called-off, revoked, struck or closed; `replaced_by`
    the number that follows a moved visit's, `extends` the base of one that was added on the spot.
    """

    verdict: str
    number: str = ""
    day: date | None = None
    extends: str = ""
    replaced_by: str = ""
    case: str = ""
    booking: str = ""
    item: str = ""
    person: str = ""
    born_on: date | None = None
    starts: datetime | None = None
    used_at: datetime | None = None


def paper(actor: Actor, said: str, *, signed: bool = False) -> PaperSeen:
    """What a number is to the actor's clinic, or to whoever issued it, as typed, said or scanned. `signed`: it stood in
    a code whose signature was verified, so that another clinic's may be told from one that is nobody's."""
    with reading(actor):
        told = as_json(rows("SELECT konsil.paper_v1(%s, %s)", said, signed)[0][0])
    for key in ("day", "born_on"):
        told[key] = date.fromisoformat(told[key]) if told.get(key) else None
    for key in ("starts", "used_at"):
        told[key] = datetime.fromisoformat(told[key]) if told.get(key) else None
    return PaperSeen(**told)


@dataclass(frozen=True)
class PaperLine:
    """A paper of a clinic's day, for a list that works without a line."""

    number: str
    item: str
    extends: str
    state: str
    person: str
    starts: datetime
    location: str
    services: tuple[str, ...]


def papers_of(actor: Actor, clinic: str, day: date) -> tuple[PaperLine, ...]:
    """Every paper of a clinic's local day with its state, by the hour: the valid ones are the outage pack, the others
    what must not be honoured any more."""
    with reading(actor):
        found = rows(
            "SELECT a.number, a.item, a.extends, a.state, v.person, v.starts, v.location, v.services"
            " FROM authorisation a JOIN visit v ON (v.case_id, v.booking) = (a.case_id, a.booking)"
            " WHERE a.clinic = %s AND a.day = %s ORDER BY v.starts, a.number",
            clinic, day,
        )  # fmt: skip
    return made(PaperLine, found)


@dataclass(frozen=True)
class ScanSeen:
    """What reception tried and was not let: which paper, why, when, how, and where. `case` is empty where the number is
    nobody's."""

    number_key: str
    case: str
    clinic: str
    account: str
    why: str
    scanned: str
    rule: str
    at: datetime
    told_at: datetime


def scans(actor: Actor, since: datetime, case: str = "") -> tuple[ScanSeen, ...]:
    """What was tried with papers that the actor issued, or at its own desk, the newest first."""
    with reading(actor):
        found = rows(
            "SELECT s.number_key, coalesce(c.public, ''), s.clinic, s.account, s.why, s.scanned, s.rule, s.at,"
            " s.told_at FROM scan s LEFT JOIN cases c ON c.id = s.case_id"
            " WHERE s.told_at >= %s AND %s IN ('', c.public) ORDER BY s.told_at DESC, s.at DESC",
            since, case,
        )  # fmt: skip
    return made(ScanSeen, found)


@dataclass(frozen=True)
class ReversedSeen:
    """A check-in that was taken back on the same day (Y29)."""

    number: str
    clinic: str
    account: str
    at: datetime
    reversed_at: datetime
    because: str


def reversals(actor: Actor, since: datetime) -> tuple[ReversedSeen, ...]:
    """The check-ins taken back since then, the newest first: both scans stay visible to the payer."""
    with reading(actor):
        found = rows(
            "SELECT a.number, a.clinic, r.account, r.at, r.reversed_at, r.reversed_because FROM redemption r"
            " JOIN authorisation a ON a.number_key = r.number_key"
            " WHERE r.reversed_at >= %s ORDER BY r.reversed_at DESC",
            since,
        )
    return made(ReversedSeen, found)


Reserved = Literal["reserved", "used", "other-day", "unknown"]


def reserved(actor: Actor, said: str) -> Reserved:
    """Whether a number read out from the sealed sheet is good today (Y33)."""
    with reading(actor):
        found: Reserved = rows("SELECT konsil.reserved_v1(%s)", said)[0][0]
    return found


@dataclass(frozen=True)
class InsuredSeen:
    """An insured person whom a clinic may open a request for."""

    person: str
    given: str
    family: str


def insured(actor: Actor, programme: str, number: str, born_on: date) -> tuple[InsuredSeen, ...]:
    """Who has this number of a card or a policy and was born on this day, for a clinic with an agreement (O04)."""
    with reading(actor):
        found = rows("SELECT * FROM konsil.insured_v1(%s, %s, %s)", programme, number.strip(), born_on)
    return made(InsuredSeen, found)


# -- the wait-list -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WishSeen:
    """Somebody who waits for a time that is given up."""

    case: str
    number: str
    item: str
    clinic: str
    services: tuple[tuple[str, int], ...]
    earliest: date
    latest: date
    since: datetime


def wishes(
    actor: Actor, clinic: str = "", day: date | None = None, services: Sequence[str] = ()
) -> tuple[WishSeen, ...]:
    """Who waits, the longest first: for a clinic, a day, services that lie among these; each where it is told (X19)."""
    with reading(actor):
        found = rows(
            "SELECT c.public, c.number, w.item, w.clinic, w.services, w.earliest, w.latest, w.since FROM wish w"
            " JOIN cases c ON c.id = w.case_id WHERE w.state = 'wanted' AND (%s = '' OR w.clinic IN ('', %s))"
            " AND coalesce(%s BETWEEN w.earliest AND w.latest, true) AND (%s = '{}'::text[] OR NOT EXISTS ("
            "  SELECT FROM jsonb_array_elements(w.services) s WHERE s ->> 'service' <> ALL (%s)))"
            " ORDER BY w.since, w.case_id, w.item",
            clinic, clinic, day, list(services), list(services),
        )  # fmt: skip
    told = [(*row[:4], tuple((one["service"], one["quantity"]) for one in as_json(row[4])), *row[5:]) for row in found]
    return made(WishSeen, told)


# -- a month's statement -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LineSeen:
    """A service that was done, at the price of its day. `held` says why it is not charged: not-authorised, unsigned,
    no-price; empty where it is."""

    case: str
    booking: str
    paper: str
    day: date
    service: str
    quantity: int
    price: Decimal | None
    currency: str
    held: str

    @property
    def amount(self) -> Decimal:
        """What it comes to; nothing while it is held."""
        return Decimal(0) if self.held or self.price is None else self.price * self.quantity


def statement(actor: Actor, clinic: str, first: date, last: date) -> tuple[LineSeen, ...]:
    """Everything a clinic did between two days, both included, for the payers the actor may see; held lines too."""
    with reading(actor):
        found = rows(
            "SELECT c.number, s.booking, s.paper, s.day, s.service, s.quantity, s.price, s.currency, s.held"
            " FROM service_line s JOIN cases c ON c.id = s.case_id"
            " WHERE s.clinic = %s AND s.day BETWEEN %s AND %s ORDER BY s.day, c.number, s.seq, s.place",
            clinic, first, last,
        )  # fmt: skip
    return made(LineSeen, found)
