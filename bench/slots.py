"""What a search for free time costs over 500 practitioners and 60 days, beside what is asked of it.

python bench/slots.py
"""

import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import house

PRACTITIONERS = 500  # at fifty places, each with its practitioners, rooms and a device
PLACES = 50
DAYS = 60
ROUNDS = 30
LIMIT = 30.0  # ms of the processor, ours and the database's together

FILL = """
WITH party_made AS (
    INSERT INTO party (key, kind) VALUES ('bench-payer', 'organisation'), ('bench-clinic', 'organisation')
), organisation_made AS (
    INSERT INTO organisation (party_id, kind, name, country, city, phone, email, timezone, settings)
    SELECT key, kind, key, 'RO', '', '', '', 'Europe/Bucharest', '{}'
    FROM (VALUES ('bench-payer', 'payer'), ('bench-clinic', 'clinic')) o (key, kind)
), agreed AS (
    INSERT INTO agreement (payer_id, clinic_id, number, from_on)
    VALUES ('bench-payer', 'bench-clinic', '', '2024-01-01')
), service_made AS (
    INSERT INTO service (code, texts, minutes, from_on) VALUES ('OFT-CONS', '{}', 20, '2024-01-01')
), place AS (
    INSERT INTO location (public, clinic_id, name, address, city, phone, zone, from_on)
    SELECT 'l_' || n, 'bench-clinic', 'Place ' || n, '', 'City ' || n %% 10, '', 'Europe/Bucharest', '2024-01-01'
    FROM generate_series(1, %(places)s) n RETURNING id, public
), thing AS (
    INSERT INTO resource (public, clinic_id, location_id, kind, label, languages, from_on)
    SELECT 's_' || p.id || '_' || kind || '_' || n, 'bench-clinic', p.id, kind, kind || ' ' || n, '{ro}', '2024-01-01'
    FROM place p, (VALUES ('practitioner', %(each)s), ('room', %(each)s), ('device', 1)) k (kind, count),
         generate_series(1, k.count) n
    RETURNING id, location_id, kind, label
), offered AS (
    INSERT INTO offer (location_id, service, from_on) SELECT location_id, 'OFT-CONS', '2024-01-01'
    FROM thing WHERE kind = 'practitioner' RETURNING id, location_id
), paired AS (
    SELECT o.id AS offer_id, t.id AS resource_id
    FROM (SELECT id, location_id, row_number() OVER (PARTITION BY location_id ORDER BY id) AS n FROM offered) o
    JOIN thing t ON t.location_id = o.location_id
     AND (t.kind = 'device' OR t.label = t.kind || ' ' || o.n)
), needed AS (
    INSERT INTO offer_resource (offer_id, resource_id) SELECT offer_id, resource_id FROM paired
)
INSERT INTO open_time (resource_id, day, ranges, free)
SELECT t.id, d.day::date, hours.ranges, hours.ranges FROM thing t,
    generate_series(konsil.clock()::date, konsil.clock()::date + %(days)s, interval '1 day') d (day),
    LATERAL (SELECT tstzmultirange(tstzrange(d.day + interval '6 hours', d.day + interval '10 hours'),
                                   tstzrange(d.day + interval '11 hours', d.day + interval '14 hours')) AS ranges) hours
"""
FULL = """
UPDATE open_time t
SET free = CASE WHEN t.day < konsil.clock()::date + %(full)s THEN '{}'::tstzmultirange ELSE t.free END
FROM resource r WHERE r.id = t.resource_id AND r.kind = ANY (%(kinds)s)
"""
CASES = {
    "nothing is booked": (0, ["practitioner", "room"]),
    "everybody is booked out for 55 of 60 days": (55, ["practitioner", "room"]),
    "all rooms, and no practitioner, are booked out for 55 of 60 days": (55, ["room"]),
    "everybody is booked out": (DAYS + 9, ["practitioner", "room"]),
}


def laid(cluster: Any, statement: str, told: dict[str, Any]) -> None:
    with cluster.connect("konsil") as connection, connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(statement, told)
    with cluster.connect("konsil") as connection:
        connection.execute("VACUUM ANALYZE open_time, resource, offer, offer_resource, location, service, agreement")


def searched(server: int) -> tuple[float, int]:
    """Milliseconds of the processor a search takes, here and in the database, and how many times it found."""
    from django.db import connection

    from konsil.core.case import Actor
    from konsil.store.queries import slots
    from konsil.store.queries.slots import Wanted

    agent = Actor("an agent", "call-centre", "bench-payer")
    until = datetime.now(UTC).date() + timedelta(days=DAYS)
    found = slots.free(agent, {"OFT-CONS": 1}, wanted=Wanted(language="ro"), until=until)
    backend = int(connection.connection.info.backend_pid)
    samples = []
    for _ in range(ROUNDS):
        before = _cpu(backend) + _cpu(0)
        found = slots.free(agent, {"OFT-CONS": 1}, wanted=Wanted(language="ro"), until=until)
        samples.append(_cpu(backend) + _cpu(0) - before)
    return statistics.median(samples), len(found)


def _cpu(pid: int) -> float:
    """Milliseconds of the processor a process has had, to the nanosecond the kernel counts."""
    return int(Path(f"/proc/{pid or 'self'}/schedstat").read_text().split()[0]) / 1e6


def main() -> None:
    with house.home():
        from konsil.boot import boot
        from konsil.config import Config
        from konsil.store.cluster import located

        boot("app")
        cluster = located(Config.read().area)
        assert cluster is not None
        laid(cluster, FILL, {"places": PLACES, "each": PRACTITIONERS // PLACES, "days": DAYS + 9})
        for name, (full, kinds) in CASES.items():
            laid(cluster, "UPDATE open_time SET free = ranges", {})
            laid(cluster, FULL, {"full": full, "kinds": kinds})
            ms, found = searched(house.server())
            print(f"{name:<66} {found:>3} found {ms:7.1f} ms   (limit {LIMIT:.0f} ms)")


if __name__ == "__main__":
    main()
