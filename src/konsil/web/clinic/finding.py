"""From what was scanned or typed to what it means here (R30).

A code of ours is believed only where its key signed it; then its clinic and its day may be said, whoever holds it. A
typed number is looked for among this clinic's own papers, and of any other nothing is said.
"""

from datetime import date

from konsil.core import slip
from konsil.core.seal import read_number
from konsil.door.actor import Acting
from konsil.gates.keys import keyring, slips
from konsil.store.queries import cases, clinic
from konsil.store.queries.clinic import Names, PlaceSeen
from konsil.store.refusals import NotThere
from konsil.web.clinic.verdict import Verdict, of_visit
from konsil.web.clinic.visit import visit_of


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
    found = clinic.paper(acting.reader, number)
    if found is None:
        return Verdict("unknown", number)
    try:
        known = cases.whole(acting.reader, found.case)
    except NotThere:
        return Verdict("unknown", number)
    visit = visit_of(known.case, found.case, found.number, found.booking)
    if visit is None or visit.clinic != acting.reader.party:
        return Verdict("unknown", number)
    return of_visit(visit, number, today, place.public if place else "")
