"""Row-level security: raw SQL, as the application's role, shows no more than a party may see (R22)."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection

from carried import carried, document, walked
from konsil.store.queries import cases
from konsil.store.queries.payer import promise_lines
from konsil.store.queries.reading import now, reading
from konsil.store.queries.traffic import enquiries, who_read
from two_houses import LONG_AGO, Houses, act_as, built, opened

pytestmark = pytest.mark.django_db

CASE_TABLES = (
    "cases", "fact", "fact_body", "promise_cycle", "promise_mark", "attempt", "case_party", "work_row", "document",
)  # fmt: skip


@pytest.fixture
def houses(db: None) -> Houses:
    made = built()
    walked(made.ours, "record.asked")
    document(made.ours, "paper")
    opened(made.theirs)
    return made


def rows(statement: str, party: str, *told: object) -> list[tuple[Any, ...]]:
    act_as(party)
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return cursor.fetchall()


def count(table: str, party: str, case: str) -> int:
    own = "id" if table == "cases" else "case_id"
    found = rows(f"SELECT count(*) FROM {table} WHERE {own} = %s", party, case)
    return int(found[0][0])


def own_id(houses: Houses) -> str:
    return str(rows("SELECT id FROM cases WHERE public = %s", houses.ours.operator, houses.ours.case)[0][0])


@pytest.mark.shows("X10")
@pytest.mark.parametrize("table", CASE_TABLES)
def test_a_stranger_reads_no_row_of_a_case(houses: Houses, table: str) -> None:
    """row-level tests per role: the other house, the insurer, a centre not chosen, nobody."""
    case = own_id(houses)
    assert count(table, houses.ours.operator, case) > 0 or table in ("promise_mark", "attempt")
    theirs = houses.theirs
    for stranger in (theirs.operator, theirs.payer, theirs.member, houses.ours.payer, "", "nobody"):
        mine = 1 if (table, stranger) == ("case_party", houses.ours.payer) else 0  # that it has a way, and no scope
        assert count(table, stranger, case) == mine, stranger


@pytest.mark.shows("X10")
@pytest.mark.parametrize(
    ("role", "categories"),
    [
        ("member", ["medical", "personal", "status"]),
        ("doctor", ["medical", "status"]),
        ("centre", ["medical", "status"]),
        ("candidate", []),
        ("payer", []),
        ("operator", ["enquiry", "internal", "medical", "personal", "status"]),
    ],
)
def test_each_role_reads_the_categories_of_its_scope(houses: Houses, role: str, categories: list[str]) -> None:
    """row-level tests per role: the categories of the facts that each party sees by raw SQL."""
    carried(houses.ours, "note.written", text="Seen by the operator only.")
    party = {
        "member": houses.ours.member, "doctor": "dr-leka", "centre": "nordhaven", "candidate": "clairval",
        "payer": houses.ours.payer, "operator": houses.ours.operator,
    }[role]  # fmt: skip
    found = rows("SELECT DISTINCT f.category FROM fact f JOIN fact_body b USING (case_id, seq) ORDER BY 1", party)
    assert [category for (category,) in found] == categories


@pytest.mark.shows("X10")
@pytest.mark.parametrize("party", ["dr-leka", "nordhaven"])
def test_whoever_is_shown_the_records_is_not_shown_what_member_and_operator_say_to_each_other(
    houses: Houses, party: str
) -> None:
    """row-level tests per role: doctor and centre, consented to, read the records and no message, complaint, contact
    or offer, whatever they ask the database."""
    carried(houses.ours, "message.written", words="Dr Leka need not know that you asked.")
    carried(houses.ours, "message.received", words="I am afraid of Dr Leka.")
    carried(houses.ours, "complaint.made", about="Nordhaven was rude.", by_whom="Elira Hoxha")
    carried(houses.ours, "complaint.answered", "supervisor", complaint="complaint-1", outcome="We have told them.")
    carried(houses.ours, "contact.logged", channel="phone", direction="in", outcome="answered", note="She cried.")
    said = {"message.written", "message.received", "complaint.made", "complaint.answered", "contact.logged",
            "centre.offered"}  # fmt: skip
    names = {name for (name,) in rows("SELECT name FROM fact", party)}
    bodies = "".join(str(body) for (body,) in rows("SELECT body FROM fact_body", party))
    assert ("record.asked" in names, names & said) == (True, set())
    assert not any(word in bodies for word in ("afraid", "need not know", "rude", "told them", "cried"))
    assert said <= {name for (name,) in rows("SELECT name FROM fact", houses.ours.member)}


@pytest.mark.shows("A02")
def test_the_insurer_sees_numbers_and_promises_and_no_medical_fact_even_by_raw_sql(houses: Houses) -> None:
    """by default the insurer sees case numbers, counts and promises without names (Y38); a named look-up is a
    separate right with reason, logged; never medical records unless the programme grants it"""
    insurer = houses.ours.actor("payer")
    lines = promise_lines(insurer, LONG_AGO, now())
    number = rows("SELECT number FROM cases", houses.ours.operator)[0][0]
    assert {line.number for line in lines} == {number}
    assert {line.promise for line in lines} >= {"consent-form", "three-centres"}
    assert not any(houses.ours.member in repr(line) or houses.ours.case in repr(line) for line in lines)
    for table in ("fact", "fact_body", "cases", "document", "work_row"):
        assert rows(f"SELECT * FROM {table}", insurer.party) == []
    assert promise_lines(houses.theirs.actor("payer"), LONG_AGO, now()) != lines


def test_a_centre_that_was_asked_sees_the_enquiry_and_nobody_until_somebody_is_chosen(db: None) -> None:
    from konsil.core.case import Actor

    ours, desk = built().ours, Actor("desk", "candidate", "clairval")
    walked(ours, "offer.sent")
    found = enquiries(desk)
    assert [(one.disease, one.age_band, one.answered) for one in found] == [("C50.4", "50-54", "confirmed")]
    assert rows("SELECT given FROM person", "clairval") == []
    assert ours.member not in repr(found)
    carried(ours, "centre.chosen", centre="nordhaven")
    assert enquiries(desk) == ()


def test_a_case_hides_from_the_centre_what_is_not_in_its_scope_and_derives_from_all(houses: Houses) -> None:
    from konsil.core.case import Actor

    carried(houses.ours, "note.written", text="She is afraid.")
    seen = cases.case(Actor("desk", "centre", "nordhaven"), houses.ours.case)
    assert {entry.fact.category for entry in seen.entries} == {"medical", "status"}
    assert (seen.partial, "She is afraid." in repr(seen)) == (True, False)
    full = cases.case(houses.ours.actor(), houses.ours.case)
    assert [one.key for one in seen.promises] == [one.key for one in full.promises]


@pytest.mark.shows("X05")
def test_a_withdrawn_consent_closes_the_access_in_the_same_instant(houses: Houses) -> None:
    """withdraw mid-case: doctor and centre read medical facts before and none after, by raw SQL."""
    medical = "SELECT count(*) FROM fact WHERE category = 'medical'"
    assert [rows(medical, party)[0][0] > 0 for party in ("dr-leka", "nordhaven")] == [True, True]
    withdrawn = carried(houses.ours, "consent.withdrawn", consent="consent-1").entry
    assert [rows(medical, party)[0][0] for party in ("dr-leka", "nordhaven")] == [0, 0]
    ways = "SELECT until_at FROM case_party WHERE 'medical' = ANY (scope)"
    assert [rows(ways, party) for party in ("dr-leka", "nordhaven")] == [[(withdrawn.recorded,)]] * 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fact SET name = 'x'",
        "DELETE FROM fact",
        "TRUNCATE fact",
        "INSERT INTO fact SELECT * FROM fact",
        "UPDATE fact_body SET body = '{}'",
        "DELETE FROM fact_body",
        "UPDATE cases SET head = '\\x00'",
        "DELETE FROM cases",
        "UPDATE case_party SET until_at = NULL",
        "INSERT INTO case_party SELECT * FROM case_party",
        "DELETE FROM register_audit",
        "UPDATE read_audit SET account = 'x'",
        "DELETE FROM read_audit",
        "SELECT * FROM read_audit_other",
        "DELETE FROM person",
        "UPDATE promise_mark SET mark = 'x'",
        "SELECT konsil.open_seeded_v1('a', 'b', 'c', 'd', '{}', NULL, '{}', 'k', '', 0, '', now())",
    ],
)
def test_the_application_may_not(houses: Houses, statement: str) -> None:
    act_as(houses.ours.operator)
    with connection.cursor() as cursor, pytest.raises(psycopg.errors.InsufficientPrivilege):
        cursor.connection.execute(statement)


def test_a_fact_cannot_be_appended_to_a_case_nobody_opened(houses: Houses) -> None:
    act_as(houses.ours.operator, "Arta Kola")
    case = own_id(houses)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('konsil.locked', '', true)")
        with pytest.raises(psycopg.Error) as no:
            cursor.connection.execute(
                "SELECT konsil.append_v1(%s, '', ROW(99, 'note.written', 1, 'internal', now(), now(), 'Arta Kola',"
                " 'coordinator', %s, '', '', '', '{}')::konsil.entry, '', '', '{}', NULL, '[]', '[]', '', '', '[]')",
                (case, houses.ours.operator),
            )
    assert no.value.sqlstate == "KN500"


def test_every_table_that_holds_a_party_or_a_person_is_protected(owner: psycopg.Connection[tuple[Any, ...]]) -> None:
    found = owner.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND a.attname IN ('case_id', 'person_id', 'person') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
    ).fetchall()
    assert {name for (name,) in found} == {"account"}  # whom an account is for: asked before anybody acts


def test_the_owner_has_a_policy_of_one_name_on_every_protected_table(
    owner: psycopg.Connection[tuple[Any, ...]],
) -> None:
    protected = owner.execute("SELECT count(*) FROM pg_class WHERE relrowsecurity").fetchone()
    keeping = owner.execute(
        "SELECT count(*), bool_and(roles = '{konsil_owner}') FROM pg_policies WHERE policyname = 'keeping'"
    ).fetchone()
    assert protected is not None
    assert keeping == (protected[0], True)


@pytest.mark.shows("X09")
def test_each_view_of_medical_data_leaves_a_row_that_the_member_sees(houses: Houses) -> None:
    """each view of medical data: by whom, in which role, for whom, when; once a view."""
    from konsil.core.case import Actor

    cases.case(houses.ours.actor(), houses.ours.case)
    cases.case(Actor("desk", "centre", "nordhaven"), houses.ours.case, what="opinion")
    member = Actor("Elira", "member", houses.ours.member)
    looks = who_read(member, houses.ours.member)
    assert [(one.account, one.role, one.party, one.what) for one in looks] == [
        ("desk", "centre", "nordhaven", "opinion"),
        ("Arta Kola", "coordinator", houses.ours.operator, "case"),
    ]
    assert who_read(Actor("x", "member", houses.theirs.member), houses.ours.member) == ()


def test_a_reading_of_nobody_shows_nothing(houses: Houses) -> None:
    from konsil.core.case import Actor

    with reading(Actor("x", "coordinator", "")):
        assert rows("SELECT count(*) FROM person", "") == [(0,)]


@pytest.mark.shows("X05")
def test_a_way_that_rests_on_a_consent_ends_by_itself_with_it(houses: Houses) -> None:
    """withdraw mid-case, or let it run out: the way in carries the end of the consent, and nothing has to run then."""
    ways = "SELECT scope, until_at FROM case_party WHERE party = %s AND role = 'centre' ORDER BY 1"
    signed = rows("SELECT at FROM fact WHERE name = 'consent.signed'", houses.ours.operator)[0][0]
    found = [row for row in rows(ways, "nordhaven", "nordhaven") if row[1] is None or row[1] > signed]
    assert [scope for scope, _ in found] == [["medical", "status"], ["status"]]
    assert [bool(until) and 360 < (until - signed).days < 367 for _, until in found] == [True, False]
