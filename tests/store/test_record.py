"""Recording: one transaction, two calls, nothing half-written."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection
from pydantic import ValidationError

from carried import carried, document, walked
from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.core.fact import plain
from konsil.core.facts import FACTS
from konsil.store import record as store
from konsil.store.queries import cases
from konsil.store.refusals import Changed, KeyReused, NotThere
from two_houses import Houses, act_as, built, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def houses(db: None) -> Houses:
    return built()


def count(table: str, party: str) -> int:
    act_as(party)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_the_normal_way_goes_through_the_store_to_the_delivered_opinion(houses: Houses) -> None:
    done = walked(houses.ours)
    seen = cases.case(houses.ours.actor(), houses.ours.case)
    assert [entry.seq for entry in seen.entries] == list(range(1, len(done) + 1))
    assert seen.entries == done[-1].case.entries
    assert (seen.ends, seen.partial) == ((), False)  # one of two deliveries
    offered = next(entry for entry in seen.entries if entry.name == "centre.offered")
    assert plain(offered.known)["ranks"]["clairval"] == {
        "rank": 2, "source": "An invented list", "published": "2024-01-01"
    }  # fmt: skip


def test_recording_takes_two_calls_whatever_the_fact(houses: Houses) -> None:
    opened(houses.ours)
    carried(houses.ours, "note.written", text="warms the programme")
    with counted() as statements:
        carried(houses.ours, "note.written", text="Called twice.")
    assert [one.split("(")[0] for one in statements] == [
        "SELECT * FROM konsil.open_case_v1",
        "SELECT konsil.append_v1",
    ]


def counted() -> Any:
    """The statements of a block, without those that begin and end a part of the test's own transaction."""
    from contextlib import contextmanager

    @contextmanager
    def counting() -> Any:
        statements: list[str] = []

        def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if not sql.startswith(("SAVEPOINT", "RELEASE")):
                statements.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(keep):
            yield statements

    return counting()


def test_the_same_key_is_answered_again_and_records_nothing(houses: Houses) -> None:
    case = opened(houses.ours)
    who = houses.ours.actor()
    first = store.record(who, case, "note.written", {"text": "Once."}, key="k1")
    again = store.record(who, case, "note.written", {"text": "Once."}, key="k1")
    assert (again.answer, again.replayed, again.entry) == (first.answer, True, first.entry)
    assert len(cases.case(who, case).entries) == 2
    with pytest.raises(KeyReused):
        store.record(who, case, "note.written", {"text": "Twice."}, key="k1")


def test_a_case_opened_twice_under_one_key_is_one_case(houses: Houses) -> None:
    assert opened(houses.ours) == opened(houses.ours)


def test_a_refusal_stores_nothing_and_leaves_its_key_free(houses: Houses) -> None:
    case, who = opened(houses.ours), houses.ours.actor()
    with pytest.raises(Refused) as no:
        store.record(who, case, "centre.chosen", {"centre": "nordhaven"}, key="k1")
    assert no.value.key == "not-yet"
    assert store.record(who, case, "note.written", {"text": "Another."}, key="k1").answer["seq"] == 2


def test_a_stale_form_is_answered_with_what_is_newer(houses: Houses) -> None:
    case, who = opened(houses.ours), houses.ours.actor()
    carried(houses.ours, "urgency.reported", what="Fever", by_whom="member")
    with pytest.raises(Changed) as changed:
        store.record(who, case, "urgency.passed", {"by_whom": "Dr Leka"}, key="k2", seen=1)
    assert [entry.name for entry in changed.value.newer] == ["urgency.reported"]
    carried(houses.ours, "note.written", text="An internal note makes no form stale.")
    assert store.record(who, case, "urgency.passed", {"by_whom": "Dr Leka"}, key="k2", seen=2).answer["seq"] == 4


def test_a_case_of_somebody_else_is_not_there(houses: Houses) -> None:
    case = opened(houses.ours)
    for stranger in (houses.theirs.actor(), Actor("x", "coordinator", ""), Actor("x", "centre", "nordhaven")):
        with pytest.raises(NotThere):
            store.record(stranger, case, "note.written", {"text": "?"}, key="k1")
        with pytest.raises(NotThere):
            cases.case(stranger, case)
    with pytest.raises(NotThere):
        store.record(houses.ours.actor(), "c_nothing", "note.written", {"text": "?"}, key="k1")


@pytest.mark.parametrize("name", sorted(FACTS))
def test_evidence_typed_by_a_client_is_a_fault_of_its_field(houses: Houses, name: str) -> None:
    kind = FACTS[name]
    evidence = list(getattr(kind.evidence, "__dataclass_fields__", {}))
    own = set(getattr(kind, "__dataclass_fields__", {}))
    for field in [*evidence, "evidence", "known", "recorded", "seq"]:
        if field in own:
            continue
        with pytest.raises(ValidationError) as fault:
            store.record(houses.ours.actor(), "c_any", name, {field: "true"}, key="k")
        assert (field,) in [error["loc"] for error in fault.value.errors()]


def test_a_paper_of_another_case_an_unscanned_one_and_an_unknown_party_are_refused(houses: Houses) -> None:
    walked(houses.ours, "record.asked")
    opened(houses.theirs)
    foreign, unscanned = document(houses.theirs, "foreign"), document(houses.ours, "unscanned", "quarantined")
    for paper in (foreign, unscanned, "d_nothing"):
        with pytest.raises(Refused) as no:
            carried(houses.ours, "record.received", record="record-1", document=paper)
        assert (no.value.key, no.value.about) == ("no-such-document", paper)
    with pytest.raises(Refused) as no:
        carried(houses.ours, "record.asked", kind="imaging", what="MRI", doctor="dr-nobody")
    assert (no.value.key, no.value.about) == ("no-such-party", "dr-nobody")


def test_a_document_cannot_lie_in_another_persons_case(houses: Houses) -> None:
    opened(houses.ours)
    stranger = houses.theirs.member
    act_as(houses.ours.operator)
    with connection.cursor() as cursor, pytest.raises(psycopg.errors.ForeignKeyViolation) as no:
        cursor.connection.execute(
            "INSERT INTO document (public, case_id, person_id, kind, category, title_key, name, language, sha256, size,"
            " mime, state, why, uploaded_by, uploaded_at, party, stored) SELECT 'd_x', c.id,"
            " (SELECT max(person_id) + 1 FROM cases), 'x', 'medical', '', '', '', '', 1, '', 'clean', '', '',"
            " konsil.clock(), %s, '' FROM cases c",
            (houses.ours.operator,),
        )
    assert (no.value.diag.constraint_name, bool(stranger)) == ("another-persons-case", True)


def test_the_worker_records_what_was_sent_in_its_own_name(houses: Houses) -> None:
    done = walked(houses.ours, "consent.sent")
    assert done[-1].entry.by == Actor("konsil", "konsil", "konsil")


def test_a_letter_becomes_a_job_of_the_same_transaction(houses: Houses) -> None:
    walked(houses.ours, "consent.released")
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text, scheduled_at > clock_timestamp() FROM procrastinate_jobs")
        jobs = cursor.fetchall()
    seq = len(cases.case(houses.ours.actor(), houses.ours.case).entries)
    assert [(task, later) for task, _, later in jobs] == [("tell", True)]
    assert f'"case": "{houses.ours.case}"' in jobs[0][1]
    assert f'"seq": {seq}' in jobs[0][1]
