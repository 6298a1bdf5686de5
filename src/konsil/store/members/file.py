"""A line of a members' file: what it may hold, and what is wrong with it. Pure; no personal data in a fault."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from konsil.core import identity

REQUIRED = ("number", "given", "family", "born_on", "policy", "from_on")
OPTIONAL = ("card", "sex", "language", "country", "national_number", "phone", "email", "relation", "kind", "until_on")
COLUMNS = (*REQUIRED, *OPTIONAL)
CLOSED = {
    "sex": ("", "female", "male", "other"),
    "kind": ("", "individual", "family"),
    "relation": ("", "self", "spouse", "child", "parent", "other"),
}
LONGEST = 200


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with one cell: `reason` is a key; the cell itself is not repeated."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Member:
    """A line that can be used."""

    row: int
    number: str
    card: str
    given: str
    family: str
    born_on: date
    sex: str
    language: str
    country: str
    national_number: str
    phone: str
    email: str
    relation: str
    policy: str
    kind: str
    from_on: date
    until_on: date | None


def columns_of(header: Iterable[str]) -> tuple[str, ...]:
    """The columns of a file, by their header. Raises `ValueError` naming what is unknown, missing or twice."""
    found = tuple(name.strip().lower().lstrip("\ufeff") for name in header)
    wrong = [name for name in found if name not in COLUMNS] + [name for name in set(found) if found.count(name) > 1]
    if wrong:
        raise ValueError(f"unknown or doubled columns: {', '.join(sorted(wrong))}; there are {', '.join(COLUMNS)}")
    if missing := [name for name in REQUIRED if name not in found]:
        raise ValueError(f"columns are missing: {', '.join(missing)}")
    return found


def read(row: int, cells: Mapping[str, str], today: date) -> Member | tuple[Fault, ...]:
    """A line as a member, or everything that is wrong with it. Days are written 2026-11-25."""
    told = {column: cells.get(column, "").strip() for column in COLUMNS}
    faults = [Fault(row, column, reason) for column, reason in _faults(told, today)]
    if faults:
        return tuple(faults)
    number = told["national_number"]
    found = identity.check(told["country"], number, today) if number else identity.Identity("")
    return Member(
        row=row, number=told["number"], card=told["card"].upper(), given=told["given"], family=told["family"],
        born_on=date.fromisoformat(told["born_on"]), sex=told["sex"] or found.sex, language=told["language"] or "sq",
        country=told["country"], national_number=found.number, phone=told["phone"], email=told["email"],
        relation=told["relation"] or "self", policy=told["policy"], kind=told["kind"] or "individual",
        from_on=date.fromisoformat(told["from_on"]),
        until_on=date.fromisoformat(told["until_on"]) if told["until_on"] else None,
    )  # fmt: skip


def _faults(told: Mapping[str, str], today: date) -> Iterator[tuple[str, str]]:
    yield from ((column, "missing") for column in REQUIRED if not told[column])
    yield from ((column, "too-long") for column in COLUMNS if len(told[column]) > LONGEST)
    yield from ((column, "not-in-list") for column, values in CLOSED.items() if told[column] not in values)
    days = {column: _day(told[column]) for column in ("born_on", "from_on", "until_on")}
    yield from ((column, "not-a-date") for column, day in days.items() if told[column] and day is None)
    born, begin, end = days["born_on"], days["from_on"], days["until_on"]
    if born and not date(1880, 1, 1) <= born <= today:
        yield "born_on", "not-a-birth-date"
    if begin and end and end < begin:
        yield "until_on", "ends-before-it-begins"
    if told["email"] and "@" not in told["email"]:
        yield "email", "not-an-address"
    if told["national_number"]:
        yield from (("national_number", reason) for reason in _number_faults(told, born, today))


def _number_faults(told: Mapping[str, str], born: date | None, today: date) -> Iterator[str]:
    try:
        found = identity.check(told["country"], told["national_number"], today)
    except identity.BadNumber as fault:
        yield fault.key
        return
    if born:
        yield from identity.differs(found, born, told["sex"])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def doubled(members: Iterable[Member]) -> Iterator[Fault]:
    """Numbers that two lines of one file have: the second is the fault."""
    for column in ("number", "card", "national_number"):
        seen = set[str]()
        for member in members:
            told = getattr(member, column)
            if told and told in seen:
                yield Fault(member.row, column, "twice-in-file")
            seen.add(told)
