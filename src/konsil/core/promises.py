"""Promises (R8): cycles derived from the entries; nothing about them is stored here.

A cycle is (promise, item, number): from a live start to what met it. Voiding the start cancels it; voiding
what met it reopens the same cycle with the mark `met-withdrawn`; a new start is a new cycle.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Literal

from konsil.core.case import Case, Entry
from konsil.core.items import Items, sees
from konsil.core.outcome import ends, survives
from konsil.core.programme import Promise
from konsil.core.revisions import tightened
from konsil.core.worktime import Calendar, Pause

State = Literal["running", "paused", "late", "met", "met-late", "cancelled"]
OPEN: frozenset[State] = frozenset(("running", "paused", "late"))


@dataclass
class Cycle:
    """One run of a promise. `due` is None while an open pause holds it; exclusive for days and months."""

    promise: str
    items: Items
    number: int
    start: Entry
    began: datetime
    due: datetime | None = None
    exclusive: bool = False
    met: Entry | None = None
    kept_by: Entry | None = None  # the live fact that keeps it met
    cancelled: Entry | None = None
    ended: bool = False
    halts: tuple[Pause, ...] = ()
    capped: tuple[datetime, str] | None = None  # the start of the span that caps it, and the fact it is from
    calendar: Calendar | None = None  # the revision it is counted on
    tightened: bool = False  # a change of the calendar would have made it late at a stroke
    marks: list[str] = field(default_factory=list)

    def state(self, now: datetime) -> State:
        """Where it stands at an instant; what was met stays met (clocks §5.3)."""
        if self.met:
            return "met-late" if self.due and self._past(self.met.at) else "met"
        if self.cancelled or self.ended:
            return "cancelled"
        if self.due is None:
            return "paused"
        if self._past(now):
            return "late"
        return "paused" if any(begin <= now and (end is None or now < end) for begin, end in self.halts) else "running"

    def presses(self, now: datetime, promise: Promise) -> bool:
        """Whether it asks for anything yet: one that warns of nothing rests until its time is up."""
        return self.open(now) and (bool(promise.warn) or self.state(now) == "late")

    def open(self, now: datetime) -> bool:
        return self.state(now) in OPEN

    def _past(self, at: datetime) -> bool:
        assert self.due is not None
        return at >= self.due if self.exclusive else at > self.due


def cycles(case: Case) -> tuple[Cycle, ...]:
    """Every cycle of every promise, computed once a case version."""
    return case.derived("cycles", lambda: _every(case), lambda *_: None)


def _every(case: Case) -> tuple[Cycle, ...]:
    ended = bool(ends(case))
    return tuple(cycle for key in case.programme.promises for cycle in cycles_of(case, key, ended))


def cycles_of(case: Case, key: str, ended: bool = False) -> tuple[Cycle, ...]:
    """The cycles of one promise, over all its items, with their due instants."""
    promise = case.programme.promises[key]

    def unmoved(before: tuple[Cycle, ...], entry: Entry) -> tuple[Cycle, ...] | None:
        return before if case.adds(entry) and not _moves(case, promise, entry) else None

    found = case.derived(("cycles", key), lambda: _counted(case, key, promise), unmoved)
    if not ended or survives(case.programme, promise):
        return found
    return tuple(replace(cycle, ended=True) for cycle in found)


def _counted(case: Case, key: str, promise: Promise) -> tuple[Cycle, ...]:
    if promise.of not in case.standing_named:
        return ()
    found = tuple(c for items in _bearers(case, promise) for c in _walk(case, key, promise, items))
    for cycle in found:
        halts = (halt for pause in promise.pauses for halt in _halts(case, pause, cycle))
        cycle.halts = tuple(_until_met(halts, cycle.met))
        _count(case, promise, cycle)
    return found


def _moves(case: Case, promise: Promise, entry: Entry) -> bool:
    """Whether an entry that takes nothing back can matter to a promise: it starts, meets, caps or halts it, or
    opens an item that carries it."""
    name = entry.name
    return (
        name == promise.of
        or name in promise.met_by
        or bool(promise.per and entry.fact.opens == promise.per)
        or bool(promise.not_after and name == promise.not_after[1])
        or any(name in case.programme.pauses[key].edges for key in promise.pauses)
    )


def late_items(case: Case, key: str, now: datetime) -> tuple[Items, ...]:
    """For `overdue key`: the items of the cycles that are late and still open."""
    return tuple(c.items for c in cycles_of(case, key) if c.state(now) == "late")


def _bearers(case: Case, promise: Promise) -> Iterator[Items]:
    """The items that carry the promise. A start that sees no live item of the kind carries it
    itself, so that nobody is off the hook because the item was not opened yet."""
    if not promise.per:
        yield {}
        return
    live = [case.opened[promise.per, name] for name in case.seen.items(promise.per)]
    yield from (items for (kind, _), items in case.opened.items() if kind == promise.per)
    for start in case.seen.named.get(promise.of, ()):
        if promise.per not in start.items and not any(sees(start.items, its) for its in live):
            yield start.items


def _walk(case: Case, key: str, promise: Promise, items: Items) -> Iterator[Cycle]:
    """A cycle that was met when its start is voided stays met: results never change. A live start
    while a cycle is open does not restart it."""
    voided_by, open_, number = case.fold.voided_by, None, 0
    for entry in _concerned(case, promise):
        if open_ and voided_by.get(open_.start.seq) is entry:
            open_.cancelled = None if open_.met else entry
            yield open_
            open_ = None
        elif open_ and open_.kept_by and voided_by.get(open_.kept_by.seq) is entry:
            _withdraw(case, promise, open_, entry)
        if not sees(items, entry.items) or (promise.per in items and _before_its_item(case, promise, items, entry)):
            continue
        if entry.name == promise.of and _starts(promise, entry) and (open_ is None or open_.met):
            if open_:
                yield open_
            number += 1
            open_ = Cycle(key, items, number, entry, _began(promise, entry))
        if entry.name in promise.met_by and open_ and not open_.met:
            open_.met = open_.kept_by = entry
    if open_:
        yield open_


def _withdraw(case: Case, promise: Promise, cycle: Cycle, voider: Entry) -> None:
    """What met a cycle was voided: it is open again. Not so if the voider meets it too (the first to meet it
    counts), nor if the ground went as well and the whole step begins anew: a centre withdraws, and with it
    goes the offer that was sent. A bounce voids the sending alone."""
    assert cycle.kept_by
    if voider.name in promise.met_by:
        cycle.kept_by = voider
    elif _ground_went(case, cycle.kept_by, voider):
        cycle.kept_by = None
    else:
        cycle.met = cycle.kept_by = None
        cycle.marks.append("met-withdrawn")


def _ground_went(case: Case, met: Entry, voider: Entry) -> bool:
    """Whether the voider took what the meeting fact rested on by its gate."""
    names = {name for atom in case.programme.flow[met.name].after for name in atom.any_of}
    ground = (e for name in names for e in case.standing_named.get(name, ()) if sees(met.items, e.items))
    return any(case.fold.voided_by.get(e.seq) is voider for e in ground)


def _concerned(case: Case, promise: Promise) -> list[Entry]:
    """The entries that can move a promise: its starts, what meets it, and what voids one of these."""
    named = [e for name in {promise.of, *promise.met_by} for e in case.standing_named.get(name, ())]
    voiders = [v for e in named if (v := case.fold.voided_by.get(e.seq))]
    return sorted({e.seq: e for e in (*named, *voiders)}.values(), key=lambda e: e.seq)


def _before_its_item(case: Case, promise: Promise, items: Items, entry: Entry) -> bool:
    """A start that was voided before the item existed is no start for the item."""
    voider = case.fold.voided_by.get(entry.seq)
    if voider is None:
        return False
    opener = next(e for e in case.entries if e.fact.opens == promise.per and e.items == items)
    return voider.seq < opener.seq


def _starts(promise: Promise, entry: Entry) -> bool:
    return not promise.field or getattr(entry.fact, promise.field) is not None


def _began(promise: Promise, start: Entry) -> datetime:
    if not promise.field:
        return start.at
    told: date | datetime = getattr(start.fact, promise.field)
    return told if isinstance(told, datetime) else datetime.combine(told, time(), promise.calendar.zone)


def _count(case: Case, promise: Promise, cycle: Cycle) -> None:
    """The due instant, on the calendar as it was known first; each later revision moves what is still open when it
    becomes known, and what is met, cancelled or late by then keeps the due instant it had (clocks §5.6)."""
    first, *later = (*promise.former, promise.calendar)
    _count_on(first, case, promise, cycle)
    for calendar in later:
        known, before = calendar.known_from, cycle.due
        if known is None or _is_over(cycle, known):
            return
        _count_on(calendar, case, promise, cycle)
        cycle.due, cycle.tightened = tightened(known, before, cycle.due, calendar)
        cycle.exclusive = cycle.exclusive and not cycle.tightened


def _is_over(cycle: Cycle, at: datetime) -> bool:
    ended = next((entry.at for entry in (cycle.met, cycle.cancelled) if entry), None)
    return (ended is not None and ended <= at) or (cycle.due is not None and cycle.due <= at)


def _count_on(calendar: Calendar, case: Case, promise: Promise, cycle: Cycle) -> None:
    """The end of its span, or of the span that caps it, whichever is earlier."""
    convention = promise.convention
    cycle.calendar, cycle.capped = calendar, None
    cycle.due = calendar.add(cycle.began, promise.within, cycle.halts, convention)
    cycle.exclusive = not promise.within.timed and convention.due == "end_of_day"
    if promise.not_after and (start := _cap_start(case, promise.not_after[1], cycle)):
        cap = calendar.add(start.at, promise.not_after[0], cycle.halts, convention)
        if cap is not None and (cycle.due is None or cap < cycle.due):
            cycle.due, cycle.capped = cap, (start.at, start.name)
            cycle.exclusive = not promise.not_after[0].timed and convention.due == "end_of_day"


def _cap_start(case: Case, name: str, cycle: Cycle) -> Entry | None:
    before = [e for e in case.standing_named.get(name, ()) if e.seq <= cycle.start.seq and sees(cycle.items, e.items)]
    return before[-1] if before else None


def _halts(case: Case, key: str, cycle: Cycle) -> Iterator[Pause]:
    """The stretches of a pause that this cycle sees; voiding the fact that began it ends it too, and so does the
    longest time it may last, on the promise's own calendar."""
    pause, calendar = case.programme.pauses[key], case.programme.promises[cycle.promise].calendar
    for begin, until in stretches(case, (pause.begins,), (pause.until,), cycle.items):
        last = calendar.add(begin, pause.at_most) if pause.at_most else None
        yield begin, min(filter(None, (until, last)), default=None)


def _until_met(halts: Iterable[Pause], met: Entry | None) -> Iterator[Pause]:
    """What came to pass after a cycle was met changes it no more: a pause open then closed then (clocks §5.3)."""
    for begin, until in halts:
        if met is None:
            yield begin, until
        elif begin < met.at:
            yield begin, min(until or met.at, met.at)


def stretches(case: Case, begins: Iterable[str], until: Iterable[str], items: Items) -> Iterator[Pause]:
    """From a fact that begins to one that ends, or to what voids the beginning; the last may be open."""
    begins, until = frozenset(begins), frozenset(until)
    if begins.isdisjoint(case.standing_named):
        return
    halt: Entry | None = None
    for entry in case.standing:
        seen = sees(items, entry.items)
        if halt and ((entry.name in until and seen) or case.fold.voided_by.get(halt.seq) is entry):
            yield halt.at, entry.at
            halt = None
        if entry.name in begins and seen and not halt:
            halt = entry
    if halt:
        yield halt.at, None
