"""Worklists: one query, however many lines; whoever waits for help above everything, then the next due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from carried import carried, walked
from konsil.core.case import Actor
from konsil.store.queries import cases
from konsil.store.queries.payer import promise_lines
from konsil.store.queries.reading import Page, now
from konsil.store.queries.work import Line, have_read, work
from two_houses import LONG_AGO, Houses, built, opened

pytestmark = pytest.mark.django_db(transaction=True)
Owner = psycopg.Connection[tuple[Any, ...]]

MANY = """
WITH made AS (
    INSERT INTO cases (public, number, number_key, programme_id, person_id, population_id, payer, opened_at, last_seq,
                       head, ended, owner, origin)
    SELECT 'c_' || n, 'N' || n, 'N' || n, programme_id, person_id, population_id, payer, opened_at, 0, head, '', '', ''
    FROM cases, generate_series(1, %(many)s) n RETURNING *)
INSERT INTO work_row (party, case_id, public, number, person, language, programme, owner, step, promise, holder, mine,
    due_at, exclusive, provisional, urgency, rank, sort_at, unread, flags, open, moved_at)
SELECT 'mediguide', id, public, number, 'Elira Hoxha', 'sq', 'albsig-mso', '', 'request.accepted', 'request-answered',
    'operator', mine, due, false, false, urgency, (2 - urgency) * 2 + (NOT mine)::int, coalesce(due, 'infinity'), 0,
    '{}', true, opened_at
FROM made, LATERAL (SELECT id %% 3 > 0 AS mine, CASE id %% 7 WHEN 0 THEN 2 WHEN 1 THEN 1 ELSE 0 END AS urgency,
    CASE WHEN id %% 5 > 0 THEN opened_at + (id * 7919 %% 1000) * interval '1 minute' END AS due) x
"""


@pytest.fixture
def houses(transactional_db: None) -> Houses:
    return built()


def order(line: Line) -> tuple[Any, ...]:
    """What a coordinator would say comes first."""
    return (-line.urgency, not line.mine, line.due_at is None, line.due_at)


@pytest.mark.shows("X01")
def test_a_list_is_one_query_in_the_order_of_need(houses: Houses, owner: Owner) -> None:
    """one query, 100,000 open cases; a waiting patient above everything: here of 400, the bench counts the rest"""
    opened(houses.ours)
    owner.execute(MANY, {"many": 400})
    who, statements = houses.ours.actor(), list[str]()

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        page = work(who, page=Page(50))
    assert sum("FROM work_row" in one for one in statements) == 1
    assert page.rows[0].urgency == 2

    found, after = list(page.rows), page.after
    while after:
        page = work(who, page=Page(50, after))
        found, after = [*found, *page.rows], page.after
    assert len({line.public for line in found}) == 401
    keys = [order(line) for line in found if line.due_at]
    assert keys == sorted(keys)
    with pytest.raises(ValueError, match=r"unpack|int"):
        work(who, page=Page(50, "nonsense"))


def test_a_list_says_what_to_do_next_and_whose_turn_it_is(houses: Houses) -> None:
    walked(houses.ours, "treatment.planned")
    line = work(houses.ours.actor()).rows[0]
    assert (line.step, line.promise, line.mine, line.owner) == ("request.accepted", "request-answered", True, "arta")
    assert (line.person, line.born_on, line.language) == ("Elira Hoxha", date(1974, 5, 2), "sq")
    assert line.due_at is not None
    assert (line.late(now()), line.late(line.due_at + timedelta(seconds=1))) == (False, True)


def test_only_the_parties_that_work_on_a_case_have_a_line_and_no_name_they_may_not_know(houses: Houses) -> None:
    walked(houses.ours, "centre.accepted")
    centre = Actor("desk", "centre", "nordhaven")
    assert [line.person for line in work(centre).rows] == [""]
    for nobody in (houses.ours.actor("payer"), Actor("desk", "candidate", "clairval"), houses.theirs.actor()):
        assert work(nobody).rows == ()
    carried(houses.ours, "consent.signed", consent="consent-1", way="paper", document=_signed(houses))
    assert [line.person for line in work(centre).rows] == ["Elira Hoxha"]


def _signed(houses: Houses) -> str:
    from carried import document

    return document(houses.ours, "signed")


def test_a_line_is_unread_until_somebody_of_the_party_has_read_it(houses: Houses) -> None:
    case, who = opened(houses.ours), houses.ours.actor()
    assert work(who).rows[0].unread == 0
    member = Actor("Elira", "member", houses.ours.member)
    carried(houses.ours, "questions.put", by=member, questions=["Can the breast be kept?"])
    assert work(who).rows[0].unread == 1
    have_read(who, case, cases.case(who, case).seq)
    assert work(who).rows[0].unread == 0


def test_a_payer_sees_how_each_promise_ended_under_its_cases_number(houses: Houses) -> None:
    walked(houses.ours, "consent.sent")
    lines = promise_lines(houses.ours.actor("payer"), LONG_AGO, now())
    told = {line.promise: line.outcome(now()) for line in lines}
    assert (told["consent-form"], told["request-answered"], told["three-centres"]) == ("kept", "kept", "running")
    assert {line.outcome(now() + timedelta(days=60)) for line in lines if line.promise == "three-centres"} == {"late"}
    assert promise_lines(houses.theirs.actor("payer"), LONG_AGO, now()) == ()
    for secret in (houses.ours.member, houses.ours.case, "Elira", "C50", "nordhaven"):
        assert secret not in repr(lines)
