"""The log: whoever alters an entry is found out, whatever is erased by rule leaves the chain whole (R24)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection

from carried import carried, document, walked
from konsil.core.case import Actor, Case
from konsil.core.engine import Refused
from konsil.core.outcome import ends
from konsil.core.promises import cycles
from konsil.store import projections
from konsil.store.entries import MEMORY
from konsil.store.queries import cases
from konsil.store.queries.reading import now
from konsil.store.queries.traffic import documents, erased
from konsil.store.registers.erasing import erase
from konsil.store.verify import Altered, verify
from two_houses import Houses, act_as, built, opened, working

Owner = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def houses(transactional_db: None) -> Houses:
    return built()


def number(houses: Houses) -> str:
    return cases.case(houses.ours.actor(), houses.ours.case).number


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("how", "seq"),
    [
        ("UPDATE fact_body SET body = replace(body, 'Called', 'Phoned') WHERE seq = 2", 2),
        ("UPDATE fact_body SET salt = '\\x00' WHERE seq = 2", 2),
        ("UPDATE fact SET account = 'Besa' WHERE seq = 3", 3),
        ("UPDATE fact SET at = at - interval '1 hour' WHERE seq = 1", 1),
        ("DELETE FROM fact_body WHERE seq = 2; DELETE FROM fact WHERE seq = 2", 3),
        ("DELETE FROM fact_body WHERE seq = 4; DELETE FROM fact WHERE seq = 4", 4),
        ("UPDATE cases SET head = '\\x00'", 5),
    ],
)
def test_verify_log_names_the_entry_that_was_altered(houses: Houses, owner: Owner, how: str, seq: int) -> None:
    opened(houses.ours)
    for _ in range(3):
        carried(houses.ours, "note.written", text="Called twice.")
    told = number(houses)
    found = verify(owner)
    assert (found.cases, found.facts, found.erased, found.altered) == (1, 4, 0, ())
    owner.execute(how)
    assert verify(owner).altered[0] == Altered(told, seq)
    assert verify(owner, told).altered[0] == Altered(told, seq)
    assert verify(owner, "MSO-00000-00000-00").cases == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.shows("Y39")
def test_erased_content_is_gone_and_the_chain_still_verifies(houses: Houses, owner: Owner, database: Any) -> None:
    """facts hold personal content by reference or under a per-person key; erasure or end of retention destroys key
    and content, the chain still verifies, counts and money stay exact, the timeline says `erased by rule R on D`;
    legal hold stops it: the store's part, content and chain."""
    opened(houses.ours)
    worker, who, case = Actor("konsil", "konsil", "konsil"), houses.ours.actor(), houses.ours.case
    with working(database), pytest.raises(Refused, match="erasure-held"):
        erase(worker, case, rule="ten-years", reason="the end of retention")
    carried(houses.ours, "request.set-aside", ground="duplicate", note="It came by post yesterday.")
    carried(houses.ours, "case.closed", reason="duplicate")
    owner.execute("UPDATE cases SET held_because = 'a lawsuit'")
    with working(database), pytest.raises(Refused, match="erasure-held"):
        erase(worker, case, rule="ten-years", reason="the end of retention")
    owner.execute("UPDATE cases SET held_because = ''")
    with working(database):
        assert erase(worker, case, rule="ten-years", reason="the end of retention") == 3

    found = verify(owner)
    assert (found.facts, found.erased, found.altered) == (3, 3, ())
    assert owner.execute("SELECT count(*) FROM fact_body").fetchone() == (0,)
    seen = cases.case(who, case)
    assert [(one.seq, one.name, one.why) for one in seen.lost] == [
        (1, "request.received", "erased"), (2, "request.set-aside", "erased"), (3, "case.closed", "erased")
    ]  # fmt: skip
    told = erased(who, case)
    assert told is not None
    assert (told.rule, told.facts, told.by) == ("ten-years", 3, "konsil")
    with pytest.raises(Refused, match="case-read-only"):
        carried(houses.ours, "note.written", text="Too late.")


@pytest.mark.django_db
@pytest.mark.shows("Y26")
def test_what_was_struck_leaves_the_case_and_its_projections_as_if_it_never_was(db: None) -> None:
    """any fact may be voided as `recorded in error` by its author within the day or by a supervisor later, with
    reason; derived state, promises and projections equal those of a history without it (property test), the line
    stays struck through: the store's part, what is kept for finding."""
    ours = built().ours
    walked(ours, "centre.accepted")
    before = cases.case(ours.actor(), ours.case)
    wrong = carried(ours, "urgency.reported", what="Fever", by_whom="relative").entry.seq
    from konsil.store.queries.work import work

    assert [line.urgency for line in work(ours.actor()).rows] == [2]
    supervisor = Actor("Besa", "supervisor", ours.operator)
    from konsil.store import record as store

    store.record(
        supervisor, ours.case, "entry.struck", {"strikes": [wrong], "reason": "Another patient's call."},
        key="struck", second="Arta Kola",
    )  # fmt: skip
    after = cases.case(ours.actor(), ours.case)
    assert after.struck == {wrong}
    assert [entry.seq for entry in after.entries][-2:] == [wrong, wrong + 1]
    at = now()
    without = Case(after.programme, tuple(e for e in before.entries))
    assert _standing(after.case) == _standing(without)
    assert projections.way_rows(after.case) == projections.way_rows(without)
    assert [line.urgency for line in work(ours.actor()).rows] == [0]
    assert projections.work(after.case, at) == projections.work(without, at)


def _standing(case: Case) -> list[tuple[object, ...]]:
    told = [(one.promise, dict(one.items), one.number, one.due, one.state(now())) for one in cycles(case)]
    return [*told, (ends(case),)]


@pytest.mark.django_db
def test_a_misfiled_document_is_gone_from_the_case_at_once(db: None) -> None:
    ours = built().ours
    walked(ours, "record.asked")
    public, who = document(ours, "misfiled"), ours.actor()
    assert public in [one.public for one in documents(who, ours.case)]
    act_as(ours.operator)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE document SET state = 'refused' WHERE public = %s", (public,))
    with pytest.raises(Refused, match="no-such-document"):
        carried(ours, "record.received", record="record-1", document=public)


@pytest.mark.django_db(transaction=True)
def test_what_a_process_remembers_of_a_case_is_believed_only_as_far_as_the_database_agrees(
    houses: Houses, owner: Owner
) -> None:
    opened(houses.ours)
    carried(houses.ours, "note.written", text="Remembered.")
    known = MEMORY.of(houses.ours.case)
    assert known is not None
    assert (known.seq, len(known.case.entries)) == (2, 2)
    MEMORY.keep(houses.ours.case, type(known)(2, b"another", Case(known.case.programme)))
    seen = cases.case(houses.ours.actor(), houses.ours.case)
    assert [entry.name for entry in seen.entries] == ["request.received", "note.written"]


@pytest.mark.django_db(transaction=True)
def test_threads_that_record_on_one_case_share_what_they_remember_and_do_not_trip_over_it(houses: Houses) -> None:
    opened(houses.ours)

    def write(name: int) -> int:
        try:
            return carried(houses.ours, "note.written", text=f"Line {name}.").entry.seq
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(write, range(40)))
    assert sorted(numbers) == list(range(2, 42))
    seen = cases.case(houses.ours.actor(), houses.ours.case)
    assert [entry.seq for entry in seen.entries] == list(range(1, 42))


@pytest.mark.django_db(transaction=True)
def test_an_entry_nobody_understands_is_shown_as_such_and_its_case_is_read_only(houses: Houses, owner: Owner) -> None:
    opened(houses.ours)
    carried(houses.ours, "note.written", text="Understood.")
    owner.execute("UPDATE fact SET name = 'note.sung' WHERE seq = 2")
    MEMORY.forget(houses.ours.case)
    seen = cases.case(houses.ours.actor(), houses.ours.case)
    assert [(one.seq, one.name, one.why) for one in seen.lost] == [(2, "note.sung", "unreadable")]
    assert [entry.seq for entry in seen.entries] == [1]
    with pytest.raises(Refused, match="case-read-only"):
        carried(houses.ours, "note.written", text="On.")
    MEMORY.forget(houses.ours.case)


@pytest.mark.django_db(transaction=True)
def test_only_a_demos_clock_may_stand(houses: Houses, owner: Owner, seed: Owner) -> None:
    from datetime import UTC, datetime

    morning = datetime(2026, 11, 23, 8, tzinfo=UTC)
    with pytest.raises(psycopg.errors.CheckViolation) as no:
        owner.execute("UPDATE instance SET stands_at = %s", (morning,))
    assert no.value.diag.constraint_name == "only-demo-may-stand"
    seed.execute("UPDATE instance SET kind = 'demo', stands_at = %s", (morning,))
    opened(houses.ours)
    later = carried(houses.ours, "note.written", text="At the same instant.").entry
    assert (now(), later.recorded, later.seq) == (morning, morning, 2)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.cursor() as cursor:
        cursor.connection.execute("UPDATE instance SET kind = 'production'")
