"""What a checked file would change, and the change itself: set by set, in one transaction."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from konsil.core import names
from konsil.core.case import Actor
from konsil.store import numbers
from konsil.store.members.file import Fault, Member
from konsil.store.members.staging import Run, Shown, checked, silent
from konsil.store.models.fields import public_id
from konsil.store.queries.reading import now, reading, rows
from konsil.store.refusals import in_words

MANY = 2  # percent of memberships that a file may end without being asked again (Y25)


class AsksAgain(Exception):
    """The file would end so many memberships that somebody must say so twice."""

    def __init__(self, ends: int, of: int) -> None:
        super().__init__("ends-many")
        self.ends, self.of = ends, of


@dataclass(frozen=True)
class Preview:
    """What the file would do: people and memberships new, changed, the same, ended; open cases of the ended."""

    lines: int
    faults: tuple[Fault, ...]
    new: int
    changed: int
    same: int
    ends: int
    of: int
    open_cases: int

    @property
    def asks_again(self) -> bool:
        """Whether it would end more than two in a hundred memberships."""
        return self.ends * 100 > self.of * MANY

    @property
    def reasons(self) -> dict[tuple[str, str], int]:
        """How often each fault occurs, by column and reason."""
        return dict(Counter((fault.column, fault.reason) for fault in self.faults).most_common())


@dataclass(frozen=True)
class _Known:
    """A membership that is in force, as the register has it."""

    cover: int
    person: int
    told: tuple[Any, ...]


KNOWN = (
    "SELECT c.number, c.id, p.id, c.card, p.given, p.family, p.born_on, c.relation, y.number, c.from_on, c.until_on"
    " FROM cover c JOIN policy y ON y.id = c.policy_id JOIN person p ON p.id = c.person_id"
    " JOIN population n ON n.id = p.population_id"
    " WHERE n.key = %s AND y.payer_id = %s AND y.programme = %s AND (c.until_on IS NULL OR c.until_on >= %s)"
)


def preview(actor: Actor, run: Run) -> Preview:
    """What applying would do now; nothing is changed."""
    members, faults = checked(actor, run)
    with reading(actor):
        known = _known(run, now().date())
        ended = _ended(members, faults, known, run)
        cases = rows(
            "SELECT count(*) FROM cases WHERE ended = '' AND person_id = ANY (%s)",
            [one.person for one in ended],
        )[0][0]  # fmt: skip
    same = sum(one.number in known and known[one.number].told == _told(one) for one in members)
    new = sum(one.number not in known for one in members)
    return Preview(
        len(members) + len({fault.row for fault in faults}), faults, new, len(members) - new - same, same,
        len(ended), len(known), int(cases),
    )  # fmt: skip


def apply(actor: Actor, run: Run, *, sure: bool = False, shown: Shown = silent) -> Preview:
    """Take the usable lines over; the rest of the file stays out. Raises `AsksAgain` unless `sure`.

    A membership in force that the file does not hold ends today, and its person's open cases get a notice; a
    line with a fault ends nothing.
    """
    told = preview(actor, run)
    if told.asks_again and not sure:
        raise AsksAgain(told.ends, told.of)
    members, faults = checked(actor, run)
    with in_words(), reading(actor):
        today = now().date()
        known = _known(run, today)
        fresh = [one for one in members if one.number not in known]
        moved = [one for one in members if one.number in known and known[one.number].told != _told(one)]
        _policies(run, members)
        shown("people", 0, len(fresh))
        people = _people(run, fresh)
        _covers(run, fresh, people)
        shown("people", len(fresh), len(fresh))
        _change(run, moved, known)
        _end(_ended(members, faults, known, run), today)
        rows("DELETE FROM import_row WHERE run_id = %s", run.id)
        rows("UPDATE import_run SET state = 'applied', applied_at = konsil.clock() WHERE id = %s", run.id)
    return told


def _known(run: Run, today: date) -> dict[str, _Known]:
    found = rows(KNOWN, run.population, run.payer, run.programme, today)
    return {row[0]: _Known(row[1], row[2], row[3:]) for row in found}


def _told(one: Member) -> tuple[Any, ...]:
    return (one.card, one.given, one.family, one.born_on, one.relation, one.policy, one.from_on, one.until_on)


def _ended(members: Iterable[Member], faults: Iterable[Fault], known: dict[str, _Known], run: Run) -> list[_Known]:
    """Memberships that the file does not hold at all: a faulty line still says that its member is there."""
    told = {one.number for one in members}
    bad = [fault.row for fault in faults]
    told |= {
        number for (number,) in rows(
            "SELECT trim(cells ->> 'number') FROM import_row WHERE run_id = %s AND row = ANY (%s)", run.id, bad
        )
    }  # fmt: skip
    return [one for number, one in known.items() if number not in told]


def _policies(run: Run, members: Iterable[Member]) -> None:
    """The contracts that are not known yet; one with several people is a family's."""
    held = Counter(one.policy for one in members)
    first: dict[str, Member] = {}
    for one in members:
        first.setdefault(one.policy, one)
    kinds = ["family" if held[key] > 1 or one.kind == "family" else "individual" for key, one in first.items()]
    rows(
        "INSERT INTO policy (public, number, payer_id, programme, package, kind, from_on)"
        " SELECT public, number, %s, %s, '', kind, from_on"
        " FROM unnest(%s::text[], %s::text[], %s::text[], %s::date[]) AS told (public, number, kind, from_on)"
        ' ON CONFLICT ON CONSTRAINT "policy-known-already" DO NOTHING',
        run.payer, run.programme, [public_id("y") for _ in first], list(first), kinds,
        [min(m.from_on for m in members if m.policy == key) if held[key] > 1 else one.from_on
         for key, one in first.items()],
    )  # fmt: skip


def _people(run: Run, members: list[Member]) -> dict[int, int]:
    """The person of each new line, by row: one known by the national number, or a new one."""
    population = rows("SELECT id FROM population WHERE key = %s", run.population)[0][0]
    macs = {one.row: numbers.mac(run.population, one.national_number) for one in members if one.national_number}
    known = {
        bytes(mac): person for person, mac in rows(
            "SELECT id, number_mac FROM person WHERE population_id = %s AND NOT merged AND number_mac = ANY (%s)",
            population, list(macs.values()),
        )
    }  # fmt: skip
    there = {row: known[mac] for row, mac in macs.items() if mac in known}
    fresh = [one for one in members if one.row not in there]
    return there | _enrolled(population, fresh, macs)


def _enrolled(population: int, members: list[Member], macs: dict[int, bytes]) -> dict[int, int]:
    publics = [public_id("p") for _ in members]
    rows("INSERT INTO party (key, kind) SELECT key, 'person' FROM unnest(%s::text[]) AS told (key)", publics)
    columns = ("given", "family", "born_on", "sex", "language", "country")
    made = rows(
        "INSERT INTO person (public, population_id, given, family, born_on, sex, language, country, number_sealed,"
        " number_mac, called, interpreter, contact_by, best_hour, needs, may_be_told, merged)"
        " SELECT public, %s, given, family, born_on, sex, language, country, sealed, mac, '', '', '', '', '{}', '[]',"
        " false FROM unnest(%s::text[], %s::text[], %s::text[], %s::date[], %s::text[], %s::text[], %s::text[],"
        " %s::bytea[], %s::bytea[]) AS told (public, given, family, born_on, sex, language, country, sealed, mac)"
        " RETURNING public, id",
        population, publics, *([getattr(one, column) for one in members] for column in columns),
        [numbers.seal(one.national_number) if one.national_number else None for one in members],
        [macs.get(one.row) for one in members],
    )  # fmt: skip
    ids = dict(made)
    people = {one.row: ids[public] for one, public in zip(members, publics, strict=True)}
    _reached(members, people)
    _indexed(population, members, people)
    return people


def _reached(members: list[Member], people: dict[int, int]) -> None:
    told = [(people[one.row], system, value) for one in members
            for system, value in (("phone", one.phone), ("email", one.email)) if value]  # fmt: skip
    rows(
        "INSERT INTO contact_point (person_id, system, value, whose, state, from_on)"
        " SELECT person, system, value, '', 'told', konsil.clock()::date"
        " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS told (person, system, value)",
        *_columns(told, 3),
    )  # fmt: skip


def _indexed(population: int, members: list[Member], people: dict[int, int]) -> None:
    told = [(people[one.row], token) for one in members
            for token in names.tokens(f"{one.given} {one.family}", [one.phone])]  # fmt: skip
    rows(
        "INSERT INTO person_token (population_id, person_id, token)"
        " SELECT %s, person, token FROM unnest(%s::bigint[], %s::bytea[]) AS told (person, token)",
        population, *_columns(told, 2),
    )  # fmt: skip


def _covers(run: Run, members: list[Member], people: dict[int, int]) -> None:
    told = [(one.policy, people[one.row], one.number, one.card, one.relation, one.from_on, one.until_on)
            for one in members]  # fmt: skip
    rows(
        "INSERT INTO cover (policy_id, person_id, number, card, relation, from_on, until_on, ended_because)"
        " SELECT y.id, told.person, told.number, told.card, told.relation, told.from_on, told.until_on, ''"
        " FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::date[], %s::date[])"
        " AS told (policy, person, number, card, relation, from_on, until_on)"
        " JOIN policy y ON y.payer_id = %s AND y.number = told.policy",
        *_columns(told, 7), run.payer,
    )  # fmt: skip


def _change(run: Run, members: list[Member], known: dict[str, _Known]) -> None:
    """What the file says otherwise than the register: names, birth dates, cards, days."""
    told = [(known[one.number].cover, known[one.number].person, one.given, one.family, one.born_on, one.card,
             one.relation, one.from_on, one.until_on, one.policy) for one in members]  # fmt: skip
    columns = _columns(told, 10)
    rows(
        "UPDATE person p SET given = told.given, family = told.family, born_on = told.born_on"
        " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[]) AS told (id, given, family, born_on)"
        " WHERE p.id = told.id",
        *columns[1:5],
    )  # fmt: skip
    rows(
        "UPDATE cover c SET card = told.card, relation = told.relation, from_on = told.from_on,"
        " until_on = told.until_on, policy_id = y.id FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[],"
        " %s::date[], %s::text[]) AS told (id, card, relation, from_on, until_on, policy)"
        " JOIN policy y ON y.payer_id = %s AND y.number = told.policy WHERE c.id = told.id",
        columns[0], *columns[5:], run.payer,
    )  # fmt: skip
    people = {one.row: known[one.number].person for one in members}
    rows("DELETE FROM person_token WHERE person_id = ANY (%s)", list(people.values()))
    population = rows("SELECT id FROM population WHERE key = %s", run.population)[0][0]
    _indexed(population, members, people)


def _end(ended: list[_Known], today: date) -> None:
    """The last day is yesterday's: what the file does not hold today is not covered today."""
    last = today - timedelta(days=1)
    rows(
        "UPDATE cover SET until_on = greatest(from_on, %s), ended_because = 'not-in-file' WHERE id = ANY (%s)",
        last, [one.cover for one in ended],
    )  # fmt: skip
    rows("SELECT konsil.notice_cover_v1(person, 'cover-ended', %s) FROM unnest(%s::bigint[]) person",
         last, [one.person for one in ended])  # fmt: skip


def _columns(told: list[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[place] for row in told] for place in range(width)]
