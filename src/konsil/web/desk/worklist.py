"""The worklist as it is read: grouped by what its promise says of today, the time left in working time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, pgettext

from konsil.core.ages import age
from konsil.core.programme import Programme
from konsil.door.actor import Acting
from konsil.store import programmes
from konsil.store.queries.desk import Board
from konsil.store.queries.work import Line, Lines, Tab
from konsil.web.case.words import Said
from konsil.web.ui import dates

WAITS, OVER, TODAY, WEEK, LATER, OPEN = range(6)


@dataclass(frozen=True)
class Row:
    """A line as `{% worklist_row %}` draws it."""

    url: str
    public: str
    clock: str
    by: str
    verb: str
    person: str
    meta: tuple[str, ...]
    state: str
    unread: int
    tag: str
    tone: str
    current: bool
    group: int


@dataclass(frozen=True)
class Group:
    """Lines under one heading."""

    text: str
    over: bool
    rows: tuple[Row, ...]


def groups(lines: Lines, tab: Tab, current: str = "") -> tuple[Group, ...]:
    """The lines of a page of the list, grouped. The order is the store's: whoever waits, then the next due."""
    found = sorted((_row(line, lines.now, tab, current) for line in lines.rows), key=lambda one: one.group)
    return tuple(
        Group(_heading(group), group in (WAITS, OVER), tuple(rows))
        for group, rows in groupby(found, key=lambda r: r.group)
    )


def _heading(group: int) -> str:
    return {
        WAITS: pgettext("worklist", "Needs help now"),
        OVER: pgettext("worklist", "Past its promise"),
        TODAY: pgettext("worklist", "Due today"),
        WEEK: pgettext("worklist", "Later this week"),
        LATER: pgettext("worklist", "After that"),
        OPEN: pgettext("worklist", "Without a term"),
    }[group]


def _row(line: Line, now: datetime, tab: Tab, current: str) -> Row:
    programme, texts = programmes.programme(line.version)
    said = Said.of(texts, programme)
    today = now.astimezone(programme.zone).date()
    group = _group(line, now, today, programme)
    clock, by = _clock(line, now, today, programme, said)
    tag, tone = _tag(line)
    return Row(
        url=f"{reverse('case', args=[line.public])}?{urlencode({'tab': tab})}",
        public=line.public,
        clock=clock,
        by=by,
        verb=_verb(line, said),
        person=_person(line, today),
        meta=tuple(filter(None, (line.number, said.say("programme.name"), line.language))),
        state=_state(line, now, group),
        unread=line.unread,
        tag=tag,
        tone=tone,
        current=line.public == current,
        group=group,
    )


def last_day(due: datetime, exclusive: bool, programme: Programme) -> date:
    """The day by whose end, or on which, something is due."""
    at = due - timedelta(microseconds=1) if exclusive else due
    return at.astimezone(programme.zone).date()


def _group(line: Line, now: datetime, today: date, programme: Programme) -> int:
    if line.urgency == 2:
        return WAITS
    if line.due_at is None:
        return OPEN
    if line.late(now):
        return OVER
    day = last_day(line.due_at, line.exclusive, programme)
    if day <= today:
        return TODAY
    return WEEK if day <= today + timedelta(days=6 - today.weekday()) else LATER


def minutes_left(line: Line, now: datetime, programme: Programme) -> int | None:
    """Working minutes until a line is due, by the calendar of its own promise; below zero: over."""
    if line.due_at is None or line.promise not in programme.promises:
        return None
    left = programme.promises[line.promise].calendar.left(now, line.due_at)
    return int(left.total_seconds() // 60)


def _clock(line: Line, now: datetime, today: date, programme: Programme, said: Said) -> tuple[str, str]:
    """The time left where it is today or past, else the weekday; and the small line under it."""
    language, left = get_language() or "en", minutes_left(line, now, programme)
    if line.urgency == 2:
        since = int((now - line.moved_at).total_seconds() // 60)
        return dates.span(max(0, since), language), pgettext("worklist, since a patient waits", "waiting")
    if line.due_at is None or left is None:
        return "–", pgettext("worklist", "no term")
    day = last_day(line.due_at, line.exclusive, programme)
    if line.late(now):
        return dates.span(left, language), pgettext("worklist, past a promise", "over")
    if day > today:
        return dates.weekday(day, language), dates.day(day, language, style="short").partition(" ")[2]
    if line.exclusive:
        return dates.span(left, language), pgettext("worklist", "by end of day")
    at = dates.clock(line.due_at, programme.zone)
    return dates.span(left, language), pgettext("worklist", "by %(clock)s") % {"clock": at}


def _state(line: Line, now: datetime, group: int) -> str:
    if group in (WAITS, OVER):
        return "over" if line.mine or group == WAITS else "soon"
    return "soon" if line.mine and line.amber(now) else ""


def _verb(line: Line, said: Said) -> str:
    """What to do; or, where the turn is another's, what is waited for."""
    if not line.promise:
        return said.does(line.step) if line.step else pgettext("worklist", "Nothing is open")
    if line.mine and line.step:
        return said.does(line.step)
    return said.say(f"promise.{line.promise}")


def _person(line: Line, today: date) -> str:
    if not line.born_on:
        return line.person
    return f"{line.person}, {age(line.born_on, today)}"


def _tag(line: Line) -> tuple[str, str]:
    """The one word that matters most about a line."""
    words = {
        "death": (pgettext("worklist", "all quiet"), "plain"),
        "withdrawn": (pgettext("worklist", "consent withdrawn"), "danger"),
        "complaint": (pgettext("worklist", "complaint"), "warn"),
        "incomplete": (pgettext("worklist", "set incomplete"), "warn"),
        "examination": (pgettext("worklist", "condition"), "info"),
    }
    if line.urgency:
        return pgettext("worklist", "urgent"), "danger"
    return next((words[flag] for flag in line.flags if flag in words), ("", ""))


def tabs(acting: Acting, board: Board, tab: Tab) -> list[dict[str, object]]:
    """The queues of whoever asks, with their counts. A medical officer's come first for one."""
    names: dict[Tab, str] = {
        "turn": pgettext("queue", "Mine"),
        "ours": pgettext("queue", "Team"),
        "unowned": pgettext("queue", "Unassigned"),
        "waiting": pgettext("queue", "Waiting for others"),
    }
    medical: dict[Tab, str] = {
        "checks": pgettext("queue", "Opinions to check"),
        "conditions": pgettext("queue", "Conditions to admit"),
    }
    kinds = medical | names if first(acting) == "checks" else names | (medical if "supervisor" in acting.roles else {})
    return [
        {"url": f"{reverse('work')}?tab={key}", "text": text, "count": board.counts[key], "current": key == tab}
        for key, text in kinds.items()
    ]


def first(acting: Acting) -> Tab:
    """The queue one begins with."""
    if "coordinator" in acting.roles:
        return "turn"
    return "checks" if "medical-officer" in acting.roles else "ours"


def since(board: Board) -> str:
    """What is new in one's own cases, in a sentence; empty if nothing is."""
    if not board.unread:
        return ""
    told = {"entries": board.unread, "cases": board.moved}
    return pgettext("worklist", "New since you looked: %(entries)d, in %(cases)d of your cases.") % told


def flat(found: Iterable[Group]) -> Iterator[Row]:
    """The rows of all groups, in order."""
    for one in found:
        yield from one.rows
