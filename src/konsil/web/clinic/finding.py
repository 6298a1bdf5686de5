"""From what was scanned or typed to what it means here (R30).

A code of ours is believed only where its key signed it; then its clinic and its day may be said, whoever holds it. A
typed number is looked for among this clinic's own papers, and of any other nothing is said.
"""

from datetime import date

from konsil.core import slip
from konsil.core.seal import read_number
from konsil.door.actor import Acting
from konsil.gates.keys import keyring, slips
from konsil.store import scans
from konsil.store.queries import cases, visits
from konsil.store.queries.clinic import Names, PlaceSeen
from konsil.web.clinic.verdict import Verdict, of_visit
from konsil.web.clinic.visit import visit_of

WHY = {  # what a scan that opens no door is kept as
    "used": "authorisation-used",
    "other-day": "authorisation-for-another-day",
    "other-clinic": "other-clinic",
    "held": "visit-suspended",
    "off": "visit-called-off",
    "forged": "forged",
}


def verdict(acting: Acting, names: Names, said: str, today: date, place: PlaceSeen | None) -> Verdict:
    """What a paper means at this desk today."""
    number = said.strip()
    if (signed := slip.read(number)) is not None:
        if (stranger := _judged(number, signed.slip, acting.reader.party, today)) is not None:
            return stranger
        number = signed.slip.number
    if read_number(number) is None:
        return Verdict("unknown", number)
    return _ours(acting, number, today, place)


def _judged(code: str, told: slip.Slip, party: str, today: date) -> Verdict | None:
    """What the code alone says; None where it is genuine and this clinic's, so that the visit says the rest."""
    judged = slip.judge(code, slip.Known(slips.public(keyring(), today)), party, today, slips.check)
    if judged in ("forged", "unknown-key"):
        return Verdict("forged")
    return Verdict("other-clinic", day=told.day) if judged == "other-clinic" else None


def _ours(acting: Acting, number: str, today: date, place: PlaceSeen | None) -> Verdict:
    found = visits.paper(acting.reader, number)
    if not found.case:
        return Verdict("unknown", number)
    known = cases.whole(acting.reader, found.case)
    visit = visit_of(known.case, found.case, known.number, found.booking)
    if visit is None or visit.clinic != acting.reader.party:
        return Verdict("unknown", number)
    return of_visit(visit, number, today, place.public if place else "")


def tell(acting: Acting, said: str, verdict: Verdict, way: str) -> None:
    """Keep a scan that opens no door, for the clinic and for whoever issued the paper (R5)."""
    if verdict.key in WHY:
        scans.tried(acting.reader, verdict.number or said[:60], WHY[verdict.key], scanned=way)


def refused(acting: Acting, seat_numbers: tuple[str, ...], why: str, way: str) -> None:
    """Keep a check-in that was turned away: another desk was quicker, or it is not the day (R5)."""
    if why in WHY.values() and seat_numbers:
        scans.tried(acting.reader, seat_numbers[0], why, scanned=way)
