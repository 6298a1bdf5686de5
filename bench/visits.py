"""What issuing, verifying and using an authorisation costs over REST, among 200,000 insured and 10,000 services.

python bench/visits.py

Eight connections, two web workers, the whole programme, the application's role under row-level security, with audit,
hash, projections and jobs. Each paper is issued once, read once by its number, and used once.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.request import Request, urlopen

import house
import recording

CLINIC, PAYER, PROGRAMME, SERVICE = "ochi", "omniasig", "omniasig-visit", "OFT-CONS"
PASSES, EACH = 4, 15  # the first warms up; papers a connection handles in a pass
PAPERS = PASSES * EACH * recording.CONNECTIONS
LIMIT = 6.0  # ms of the processor, all processes together
PORT = 8796
FILL = """
WITH thing AS (  -- doctors who are free from noon to six
    INSERT INTO resource SELECT made.* FROM generate_series(1, %(doctors)s) n, LATERAL (
        SELECT r FROM resource r JOIN location l ON l.id = r.location_id
        WHERE l.clinic_id = %(clinic)s AND r.kind = 'practitioner' ORDER BY r.id LIMIT 1) like_her (r),
        LATERAL jsonb_populate_record(like_her.r, jsonb_build_object('id', 1000000 + n, 'public', 's_bench' || n,
            'label', 'Bench ' || n)) made
    RETURNING id, location_id
), offered AS (
    INSERT INTO offer (location_id, service, from_on) SELECT location_id, %(service)s, '2024-01-01' FROM thing
    RETURNING id
), numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM offered), needed AS (
    INSERT INTO offer_resource (offer_id, resource_id) SELECT id, 1000000 + n FROM numbered
), insured AS (
    INSERT INTO person SELECT made.* FROM generate_series(1, %(insured)s) n,
        LATERAL (SELECT p FROM person p JOIN cover c ON c.person_id = p.id
                 JOIN policy y ON y.id = c.policy_id WHERE y.payer_id = %(payer)s ORDER BY p.id LIMIT 1) like_her (p),
        LATERAL jsonb_populate_record(like_her.p, jsonb_build_object('id', 1000000 + n, 'public', 'p_bench' || n,
            'number_mac', NULL, 'number_sealed', NULL)) made
), services AS (
    INSERT INTO service (code, texts, minutes, from_on)
    SELECT 'BENCH-' || n, '{}', 20, '2024-01-01' FROM generate_series(1, %(services)s) n
)
INSERT INTO open_time (resource_id, day, ranges, free)
SELECT t.id, d.day, hours.ranges, hours.ranges FROM thing t, (SELECT konsil.clock()::date AS day) d,
    LATERAL (SELECT tstzmultirange(tstzrange(d.day + interval '10 hours', d.day + interval '16 hours')) AS ranges) hours
"""
GROWN = """
SELECT p.public FROM person p JOIN cover c ON c.person_id = p.id JOIN policy y ON y.id = c.policy_id
WHERE y.payer_id = %s AND p.born_on < '2000-01-01' ORDER BY p.id DESC LIMIT 300
"""
STARTS = 18  # of twenty minutes each, between noon and six


def lay() -> dict[str, Any]:
    """The demo's insurer and clinics with their people, in a process of the seeding role: tokens and members."""
    told = subprocess.run([sys.executable, __file__, "lay"], check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


def _lay() -> dict[str, Any]:
    from konsil.boot import boot

    boot("seed")
    from konsil.core.case import Actor
    from konsil.demo import load
    from konsil.demo.visits import load as visits
    from konsil.store.queries.reading import reading, rows
    from konsil.store.registers import entrances

    load.load(lambda *_: None, 100)
    visits.load(lambda *_: None)
    with reading(Actor("bench", "admin", PAYER)):
        members = rows(GROWN, PAYER)
    return {
        "calls": entrances.issue_token(PAYER, "call-centre", "bench", "bench"),
        "clinic": entrances.issue_token(CLINIC, "clinic", "bench", "bench"),
        "members": [public for (public,) in members],
    }


def fill() -> tuple[str, list[tuple[str, str]]]:
    """The place, and so many free times as (doctor, instant)."""
    from konsil.config import Config
    from konsil.store.cluster import located

    cluster = located(Config.read().area)
    assert cluster is not None
    told = {"doctors": -(-PAPERS // STARTS), "clinic": CLINIC, "payer": PAYER, "service": SERVICE,
            "insured": 200_000, "services": 10_000}  # fmt: skip
    with cluster.connect("konsil") as connection, connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(FILL, told)
    with cluster.connect("konsil") as connection:
        connection.execute("VACUUM ANALYZE")
        found = connection.execute(
            "SELECT l.public, r.public, konsil.clock()::date + interval '10 hours' + n * interval '20 minutes'"
            " FROM resource r JOIN location l ON l.id = r.location_id, generate_series(0, %s) n"
            " WHERE r.id > 1000000 ORDER BY n, r.id", [STARTS - 1]
        ).fetchall()  # fmt: skip
    return str(found[0][0]), [(doctor, f"{at.isoformat()}+00:00") for _, doctor, at in found]


def booked(web: house.Web, laid: dict[str, Any], place: str, times: Iterable[tuple[str, str]]) -> list[str]:
    """A visit of today for each of the papers: the cases."""
    found = []
    for number, (doctor, at) in zip(range(PAPERS), times, strict=False):
        fact = {"services": [{"service": SERVICE}], "identified": ["birth-date", "phone"]}
        member = laid["members"][number % len(laid["members"])]
        opened = _post(web, laid["calls"], "cases", {"programme": PROGRAMME, "member": member, "fact": fact})
        told = {"clinic": CLINIC, "location": place, "starts": at, "resources": [doctor], "services": fact["services"]}
        _post(web, laid["calls"], f"cases/{opened['case']}/facts/visit.booked", told)
        found.append(str(opened["case"]))
    return found


def _post(web: house.Web, token: str, path: str, told: dict[str, Any]) -> dict[str, Any]:
    asked = Request(f"http://127.0.0.1:{web.port}/api/v1/{path}", json.dumps(told).encode(), _headers(token))
    found: dict[str, Any] = json.load(urlopen(asked, timeout=60))
    return found


def _headers(token: str) -> dict[str, str]:
    from secrets import token_hex

    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": token_hex(12)}


def numbers(cases: Sequence[str]) -> list[str]:
    """The numbers of the papers, in the order of their cases."""
    from konsil.core.case import Actor
    from konsil.store.queries.reading import reading, rows

    with reading(Actor("bench", "call-centre", PAYER)):
        found = dict(rows("SELECT c.public, a.number FROM authorisation a JOIN cases c ON c.id = a.case_id"))
    return [str(found[case]) for case in cases]


def measured(web: house.Web, name: str, requests: Sequence[bytes]) -> bool:
    """Print what each of these requests costs, after the first pass of them."""
    warm, rest = requests[: len(requests) // PASSES], requests[len(requests) // PASSES :]
    recording.driven(web, _shares(warm))
    run = recording.driven(web, _shares(rest))
    cpu = sum(run.cpu.values()) / len(run.took) * 1000
    print(
        f"{name}: {run.rate:.1f} /s", *(f"{who} {used / len(run.took) * 1000:.2f} ms" for who, used in run.cpu.items())
    )
    return house.line(f"  {name}, processor, every process", cpu, "ms", LIMIT)


def _shares(requests: Sequence[bytes]) -> list[list[bytes]]:
    return [list(requests[at :: recording.CONNECTIONS]) for at in range(recording.CONNECTIONS)]


def main() -> int:
    """Lay, fill, book, then issue, verify and use, measured one after the other."""
    with house.home():
        laid = lay()
        from konsil.boot import boot

        boot("app")
        place, times = fill()
        print(house.settings())
        with house.web(PORT) as web:
            cases = booked(web, laid, place, times)
            paper = {"booking": "booking-1", "lines": [{"service": SERVICE}]}
            use = {"booking": "booking-1", "documents": ["identity-document"]}
            calls, clinic = laid["calls"], laid["clinic"]
            good = [measured(web, "issue", [recording.post(calls, c, "authorisation.issued", paper) for c in cases])]
            good += [
                measured(web, "verify", [recording.get(clinic, f"papers/{one}") for one in numbers(cases)]),
                measured(web, "redeem", [recording.post(clinic, c, "visit.checked-in", use) for c in cases]),
            ]
    return int(not all(good))


if __name__ == "__main__":
    if sys.argv[1:] == ["lay"]:
        print(json.dumps(_lay()))
        sys.exit(0)
    sys.exit(main())
