"""A case is the list of facts recorded on it; everything else is derived (DESIGN, one idea)."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from pydantic import BaseModel

from konsil.core.fact import Fact
from konsil.core.items import Items, number, sees
from konsil.core.programme import Programme

T = TypeVar("T", bound=BaseModel)
F = TypeVar("F", bound=Fact)
D = TypeVar("D")
Named = Mapping[str, tuple["Entry", ...]]
Opened = Mapping[tuple[str, str], Items]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account's name, the role it acts in, the party it belongs to, and for whom."""

    name: str
    role: str
    party: str
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True)
class Overridden:
    """R16a: which refusal was set aside, why, and by whom."""

    key: str
    reason: str
    by: Actor
    second: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded fact. `at` is when it happened, `recorded` the database's instant; both are aware."""

    seq: int
    fact: Fact
    known: object  # the evidence
    items: Items  # the named items and their parents
    at: datetime
    recorded: datetime
    by: Actor
    second: str = ""
    overrides: tuple[Overridden, ...] = ()

    @property
    def name(self) -> str:
        return self.fact.name


class Live:
    """Live entries by name, and what each set of items sees of them: found once, shared by every view of them."""

    def __init__(self, live: tuple[Entry, ...], named: Named | None = None) -> None:
        self.live = live
        self.named = by_name(live) if named is None else named
        self._about: dict[frozenset[tuple[str, str]], Live] = {}

    def about(self, items: Items) -> "Live":
        """R1: the entries without those of other items."""
        key = frozenset(items.items())
        if key not in self._about:
            self._about[key] = Live(tuple(entry for entry in self.live if sees(items, entry.items)))
        return self._about[key]

    def grown(self, entry: Entry) -> "Live":
        """The same with one live entry more, for whatever items have looked already."""
        after = Live((*self.live, entry), with_name(self.named, entry))
        for key, seen in self._about.copy().items():  # another thread may be looking
            after._about[key] = seen.grown(entry) if sees(dict(key), entry.items) else seen
        return after


def by_name(entries: Iterable[Entry]) -> Named:
    """Entries by the name of their fact, in order."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.name].append(entry)
    return {name: tuple(those) for name, those in found.items()}


def with_name(named: Named, entry: Entry) -> Named:
    """The same with one entry more."""
    return {**named, entry.name: (*named.get(entry.name, ()), entry)}


@dataclass(frozen=True)
class View:
    """The live entries, as some items see them."""

    programme: Programme
    lives: Live
    at: datetime | None = None
    late: Mapping[str, tuple[Items, ...]] = field(default_factory=dict)  # promise -> items in sight of it

    @property
    def live(self) -> tuple[Entry, ...]:
        return self.lives.live

    @property
    def named(self) -> Mapping[str, tuple[Entry, ...]]:
        return self.lives.named

    def has(self, name: str) -> bool:
        return name in self.named

    def about(self, items: Items) -> "View":
        """R1: the case without the entries of other items. Folded first, then looked at."""
        if not items:
            return self
        late = {key: tuple(i for i in found if sees(items, i)) for key, found in self.late.items()}
        return View(self.programme, self.lives.about(items), self.at, late)

    def overdue(self, promise: str) -> bool:
        return bool(self.late.get(promise))

    def items(self, kind: str) -> tuple[str, ...]:
        """The live items of a kind: those whose opening fact is live."""
        return tuple(e.items[kind] for e in self.live if e.fact.opens == kind)

    def entries_of(self, kind: type[Fact]) -> tuple[Entry, ...]:
        return self.named.get(kind.name, ())

    def all(self, kind: type[F]) -> tuple[F, ...]:
        return tuple(e.fact for e in self.entries_of(kind) if isinstance(e.fact, kind))

    def the(self, kind: type[F]) -> F | None:
        """The latest live fact of this class."""
        found = self.all(kind)
        return found[-1] if found else None

    def terms(self, kind: type[T]) -> T:
        return self.programme.terms(kind)


@dataclass(frozen=True)
class Fold:
    """What one pass over the entries finds."""

    live: tuple[Entry, ...]
    voided_by: Mapping[int, Entry]
    struck: frozenset[int]

    def grown(self, entry: Entry, voids: Iterable[str]) -> "Fold":
        """The same after one entry that voids what it sees of these names."""
        gone = {e.seq: entry for e in self.live if e.name in voids and sees(entry.items, e.items)} if voids else {}
        live = tuple(e for e in self.live if e.seq not in gone) if gone else self.live
        return Fold((*live, entry), {**self.voided_by, **gone} if gone else self.voided_by, self.struck)


@dataclass(frozen=True)
class Case:
    """A programme and the entries recorded under it, in the order of `seq`.

    What is derived from it is derived once a version and grows with it: `with_` passes on what was found, each
    with the number of entries it was found among, and `derived` looks only at the entries since.
    """

    programme: Programme = field(repr=False)
    entries: tuple[Entry, ...] = ()
    found: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    earlier: Mapping[Hashable, tuple[int, Any]] = field(default_factory=dict, compare=False, repr=False)

    def derived(self, key: Hashable, make: Callable[[], D], grow: Callable[[D, Entry], D | None]) -> D:
        """What `make` finds. `grow` says what an earlier finding becomes by one entry more; None: look anew."""
        if key not in self.found:
            grown = self._grown(key, grow)
            self.found[key] = make() if grown is None else grown
        told: D = self.found[key]
        return told

    def _grown(self, key: Hashable, grow: Callable[[D, Entry], D | None]) -> D | None:
        count, known = self.earlier.get(key, (0, None))
        found: D | None = known
        for entry in self.entries[count:]:
            if found is None:
                return None
            found = grow(found, entry)
        return found

    def adds(self, entry: Entry) -> bool:
        """Whether an entry takes nothing back: what does not look for its name stays as it was."""
        return not strikes(entry) and entry.seq not in self._voiders

    @cached_property
    def fold(self) -> Fold:
        return self.derived("fold", lambda: fold(self.programme, self.entries), self._folded)

    def _folded(self, before: Fold, entry: Entry) -> Fold | None:
        return None if strikes(entry) else before.grown(entry, self.programme.flow[entry.name].voids)

    @cached_property
    def _voiders(self) -> frozenset[int]:
        return frozenset(entry.seq for entry in self.fold.voided_by.values())

    @cached_property
    def _lives(self) -> Live:
        return self.derived("lives", lambda: Live(self.fold.live), self._lives_with)

    def _lives_with(self, before: Live, entry: Entry) -> Live | None:
        return before.grown(entry) if self.adds(entry) else None

    @cached_property
    def standing(self) -> tuple[Entry, ...]:
        """The history without what was struck."""
        return tuple(e for e in self.entries if e.seq not in self.fold.struck) if self.fold.struck else self.entries

    @cached_property
    def standing_named(self) -> Named:
        return self.derived(
            "standing", lambda: by_name(self.standing),
            lambda old, entry: None if strikes(entry) else with_name(old, entry),
        )  # fmt: skip

    @cached_property
    def opened(self) -> Opened:
        """Every item ever opened, with its parents."""
        return self.derived("opened", lambda: _opened(self.standing), self._opened_by)

    def _opened_by(
        self, before: Mapping[tuple[str, str], Items], entry: Entry
    ) -> Mapping[tuple[str, str], Items] | None:
        return None if strikes(entry) else {**before, **_opened((entry,))} if entry.fact.opens else before

    @cached_property
    def seen(self) -> View:
        """The whole case, at no particular time."""
        return View(self.programme, self._lives)

    def view(self, at: datetime | None = None) -> View:
        return View(self.programme, self._lives, at)

    def next_item(self, kind: str) -> str:
        """The id the next item of a kind will get; struck openers keep their number."""
        return number(kind, sum(e.fact.opens == kind for e in self.entries))

    def with_(self, entry: Entry) -> "Case":
        """The case with one entry more, and what is known of it already."""
        count = len(self.entries)
        earlier = {**self.earlier, **{key: (count, found) for key, found in self.found.copy().items()}}
        return Case(self.programme, (*self.entries, entry), earlier=earlier)

    def upto(self, seq: int) -> "Case":
        """The case as it stood after this entry."""
        return Case(self.programme, tuple(e for e in self.entries if e.seq <= seq))


def _opened(entries: Iterable[Entry]) -> Opened:
    found = ((e.fact.opens, e.items) for e in entries)
    return {(kind, items[kind]): items for kind, items in found if kind}


def strikes(entry: Entry) -> bool:
    """Whether an entry says that others were recorded in error (R3)."""
    return bool(getattr(entry.fact, "strikes", ()))


def struck_by(entries: Iterable[Entry]) -> frozenset[int]:
    """What was recorded in error; a strike itself cannot be struck (R3)."""
    return frozenset(seq for e in entries for seq in getattr(e.fact, "strikes", ()))


def fold(programme: Programme, entries: tuple[Entry, ...]) -> Fold:
    """R3 in one pass: a voider reaches backwards, what it sees. Voiding a voider revives nothing;
    striking it does, because a struck entry takes no part."""
    struck = struck_by(entries)
    live: defaultdict[str, list[Entry]] = defaultdict(list)
    voided_by: dict[int, Entry] = {}
    for entry in entries:
        if entry.seq in struck:
            continue
        for name in programme.flow[entry.name].voids:
            for other in live[name]:
                if sees(entry.items, other.items):
                    voided_by[other.seq] = entry
            live[name] = [other for other in live[name] if other.seq not in voided_by]
        live[entry.name].append(entry)
    found = sorted((e for kept in live.values() for e in kept), key=lambda e: e.seq)
    return Fold(tuple(found), voided_by, struck)
