"""What a page of the worklist costs among a hundred thousand open cases, beside what is asked of it.

python bench/worklist.py
"""

import os
import statistics
import sys
from time import perf_counter, process_time
from typing import Any

import house

CASES = 100_000
DEMO = "SELECT konsil.clock()"  # what the demo asks beside the page: its clock stands above every page
ROUNDS = 60
LINES = """
WITH new AS (
    INSERT INTO cases SELECT made.* FROM cases c, generate_series(1, %(count)s) n,
        jsonb_populate_record(c, jsonb_build_object('id', 1000000 + n, 'public', 'c_bench' || n,
            'number', 'MSO-' || n, 'number_key', 'bench' || n)) made
    WHERE c.public = %(case)s
    RETURNING id, public, number
), ways AS (
    INSERT INTO case_party SELECT made.* FROM case_party w JOIN cases c ON c.id = w.case_id, new,
        LATERAL jsonb_populate_record(w, jsonb_build_object('id', new.id * 10, 'case_id', new.id)) made
    WHERE c.public = %(case)s AND w.party = 'mediguide' AND w.role = 'coordinator'
)
INSERT INTO work_row SELECT made.* FROM work_row w, new,
    LATERAL (SELECT konsil.clock() + (random() * 20 - 1 + new.id * 0) * interval '1 day' AS due) at,
    LATERAL jsonb_populate_record(w, jsonb_build_object('id', new.id, 'case_id', new.id, 'public', new.public,
        'number', new.number, 'due_at', at.due, 'sort_at', at.due, 'mine', new.id %% 3 > 0,
        'rank', 4 + (new.id %% 3 = 0)::int,
        'owner', CASE new.id %% 40 WHEN 0 THEN w.owner WHEN 1 THEN '' ELSE 'Coordinator ' || new.id %% 40 END,
        'step', CASE new.id %% 20 WHEN 7 THEN 'opinion.checked' ELSE w.step END,
        'flags', CASE new.id %% 50 WHEN 3 THEN '{examination}'::text[] ELSE w.flags END)) made
WHERE w.public = %(case)s AND w.party = 'mediguide'
"""


def fill(case: str) -> None:
    """So many open cases beside those of the demo, each with its line; written past the wall, as no process of
    the product could. Forty people share them: one in forty is nobody's, one in twenty waits for the medical officer,
    one in fifty for an examination."""
    from konsil.config import Config
    from konsil.store.cluster import located

    cluster = located(Config.read().area)
    assert cluster is not None
    with cluster.connect("konsil") as connection, connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(LINES, {"case": case, "count": CASES})
    with cluster.connect("konsil") as connection:
        connection.execute("VACUUM ANALYZE cases, work_row")


def query() -> list[float]:
    """Milliseconds of the list's own statement, there and back."""
    from django.db import connection

    from konsil.core.case import Actor
    from konsil.store.queries.work import work

    took: list[float] = []

    def timed(execute: Any, sql: str, *told: Any) -> Any:
        begun = perf_counter()
        try:
            return execute(sql, *told)
        finally:
            if "FROM work_row" in sql:
                took.append((perf_counter() - begun) * 1000)

    actor = Actor("Arta", "coordinator", "mediguide")
    assert len(work(actor).rows) == 50
    with connection.execute_wrapper(timed):
        for _ in range(ROUNDS):
            work(actor)
    return took


def page() -> tuple[float, float, int]:
    """Milliseconds of this process and of PostgreSQL for a page, and its statements, as Arta sees it."""
    from django.db import connection
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.get("/demo/be/arta", follow=True)
    for _ in range(3):
        answer = client.get("/work")
    assert answer.status_code == 200, answer
    assert answer.content.count(b"/work/c_") >= 50
    asked: list[str] = []

    def heard(execute: Any, sql: str, *told: Any) -> Any:
        asked.append(sql)
        return execute(sql, *told)

    with connection.execute_wrapper(heard):
        client.get("/work")
    postgres = house.server()
    begun, before = process_time(), house.seconds((postgres, *house.below(postgres)))
    for _ in range(ROUNDS):
        client.get("/work")
    ours, theirs = process_time() - begun, house.seconds((postgres, *house.below(postgres))) - before
    asked = [one for one in asked if one != DEMO]
    print("\n".join(" ".join(one.split())[:110] for one in asked))
    return ours / ROUNDS * 1000, theirs / ROUNDS * 1000, len(asked)


def main() -> int:
    """Fill, measure, print, compare."""
    with house.home():
        os.environ["KONSIL_DEMO"] = "true"
        laid = house.lay(1, house.LENGTH)
        from konsil.boot import boot
        from konsil.serve import prepare

        prepare(boot("app"))
        fill(laid.short[0])
        print(house.settings())
        took = query()
        ours, theirs, statements = page()
        good = [
            house.line(f"50 of {CASES:,} lines, the query, median", statistics.median(took), "ms", 5),
            house.line("  its 95th percentile", statistics.quantiles(took, n=20)[18], "ms"),
            house.line("the page, processor of the web", ours, "ms"),
            house.line("the page, processor of PostgreSQL", theirs, "ms"),
            house.line("the page, both", ours + theirs, "ms", 60),
            house.line("the page, statements", statements, "", 5),
        ]
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
