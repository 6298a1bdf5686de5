"""A payer's month: what was promised and kept, whose time it was, what came of it; and nobody who is ill (A02, Y38).

A figure is about the cases *asked* in the month, as they stand now. It comes from the projections; `recount` makes
the same month from the log, entry by entry, and both must be equal (X35).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from konsil.core import ball, cells, waiting
from konsil.core import promises as core
from konsil.core.case import Actor, Case
from konsil.core.outcome import ends
from konsil.core.programme import Programme, Promise
from konsil.core.texts import Texts
from konsil.store import programmes, projections
from konsil.store.queries import cases
from konsil.store.queries.payer import PromiseLine, promise_lines
from konsil.store.queries.reading import as_json, now, reading, rows

COUNTER = Actor("konsil", "konsil", "konsil")  # who counts: everything is seen and only figures are given back
MONTHS = 13
SOON = timedelta(days=7)
VERDICTS, CHANGES = ("confirmed", "refined", "changed"), ("adapt", "replace", "changed")


@dataclass(frozen=True)
class Kept:
    """A promise of the contract in the month: how often it was kept, was late, still runs."""

    key: str
    promise: Promise
    kept: int
    late: int
    running: int

    @property
    def of(self) -> int:
        return self.kept + self.late + self.running


@dataclass(frozen=True)
class Late:
    """A promise that was not kept, under the number of its case: working minutes by who held the ball, and whose
    they were most of all. `met_at` is None while it is still owed."""

    number: str
    key: str
    promise: Promise
    due_at: datetime
    met_at: datetime | None
    shares: Mapping[str, int]
    cause: str


@dataclass(frozen=True)
class Risk:
    """Open promises of one kind that fall due within a week."""

    key: str
    promise: Promise
    count: int
    first_due: datetime


@dataclass(frozen=True)
class Answers:
    """What came of the month's cases, small counts hidden (None)."""

    answered: int
    diagnosis: Mapping[str, int | None]
    plan: Mapping[str, int | None]


@dataclass(frozen=True)
class Month:
    """One programme's month. `strip` are thirteen months of (first day, cases kept, cases late)."""

    programme: Programme
    texts: Texts = field(compare=False)
    first: date = date.min
    at: datetime = field(default=datetime.min, compare=False)
    asked: int = 0
    kept: int = 0
    late: int = 0
    promises: tuple[Kept, ...] = ()
    lates: tuple[Late, ...] = ()
    strip: tuple[tuple[date, int, int], ...] = ()
    risks: tuple[Risk, ...] = ()
    complaints: int = 0
    complaints_answered: int = 0
    answers: Answers = Answers(0, {}, {})

    @property
    def running(self) -> int:
        """Cases of the month that are neither all kept nor late yet."""
        return self.asked - self.kept - self.late

    @property
    def causes(self) -> Mapping[str, int]:
        """The late cases by whose time it was in the first promise that was late."""
        first: dict[str, str] = {}
        for one in self.lates:
            first.setdefault(one.number, one.cause)
        return dict(Counter(first.values()).most_common())


def programmes_of(actor: Actor) -> tuple[str, ...]:
    """The keys of the payer's programmes, those with cases first, the oldest before the newer."""
    mine = [one for one in programmes.installed() if one.payer == actor.party]
    keys = tuple(dict.fromkeys(one.key for one in sorted(mine, key=lambda one: one.installed_at)))
    with reading(actor):
        found = rows("SELECT DISTINCT programme FROM konsil.promises_v1('-infinity', 'infinity')")
    used = {key for (key,) in found}
    return tuple(sorted(keys, key=lambda key: key not in used))


def month(actor: Actor, key: str, first: date) -> Month:
    """The month that begins on a day, of one of the payer's programmes, as it stands now. `KeyError` for another's."""
    found, at = _empty(actor, key, first)
    with reading(actor):
        lines = [one for one in promise_lines(actor, *_reach(found.programme, first, at)) if one.programme == key]
        told = as_json(rows("SELECT konsil.month_v1(%s, %s)::text", key, first)[0][0])
    answers = Answers(told["answered"], _sorted(told["diagnosis"]), _sorted(told["plan"]))
    return _counted(actor, found, lines, answers)


@dataclass(frozen=True)
class Recount:
    """The month from the log, and of how much it was counted."""

    month: Month
    cases: int
    entries: int


def recount(actor: Actor, key: str, first: date) -> Recount:
    """The same month from the log: every case derived anew from its entries, no projection looked at."""
    found, at = _empty(actor, key, first)
    begin, until = _reach(found.programme, first, at)
    lines, asked, entries = list[PromiseLine](), list[Case](), 0
    there = _cases(actor, key, begin, until)
    for public, number, opened_at in there:
        with reading(COUNTER):
            case = cases.whole(COUNTER, public).case
        lines += _lines(case, key, number, opened_at, at)
        entries += len(case.entries)
        if _is_of(found.programme, opened_at, first):
            asked.append(case)
    return Recount(_counted(actor, found, lines, _answers(asked)), len(there), entries)


def of_payer(actor: Actor, key: str) -> Iterator[Case]:
    """Every case of a payer's programme, for counting: nothing of one may be shown."""
    for public, _, _ in _cases(actor, key, datetime.min, datetime.max):
        with reading(COUNTER):
            found = cases.whole(COUNTER, public).case
        yield found


def _cases(actor: Actor, key: str, begin: datetime, until: datetime) -> list[tuple[str, str, datetime]]:
    span = [None if one in (datetime.min, datetime.max) else one for one in (begin, until)]
    with reading(COUNTER):
        return [tuple(row) for row in rows(
            "SELECT c.public, c.number, c.opened_at FROM cases c JOIN programme_version v ON v.id = c.programme_id"
            " WHERE c.payer = %s AND v.key = %s AND c.opened_at >= coalesce(%s, '-infinity'::timestamptz)"
            " AND c.opened_at < coalesce(%s, 'infinity'::timestamptz) ORDER BY c.opened_at",
            actor.party, key, *span,
        )]  # fmt: skip


def _empty(actor: Actor, key: str, first: date) -> tuple[Month, datetime]:
    at = now()
    version = programmes.in_force(key, min(_next(first) - timedelta(days=1), at.date()))
    version = version or programmes.in_force(key, at.date())
    if version is None or version.payer != actor.party:
        raise KeyError(key)
    programme, texts = programmes.programme(version.hash)
    return Month(programme, texts, first, at), at


def _reach(programme: Programme, first: date, at: datetime) -> tuple[datetime, datetime]:
    """From thirteen months back until now: what the strip and the open promises need."""
    return _midnight(programme, _months(first)[0]), max(at + timedelta(days=1), _midnight(programme, _next(first)))


def _counted(actor: Actor, empty: Month, lines: Iterable[PromiseLine], answers: Answers) -> Month:
    """Pure but for the time of the late ones, which is derived from their entries in either way of counting."""
    programme, first, at = empty.programme, empty.first, empty.at
    contract = [one for one in lines if one.promise in programme.promises and one.state != "cancelled"
                and programme.promises[one.promise].clause and not one.soft]  # fmt: skip
    lines = list(lines)
    asked = {one.number for one in lines if _is_of(programme, one.opened_at, first)}
    mine = [one for one in contract if one.number in asked]
    states = _states(mine, at)
    late = tuple(_lates(actor, programme, [one for one in mine if _outcome(one, at) == "late"], at))
    complaints = [one for one in lines if one.promise == "complaint-answered" and one.started_at
                  and _is_of(programme, one.started_at, first)]  # fmt: skip
    return replace(
        empty, asked=len(asked), kept=sum(one == "kept" for one in states.values()),
        late=sum(one == "late" for one in states.values()), promises=tuple(_kept(programme, mine, at)), lates=late,
        strip=tuple(_strip(programme, contract, first, at)), risks=tuple(_risks(programme, contract, at)),
        complaints=len(complaints), complaints_answered=sum(one.state == "met" for one in complaints),
        answers=answers,
    )  # fmt: skip


def _outcome(line: PromiseLine, at: datetime) -> str:
    return {"kept-late": "late", "kept": "kept", "late": "late"}.get(line.outcome(at), "running")


def _states(lines: Iterable[PromiseLine], at: datetime) -> dict[str, str]:
    """Of each case: late if one promise was, running if one still is, otherwise kept."""
    found: dict[str, set[str]] = {}
    for line in lines:
        found.setdefault(line.number, set()).add(_outcome(line, at))
    return {number: next(one for one in ("late", "running", "kept") if one in these)
            for number, these in found.items()}  # fmt: skip


def _kept(programme: Programme, lines: list[PromiseLine], at: datetime) -> Iterator[Kept]:
    for key, promise in programme.promises.items():
        found = Counter(_outcome(one, at) for one in lines if one.promise == key)
        if promise.clause and not promise.soft:
            yield Kept(key, promise, found["kept"], found["late"], found["running"])


def _lates(actor: Actor, programme: Programme, lines: list[PromiseLine], at: datetime) -> Iterator[Late]:
    minutes = dict[tuple[str, str, datetime], Mapping[str, int]]()
    for public, number in _publics(actor, {one.number for one in lines}):
        with reading(COUNTER):
            case = cases.whole(COUNTER, public).case
        minutes |= {(number, c.promise, c.began): _minutes(case, c, at) for c in core.cycles(case)}
    for one in sorted(lines, key=_in_order):
        assert one.due_at
        assert one.started_at
        held, promise = minutes[one.number, one.promise, one.started_at], programme.promises[one.promise]
        yield Late(
            one.number, one.promise, promise, one.due_at, one.met_at, waiting.blame(programme, one.promise, held),
            waiting.cause(programme, one.promise, held),
        )  # fmt: skip


def _in_order(line: PromiseLine) -> tuple[Any, ...]:
    return line.due_at, line.number, line.promise, line.started_at, line.met_at or datetime.max.replace(tzinfo=UTC)


def _publics(actor: Actor, numbers: set[str]) -> list[tuple[str, str]]:
    with reading(COUNTER):
        found = rows("SELECT public, number FROM cases WHERE payer = %s AND number = ANY (%s) ORDER BY number",
                     actor.party, sorted(numbers))  # fmt: skip
    return [(public, number) for public, number in found]


def _minutes(case: Case, cycle: core.Cycle, at: datetime) -> Mapping[str, int]:
    began, until = cycle.capped[0] if cycle.capped else cycle.began, cycle.met.at if cycle.met else at
    held = ball.shares(case, began, until, case.programme.promises[cycle.promise].calendar)
    return {holder: int(time.total_seconds() // 60) for holder, time in held.items()}


def _strip(
    programme: Programme, lines: list[PromiseLine], first: date, at: datetime
) -> Iterator[tuple[date, int, int]]:
    for one in _months(first):
        states = _states((line for line in lines if _is_of(programme, line.opened_at, one)), at).values()
        yield one, sum(state == "kept" for state in states), sum(state == "late" for state in states)


def _risks(programme: Programme, lines: list[PromiseLine], at: datetime) -> Iterator[Risk]:
    for key, promise in programme.promises.items():
        due = [one.due_at for one in lines if one.promise == key and one.state == "running" and one.due_at
               and at <= one.due_at <= at + SOON]  # fmt: skip
        if due:
            yield Risk(key, promise, len(due), min(due))


def _answers(asked: Iterable[Case]) -> Answers:
    """From the log what `konsil.month_v1` counts in the database."""
    found = [told for case in asked if (told := _answer(case))]
    says = Counter(verdict if verdict in VERDICTS else "open" for verdict, _ in found)
    changed = sum(changes for _, changes in found)
    diagnosis = cells.told({key: says[key] for key in (*VERDICTS, "open")})
    plan = cells.told({"changed": changed, "kept": len(found) - changed})
    return Answers(len(found), _sorted(diagnosis), _sorted(plan))


def _answer(case: Case) -> tuple[str, bool] | None:
    """What the opinion that was handed over last says of the first diagnosis, and whether it changes the plan."""
    for delivered in reversed(case.standing_named.get("opinion.delivered", ())):
        coded: list[Any] = [e.fact for e in case.standing_named.get("opinion.coded", ()) if e.seq < delivered.seq
                            and e.items["opinion"] == delivered.items["opinion"]]  # fmt: skip
        if coded:
            return coded[-1].diagnosis[0].says, any(one.says in CHANGES for one in coded[-1].plan)
    return None


def _lines(case: Case, key: str, number: str, opened_at: datetime, at: datetime) -> Iterator[PromiseLine]:
    """The lines that the projections of this case should hold."""
    ended = next(iter(ends(case)), "")
    for row in projections.cycles(case, at):
        told = (row[f"{one}_at"] for one in ("started", "due", "met"))
        began, due, met = (at and datetime.fromisoformat(at) for at in told)
        yield PromiseLine(
            number, key, opened_at, ended, row["promise"], row["owes"], row["soft"], began, due, row["exclusive"], met,
            row["state"], row["shares"],
        )  # fmt: skip


def _sorted(told: Mapping[str, int | None]) -> dict[str, int | None]:
    return dict(sorted(told.items()))


def _is_of(programme: Programme, at: datetime, first: date) -> bool:
    return at.astimezone(programme.zone).date().replace(day=1) == first


def _midnight(programme: Programme, on: date) -> datetime:
    return datetime.combine(on, time(), programme.zone)


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _months(last: date) -> list[date]:
    found = [last]
    while len(found) < MONTHS:
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return found
