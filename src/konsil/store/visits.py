"""What is derived from the visits of a case and kept for finding: times taken, papers and their use, a line a visit,
wishes, lines of a statement. Pure; the SQL compares and writes (see `konsil.project_visits`)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from konsil.core.case import Case, Entry, View
from konsil.core.facts import attendance, authorisation, visit
from konsil.core.facts.course import Closed

Row = dict[str, Any]

FELL_AWAY = (visit.Cancelled.name, visit.CalledOff.name, Closed.name)
STATES = {  # the first that a visit has is its state
    visit.Cancelled.name: "cancelled",
    visit.CalledOff.name: "called-off",
    Closed.name: "closed",
    attendance.Signed.name: "signed",
    attendance.LeftUnsigned.name: "unsigned",
    visit.NotPerformed.name: "not-performed",
    attendance.Performed.name: "performed",
    attendance.PerformedBeyond.name: "performed",
    visit.Missed.name: "missed",
    attendance.CheckedIn.name: "checked-in",
    visit.Suspended.name: "suspended",
    authorisation.Issued.name: "authorised",
}
VOID = {  # what a paper is after the fact that voided it
    visit.Moved.name: "moved",
    visit.ClinicMoved.name: "moved",
    visit.Cancelled.name: "cancelled",
    visit.CalledOff.name: "called-off",
    authorisation.Revoked.name: "revoked",
}
MOVING = frozenset(  # whatever else is recorded changes nothing here, unless it takes something back
    (
        *STATES, visit.Moved.name, visit.ClinicMoved.name, visit.Booked.name, visit.PlaceWanted.name,
        visit.PlaceOffered.name, visit.PlaceTaken.name, authorisation.Extended.name, attendance.BeyondApproved.name,
    )
)  # fmt: skip
PAPERS = (authorisation.Issued, authorisation.Extended)
TIMES = (visit.Booked, visit.Moved, visit.ClinicMoved)
DONE = (attendance.Performed, attendance.PerformedBeyond)


def rows(case: Case, before: Case | None = None) -> dict[str, list[Row]] | None:
    """What the last entry changed, part by part; everything without a case before. None for a case of another
    service, and where nothing changed."""
    if visit.Booked.name not in case.programme.flow:
        return None
    now, then = _parts(case), _parts(before) if before and before.entries else {}
    changed = {part: told for part, told in now.items() if told != then.get(part, [])}
    return changed or None


def _parts(case: Case) -> dict[str, list[Row]]:
    """Every part, derived anew where the last entry has anything to do with it."""

    def unmoved(before: dict[str, list[Row]], entry: Entry) -> dict[str, list[Row]] | None:
        return before if case.adds(entry) and entry.name not in MOVING else None

    return case.derived("visits", lambda: {part: list(derive(case)) for part, derive in PARTS.items()}, unmoved)


def bookings(case: Case) -> Iterator[tuple[str, View]]:
    """Every booking that was not struck, with what it sees of the case."""
    for kind, item in case.opened:
        if kind == "booking":
            yield item, case.seen.about(case.opened[kind, item])


def state(seen: View) -> str:
    """How the visit in sight stands."""
    return next((told for name, told in STATES.items() if seen.has(name)), "booked")


def timed(seen: View) -> Entry:
    """The entry that set the time of the booking in sight last."""
    return max((entry for kind in TIMES for entry in seen.entries_of(kind)), key=lambda entry: entry.seq)


def _visits(case: Case) -> Iterator[Row]:
    for item, seen in bookings(case):
        made, time = seen.entries_of(visit.Booked)[0], timed(seen)
        papers = [entry.known for entry in seen.entries_of(authorisation.Issued)]
        yield {
            "booking": item,
            **_parties(case, made),
            **_when(time),
            "state": state(seen),
            "services": [line.service for line in visit.booked(seen)],
            "paper": papers[-1].number if papers and isinstance(papers[-1], authorisation.Minted) else "",
            "direct": made.by.role == "clinic",
        }


def _when(entry: Entry) -> Row:
    fact, known = entry.fact, entry.known
    assert isinstance(fact, visit.Time)
    assert isinstance(known, visit.Slot)
    return {
        "location": fact.location,
        "starts": _instant(fact.starts),
        "ends": _instant(known.ends) if known.ends else None,
        "day": (known.day or fact.starts.date()).isoformat(),
    }


def _parties(case: Case, made: Entry) -> Row:
    clinic = getattr(made.fact, "clinic", "")
    return {"clinic": clinic, "operator": case.programme.operator, "payer": case.programme.payer}


def _times(case: Case) -> Iterator[Row]:
    """The times of visits that did not fall away, and those held for somebody on the wait-list until he answers."""
    taken = set()
    for item, seen in bookings(case):
        if not any(map(seen.has, FELL_AWAY)):
            time = timed(seen)
            taken.add(_place(time.fact))
            yield {"item": item, **_when(time), "resources": _resources(time.fact), "services": []}
    for item in case.seen.items("wish"):
        wish = case.seen.about({"wish": item})
        offered, wanted = wish.the(visit.PlaceOffered), wish.the(visit.PlaceWanted)
        if offered and wanted and _place(offered) not in taken and not case.seen.has(Closed.name):
            yield {
                "item": item,
                "location": offered.location,
                "starts": _instant(offered.starts),
                "ends": None,
                "resources": _resources(offered),
                "services": _asked(wanted.services),
            }


def _place(time: object) -> tuple[str, datetime]:
    assert isinstance(time, visit.Time)
    return time.location, time.starts


def _resources(time: object) -> list[str]:
    assert isinstance(time, visit.Time)
    return sorted(time.resources)


def _asked(services: tuple[visit.Ordered, ...]) -> list[Row]:
    return [{"service": line.service, "quantity": line.quantity} for line in services]


def _papers(case: Case) -> Iterator[Row]:
    """Every paper ever issued; one that was struck keeps its number (R30)."""
    issued = [entry for entry in case.entries if isinstance(entry.fact, PAPERS)]
    follows = {e.known.replaces: e.known.number for e in issued if isinstance(e.known, authorisation.Minted)}
    for entry in issued:
        made = _booked(case, entry)
        assert isinstance(entry.known, authorisation.Minted)
        if made and entry.known.number and entry.known.day:
            yield {
                "number": entry.known.number,
                "seq": entry.seq,
                "item": entry.items["authorisation"],
                "booking": entry.items["booking"],
                **_parties(case, made),
                "day": entry.known.day.isoformat(),
                "state": _paper_state(case, entry),
                "extends": entry.known.extends,
                "replaced_by": follows.get(entry.known.number, ""),
            }


def _booked(case: Case, entry: Entry) -> Entry | None:
    """The entry that made the booking an entry is about."""
    mine = (
        e for e in case.entries if isinstance(e.fact, visit.Booked) and e.items["booking"] == entry.items["booking"]
    )
    return next(mine, None)


def _paper_state(case: Case, entry: Entry) -> str:
    """valid, used or suspended while it lives; else what ended it. An extension is used with its services."""
    if entry.seq in case.fold.struck:
        return "struck"
    if by := case.fold.voided_by.get(entry.seq):
        return VOID.get(by.name, "revoked")
    seen = case.seen.about({"booking": entry.items["booking"]})
    if any(map(seen.has, FELL_AWAY)):
        return "closed"
    if seen.has(attendance.CheckedIn.name):
        return "used" if isinstance(entry.fact, authorisation.Issued) else "valid"
    return "suspended" if seen.has(visit.Suspended.name) else "valid"


def _uses(case: Case) -> Iterator[Row]:
    """Each check-in with the paper it took; what was reversed, or struck, says since when and why."""
    issued = [entry for entry in case.entries if entry.name == authorisation.Issued.name]
    for entry in (one for one in case.entries if one.name == attendance.CheckedIn.name):
        assert isinstance(entry.fact, attendance.CheckedIn)
        paper, undone = _taken(issued, entry), _undone(case, entry)
        if paper is not None:
            yield {
                "seq": entry.seq,
                "number": paper.number,
                "at": _instant(entry.at),
                "account": entry.by.name,
                "scanned": entry.fact.scanned,
                "rule": entry.fact.rule,
                "reversed_at": _instant(undone.at) if undone else None,
                "reversed_because": str(getattr(undone.fact, "reason", "")) if undone else "",
            }


def _taken(issued: list[Entry], entry: Entry) -> authorisation.Minted | None:
    """The base that a check-in took: the latest one issued for its booking until then."""
    about = entry.items["booking"]
    found = (e.known for e in reversed(issued) if e.seq < entry.seq and e.items["booking"] == about)
    return next((known for known in found if isinstance(known, authorisation.Minted)), None)


def _undone(case: Case, entry: Entry) -> Entry | None:
    """What took an entry back: the fact that voided it, or the strike."""
    if entry.seq not in case.fold.struck:
        return case.fold.voided_by.get(entry.seq)
    return next((e for e in case.entries if entry.seq in getattr(e.fact, "strikes", ())), None)


def _lines(case: Case) -> Iterator[Row]:
    """Everything that was done, with the price of the day; held back with a reason, or charged (X38, Y32)."""
    for item, seen in bookings(case):
        made = seen.entries_of(visit.Booked)[0]
        paper = next((known.number for _, known in authorisation.papers(seen)), "")
        for entry in sorted((e for kind in DONE for e in seen.entries_of(kind)), key=lambda e: e.seq):
            assert isinstance(entry.fact, DONE)
            for place, line in enumerate(entry.fact.lines, 1):
                yield {
                    "seq": entry.seq,
                    "place": place,
                    "booking": item,
                    **_parties(case, made),
                    "paper": paper,
                    **_priced(seen, entry, line),
                }


def _priced(seen: View, entry: Entry, line: visit.Ordered) -> Row:
    known = entry.known
    assert isinstance(known, attendance.Tariffs)
    price = known.prices.get(line.service)
    return {
        "day": (known.day or entry.at.date()).isoformat(),
        "service": line.service,
        "quantity": line.quantity,
        "price": str(price.amount) if price else None,
        "currency": price.currency if price else "",
        "held": _held(seen, entry, line.service) or ("" if price else "no-price"),
    }


def _held(seen: View, entry: Entry, service: str) -> str:
    """Why a line is not charged, price apart."""
    approved = {code for fact in seen.all(attendance.BeyondApproved) for code in fact.services}
    if isinstance(entry.fact, attendance.PerformedBeyond) and service not in approved:
        return "not-authorised"
    return "" if seen.has(attendance.Signed.name) else "unsigned"


def _wishes(case: Case) -> Iterator[Row]:
    standing = [seen for _, seen in bookings(case) if not any(map(seen.has, FELL_AWAY))]
    for entry in case.seen.entries_of(visit.PlaceWanted):
        assert isinstance(entry.fact, visit.PlaceWanted)
        booked = any(made.seq > entry.seq for seen in standing for made in seen.entries_of(visit.Booked))
        yield {
            "item": entry.items["wish"],
            "operator": case.programme.operator,
            "clinic": entry.fact.at_clinic,
            "services": _asked(entry.fact.services),
            "earliest": entry.fact.earliest.isoformat(),
            "latest": entry.fact.latest.isoformat(),
            "since": _instant(entry.at),
            "state": "booked" if booked else _wish_state(case, entry.items["wish"]),
        }


def _wish_state(case: Case, item: str) -> str:
    seen = case.seen.about({"wish": item})
    if case.seen.has(Closed.name):
        return "over"
    if seen.has(visit.PlaceTaken.name):
        return "taken"
    return "offered" if seen.has(visit.PlaceOffered.name) else "wanted"


def _instant(at: datetime) -> str:
    return at.isoformat()


PARTS: Mapping[str, Callable[[Case], Iterator[Row]]] = {
    "times": _times, "visits": _visits, "papers": _papers, "uses": _uses, "lines": _lines, "wishes": _wishes,
}  # fmt: skip
