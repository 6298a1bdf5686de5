"""What is derived from a case and kept for finding: ways in, cycles, lines of worklists. Pure; the SQL compares
and writes (R7, R8). A projection is never read to decide anything."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from konsil.core import ball, promises, steps, visits
from konsil.core.case import Case, Entry, View
from konsil.core.disclosure import Access, access, opens_ways
from konsil.core.facts.course import Assigned
from konsil.core.facts.request import findings
from konsil.core.outcome import ends
from konsil.core.parties import holders
from konsil.core.promises import Cycle

EVERYTHING = ("enquiry", "internal", "medical", "money", "personal", "status")
AT_HOME = frozenset(("member", "relative", "konsil"))  # roles without a worklist


def ways(case: Case) -> tuple[Access, ...]:
    """Who has a way into the case. A role that reads nothing still has one: it may record what is its own.
    The worker reads everything, since it writes the letters."""

    def unmoved(before: tuple[Access, ...], entry: Entry) -> tuple[Access, ...] | None:
        return before if case.adds(entry) and not opens_ways(entry) else None

    return case.derived("ways", lambda: _ways(case), unmoved)


def _ways(case: Case) -> tuple[Access, ...]:
    found = set(access(case)) | {Access("konsil", "konsil", EVERYTHING)}
    led = {(way.party, way.role) for way in found}
    for role in case.programme.roles:
        found |= {Access(party, role, ()) for party in holders(case.seen, role) if (party, role) not in led}
    return tuple(sorted(found))


def way_rows(case: Case, before: Case | None = None) -> list[dict[str, Any]] | None:
    """The ways into the case as rows, or None if the last entry changed none of them."""
    if before and before.entries and ways(case) == ways(before):
        return None
    return [asdict(way) for way in ways(case)]


def cycles(case: Case, now: datetime, before: Case | None = None) -> list[dict[str, Any]]:
    """The cycles that the last entry touched, as rows; all of them where there is no case before.

    An open one comes with its warnings; the SQL picks the first that is not written yet.
    """
    old = {_name(one): _standing(one) for one in promises.cycles(before)} if before and before.entries else {}
    return [_cycle(case, one, now) for one in promises.cycles(case) if old.get(_name(one)) != _standing(one)]


def _name(cycle: Cycle) -> tuple[object, ...]:
    return cycle.promise, tuple(sorted(cycle.items.items())), cycle.number


def _standing(cycle: Cycle) -> tuple[object, ...]:
    return cycle.began, cycle.due, cycle.met and cycle.met.seq, bool(cycle.cancelled), cycle.ended, cycle.halts


def _cycle(case: Case, cycle: Cycle, now: datetime) -> dict[str, Any]:
    promise, state = case.programme.promises[cycle.promise], cycle.state(now)
    return {
        "promise": cycle.promise,
        "item": item_of(case, cycle),
        "number": cycle.number,
        "started_at": cycle.began.isoformat(),
        "due_at": cycle.due.isoformat() if cycle.due else None,
        "exclusive": cycle.exclusive,
        "state": {"late": "running", "met-late": "met"}.get(state, state),
        "met_at": cycle.met.at.isoformat() if cycle.met else None,
        "owes": promise.owes,
        "to_role": promise.to,
        "soft": promise.soft,
        "provisional": (cycle.calendar or promise.calendar).is_provisional(cycle.began, cycle.due),
        "marks": list(_marks(case, cycle)) if cycle.due and cycle.open(now) else [],
        "shares": _shares(case, cycle, now),
    }


def _shares(case: Case, cycle: Cycle, now: datetime) -> dict[str, int]:
    """Once it is met or late: the working minutes of its way so far, by who held the ball (Y38)."""
    end = cycle.met.at if cycle.met else now
    if not cycle.met and cycle.state(now) != "late":
        return {}
    calendar = case.programme.promises[cycle.promise].calendar
    found = ball.shares(case, cycle.began, end, calendar)
    return {holder: int(time.total_seconds() // 60) for holder, time in found.items()}


def item_of(case: Case, cycle: Cycle) -> str:
    """The item a cycle runs for, or empty: a cycle that waits for its item runs for what its start is about."""
    per = case.programme.promises[cycle.promise].per
    return cycle.items.get(per, "") if per else ""


def _marks(case: Case, cycle: Cycle) -> Iterator[tuple[str, str]]:
    """The warnings before the due instant, and the due instant itself."""
    promise, due = case.programme.promises[cycle.promise], cycle.due
    assert due is not None
    found = (cycle.calendar or promise.calendar).mark_instants(
        cycle.began, promise.within, promise.warn, cycle.halts, promise.convention
    )
    yield from ((mark, at.isoformat()) for mark, at in found if mark != "due" and at < due)
    yield "due", due.isoformat()


def work(case: Case, now: datetime) -> list[dict[str, Any]]:
    """One line a party that works on the case. What they have in common is looked for once."""
    roles: dict[str, set[str]] = {}
    named: set[str] = set()
    for way in ways(case):
        if way.scope and way.role not in AT_HOME and not _is_payer(case, way):
            roles.setdefault(way.party, set()).add(way.role)
            if "medical" in way.scope:
                named.add(way.party)
    running = sorted((one for one in promises.cycles(case) if one.open(now)), key=_by_due)
    common = {
        "owner": owner(case.seen),
        "urgency": _urgency(case.seen),
        "flags": tuple(_flags(case.seen)),
        "open": bool(running) or not ends(case),
    }
    pressing = [one for one in running if one.presses(now, case.programme.promises[one.promise])]
    lines, ahead = [], dict[tuple[object, ...], dict[str, Any]]()
    for party, held in sorted(roles.items()):
        first, mine = _first(case, pressing, party, held)
        if first and _name(first) not in ahead:
            ahead[_name(first)] = _ahead(case, first, now)
        told = ahead[_name(first)] if first else NOTHING_AHEAD
        lines.append({"party": party, "named": party in named, "mine": mine, **common, **told})
    return lines


def _is_payer(case: Case, way: Access) -> bool:
    return way.party == case.programme.payer and "medical" not in way.scope


def _first(case: Case, running: list[Cycle], party: str, roles: set[str]) -> tuple[Cycle | None, bool]:
    """The promise that a party's line is about: the first it owes, else the first that runs; whether it owes it."""
    if party == case.programme.operator:
        roles = {*roles, "operator"}
    ours = [one for one in running if case.programme.promises[one.promise].owes in roles]
    return next(iter(ours or running), None), bool(ours)


NOTHING_AHEAD: dict[str, Any] = {
    "step": "", "promise": "", "holder": "nobody", "due_at": None, "exclusive": False, "warn_at": None,
    "provisional": False,
}  # fmt: skip


def _ahead(case: Case, cycle: Cycle, now: datetime) -> dict[str, Any]:
    """What a line says of the promise it is about."""
    promise, due = case.programme.promises[cycle.promise], cycle.due
    return {
        "step": steps.next_step(case, promise.met_by, cycle.items, now) or promise.met_by[0],
        "promise": cycle.promise,
        "holder": promise.owes,
        "due_at": due.isoformat() if due else None,
        "exclusive": cycle.exclusive,
        "warn_at": _warning(case, cycle).isoformat() if due else None,
        "provisional": promise.calendar.is_provisional(cycle.began, due),
    }


def _by_due(cycle: Cycle) -> tuple[bool, float]:
    return cycle.due is None, cycle.due.timestamp() if cycle.due else 0


def _warning(case: Case, cycle: Cycle) -> datetime:
    """From when a line is amber: the last warning before the due instant."""
    found = [datetime.fromisoformat(at) for _, at in _marks(case, cycle)]
    assert cycle.due is not None
    return found[-2] if len(found) > 1 else cycle.due - timedelta(hours=4)


def owner(seen: View) -> str:
    """The account that answers for the case now."""
    found = seen.the(Assigned)
    return found.owner if found else ""


def _urgency(seen: View) -> int:
    """2: somebody is waiting for help now, or at a clinic; 1: it is urgent and the advice was given; 0: neither."""
    if visits.waiting(seen) or visits.questioned(seen):
        return 2
    if not seen.has("urgency.reported"):
        return 0
    return 1 if seen.has("urgency.advised") else 2


def _flags(seen: View) -> Iterator[str]:
    told: Iterable[tuple[str, str]] = (
        ("death.reported", "death"),
        ("consent.withdrawn", "withdrawn"),
        ("complaint.made", "complaint"),
        ("records.incomplete", "incomplete"),
    )
    yield from (flag for name, flag in told if seen.has(name))
    if "physical-examination" in findings(seen) and not seen.has("request.declined"):
        yield "examination"
    yield from visits.flags(seen)
