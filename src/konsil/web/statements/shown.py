"""A month of a clinic as it is shown, printed and exported: the same lines and the same sums each time. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from konsil.store.queries.visits import LineSeen
from konsil.web.sheets import Rows

HELD = ("unsigned", "not-authorised", "no-price")  # why a line is not charged, in the order they are shown


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def read(cls, text: str) -> "Month":
        """`2026-11`; ValueError for anything else."""
        year, _, month = text.partition("-")
        found = cls(int(year), int(month))
        if str(found) != text:
            raise ValueError(text)
        return found

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return self.after.first - timedelta(days=1)

    @property
    def after(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def before(self) -> "Month":
        found = self.first - timedelta(days=1)
        return Month(found.year, found.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True)
class Statement:
    """The lines of a month at a clinic: those that are paid, and those held back."""

    clinic: str
    month: Month
    lines: tuple[LineSeen, ...]

    @property
    def paid(self) -> tuple[LineSeen, ...]:
        return tuple(line for line in self.lines if not line.held)

    @property
    def held(self) -> tuple[LineSeen, ...]:
        return tuple(line for line in self.lines if line.held)

    @property
    def total(self) -> Decimal:
        """What the payer owes for the month, to the cent."""
        return sum((line.amount for line in self.paid), Decimal("0.00"))

    @property
    def waiting(self) -> Decimal:
        """What the held lines would come to, as far as they have a price."""
        return sum(((line.price or Decimal(0)) * line.quantity for line in self.held), Decimal("0.00"))

    @property
    def currency(self) -> str:
        return next((line.currency for line in self.lines if line.currency), "")

    @property
    def visits(self) -> int:
        return len({(line.case, line.booking) for line in self.paid})

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many lines are held, by reason."""
        counted = Counter(line.held for line in self.held)
        return {key: counted[key] for key in (*HELD, *sorted(set(counted) - set(HELD))) if counted[key]}


def table(statement: Statement, heads: Iterable[str], name: Callable[[str], str], why: Callable[[str], str]) -> Rows:
    """The statement as rows for a spreadsheet: its heads, a row a line, the sum."""
    yield tuple(heads)
    for one in statement.lines:
        price = "" if one.price is None else f"{one.price:.2f}"
        held = why(one.held) if one.held else ""
        yield (
            one.day, one.case, one.paper, one.service, name(one.service), one.quantity, price, f"{one.amount:.2f}",
            one.currency, held,
        )  # fmt: skip
    yield ("", "", "", "", "", "", "", f"{statement.total:.2f}", statement.currency, "")
