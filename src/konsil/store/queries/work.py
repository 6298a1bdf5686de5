"""Worklists: one query, however many cases there are; whoever waits for help stands above everything (X01)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from konsil.core.case import Actor
from konsil.store.queries.reading import Page, made, reading, rows

Tab = Literal["all", "own", "turn", "ours", "waiting", "late", "unowned", "checks", "conditions", "ended"]

MANY = 100  # a tab counts no further

CONDITIONS: dict[Tab, str] = {
    "all": "w.open",
    "own": "w.open AND w.owner = (SELECT konsil.account())",
    "turn": "w.open AND w.mine AND w.owner = (SELECT konsil.account())",
    "ours": "w.open AND w.mine",
    "waiting": "w.open AND NOT w.mine",
    "late": "w.open AND w.due_at <= (SELECT konsil.clock())",
    "unowned": "w.open AND w.owner = ''",
    "checks": "w.open AND w.step IN ('opinion.coding-confirmed', 'opinion.checked')",
    "conditions": "w.open AND 'examination' = ANY (w.flags)",
    "ended": "NOT w.open",
}


@dataclass(frozen=True)
class Line:
    """A line of a worklist. `due_at` is exclusive for days and months: `by the end of the day before`.

    `person` and `born_on` are empty where the party may not know the name. `step` is the fact to record next,
    or the one that is waited for; `holder` the role whose turn it is, and `mine` whether it is this party's.
    `version` is the hash of the programme that the case was opened under.
    """

    public: str
    number: str
    person: str
    born_on: date | None
    language: str
    programme: str
    owner: str
    step: str
    promise: str
    holder: str
    mine: bool
    due_at: datetime | None
    exclusive: bool
    warn_at: datetime | None
    provisional: bool
    urgency: int
    unread: int
    flags: tuple[str, ...]
    open: bool
    moved_at: datetime
    version: str = ""

    def late(self, now: datetime) -> bool:
        """Whether the promise is past."""
        return self.due_at is not None and (now >= self.due_at if self.exclusive else now > self.due_at)

    def amber(self, now: datetime) -> bool:
        """Whether its last warning has passed."""
        return self.warn_at is not None and now >= self.warn_at


@dataclass(frozen=True)
class Lines:
    """A page of a worklist; `after` leads to the next one and is empty on the last."""

    rows: tuple[Line, ...]
    after: str
    now: datetime


VERSION = "(SELECT v.hash FROM cases c JOIN programme_version v ON v.id = c.programme_id WHERE c.id = w.case_id)"
COLUMNS = ", ".join(VERSION if name == "version" else f"w.{name}" for name in Line.__annotations__)


def work(actor: Actor, tab: Tab = "all", page: Page | None = None) -> Lines:
    """A page of the party's worklist, the next due first. Raises `ValueError` for an `after` nobody gave."""
    page = page or Page()
    told: list[object] = list(_after(page.after)) if page.after else []
    beyond = " AND (w.rank, w.sort_at, w.case_id) > (%s, %s::timestamptz, %s)" if page.after else ""
    with reading(actor):
        found = rows(
            f"SELECT {COLUMNS}, w.rank, w.sort_at::text, w.case_id, konsil.clock() FROM work_row w"
            f" WHERE w.party = (SELECT konsil.party()) AND {CONDITIONS[tab]}{beyond}"
            f" ORDER BY w.rank, w.sort_at, w.case_id LIMIT {page.size + 1}",
            *told,
        )  # fmt: skip
        at = found[0][-1] if found else rows("SELECT konsil.clock()")[0][0]
    shown = found[: page.size]
    more = len(found) > page.size
    return Lines(made(Line, [row[:-4] for row in shown]), "~".join(map(str, shown[-1][-4:-1])) if more else "", at)


def _after(told: str) -> tuple[int, str, int]:
    rank, at, case = told.split("~")
    if at != "infinity":
        datetime.fromisoformat(at)
    return int(rank), at, int(case)


def have_read(actor: Actor, public: str, seq: int) -> None:
    """The account has read the case so far: its line is no longer unread for the party."""
    with reading(actor):
        rows("SELECT konsil.read_v1(%s, %s)", public, seq)
