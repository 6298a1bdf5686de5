"""What stands over the desk's worklist, in one statement however much there is: counts, proposals, notices, news."""

from dataclasses import dataclass

from konsil.core.case import Actor
from konsil.store.queries.notices import STANDING
from konsil.store.queries.reading import reading, rows
from konsil.store.queries.work import CONDITIONS, MANY, Tab

MINE = CONDITIONS["own"]
TABS: tuple[Tab, ...] = ("turn", "ours", "unowned", "waiting", "checks", "conditions")


@dataclass(frozen=True)
class Board:
    """Lines a tab, up to a hundred; proposals that wait for a second person; notices that nobody has looked at; what is
    new in one's own cases."""

    counts: dict[Tab, int]
    proposals: int
    notices: int
    unread: int
    moved: int


def board(actor: Actor) -> Board:
    """The counts of the desk for whoever asks."""
    line = "FROM work_row w WHERE w.party = (SELECT konsil.party())"
    each = [f"(SELECT count(*) FROM (SELECT {line} AND {CONDITIONS[tab]} LIMIT {MANY}) x)" for tab in TABS]
    each += [
        "(SELECT count(*) FROM proposal p WHERE p.party = (SELECT konsil.party()) AND p.settled_at IS NULL)",
        f"(SELECT count(*) FROM (SELECT FROM notice n WHERE {STANDING} LIMIT {MANY}) x)",
        f"(SELECT coalesce(sum(w.unread), 0) {line} AND {MINE})",
        f"(SELECT count(*) {line} AND {MINE} AND w.unread > 0)",
    ]
    with reading(actor):
        found = rows(f"SELECT {', '.join(each)}")[0]
    return Board(dict(zip(TABS, found, strict=False)), *map(int, found[len(TABS) :]))
