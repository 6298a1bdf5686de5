"""What recording a fact costs over REST, beside pgbench replaying the same two calls of the same run.

python bench/recording.py

Eight connections on cases of forty facts and on one of four hundred, the whole programme, as `konsil_app` under
row-level security, with audit, hash, projections and jobs. Every second fact defers a job; the worker does not run.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import house

CONNECTIONS = 8
EACH = 15  # cases a connection records on
ROUNDS = 3
PASSES = 4  # facts a round records on each case
LONG, ON_LONG = 400, 8  # facts of the long case; facts a round records on it, each connection
PORT = 8790
FACTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("contact.logged", {"channel": "phone", "direction": "in", "outcome": "answered", "note": "Asked how far it is"}),
    ("message.written", {"words": "The centre has everything; its answer is expected within the week."}),
)


@dataclass
class Run:
    """Operations of one side: their latencies in seconds, the time they took, the processor's by process."""

    took: list[float]
    wall: float
    cpu: dict[str, float]

    def __add__(self, other: "Run") -> "Run":
        cpu = {name: self.cpu[name] + other.cpu[name] for name in self.cpu}
        return Run(self.took + other.took, self.wall + other.wall, cpu)

    @property
    def rate(self) -> float:
        return len(self.took) / self.wall


# -- over REST ---------------------------------------------------------------------------------------------------------


def rest(web: house.Web, token: str, shares: Sequence[Sequence[str]], passes: int) -> Run:
    """Each connection records on its own share of the cases, one fact after the other."""
    return driven(web, [list(_requests(token, share, passes)) for share in shares])


def driven(web: house.Web, queues: Sequence[Sequence[bytes]]) -> Run:
    """Each connection sends its requests one after the other. All of them are driven by one thread that holds its
    requests ready: what is measured shares the processor with it."""
    took: list[float] = []
    with DefaultSelector() as wires, ExitStack() as open_:
        for queue in queues:
            wire = open_.enter_context(socket.create_connection(("127.0.0.1", web.port)))
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            wires.register(wire, EVENT_READ, _Client(wire, iter(queue)))
        before = _cpu(web)
        begun = perf_counter()
        _drive(wires, took)
        wall = perf_counter() - begun
        after = _cpu(web)
    if len(took) != sum(map(len, queues)):
        raise SystemExit("a connection ended before its time")
    return Run(took, wall, {name: after[name] - before[name] for name in after})


def _requests(token: str, cases: Sequence[str], passes: int) -> Iterator[bytes]:
    for number in range(passes):
        for place, case in enumerate(cases):
            yield post(token, case, *FACTS[(place + number) % len(FACTS)])


@dataclass
class _Client:
    wire: socket.socket
    queue: Iterator[bytes]
    begun: float = 0.0

    def ask(self) -> bool:
        """Send the next request; whether there was one."""
        if (asked := next(self.queue, None)) is None:
            return False
        self.begun = perf_counter()
        self.wire.sendall(asked)
        return True


def _drive(wires: DefaultSelector, took: list[float]) -> None:
    clients = [key.data for key in wires.get_map().values()]
    busy = sum(client.ask() for client in clients)
    while busy:
        for key, _ in wires.select():
            status = _answer(key.data.wire)
            took.append(perf_counter() - key.data.begun)
            if not status.startswith((b"HTTP/1.1 201", b"HTTP/1.1 200")):
                raise SystemExit(status.decode())
            busy -= not key.data.ask()


def post(token: str, case: str, name: str, told: Mapping[str, Any]) -> bytes:
    """The octets of a request that records a fact."""
    body = json.dumps(told).encode()
    head = (
        f"POST /api/v1/cases/{case}/facts/{name} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nIdempotency-Key: {secrets.token_hex(12)}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def get(token: str, path: str) -> bytes:
    """The octets of a request that reads."""
    head = f"GET /api/v1/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
    return head.encode()


def _answer(wire: socket.socket) -> bytes:
    """A whole answer: its head, then as much as it says."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(wire)
    head, _, rest = got.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(rest) < length:
        rest += _more(wire)
    return got


def _more(wire: socket.socket) -> bytes:
    got = wire.recv(65536)
    if not got:
        raise SystemExit("the server hung up")
    return got


def _cpu(web: house.Web | None) -> dict[str, float]:
    postgres = house.server()
    return {
        "web": house.seconds(web.pids) if web else 0.0,
        "PostgreSQL": house.seconds((postgres, *house.below(postgres))),
    }


# -- the same calls by pgbench -----------------------------------------------------------------------------------------


def recorded(case: str) -> list[list[tuple[Any, ...]]]:
    """The arguments of the two calls for each fact, as the application makes them; nothing is kept."""
    from django.db import connection, transaction

    from konsil.core.case import Actor
    from konsil.store.record import record

    calls: list[list[tuple[Any, ...]]] = []

    def listen(execute: Any, sql: str, told: Any, many: bool, context: Any) -> Any:
        if "konsil.open_case_v1" in sql or "konsil.append_v1" in sql:
            calls[-1].append(tuple(told))
        return execute(sql, told, many, context)

    for name, told in FACTS:
        calls.append([])
        with transaction.atomic(), connection.execute_wrapper(listen):
            record(Actor("bench", "coordinator", "mediguide"), case, name, told, key=secrets.token_hex(12))
            transaction.set_rollback(True)
    return calls


def script(cases: Sequence[str], calls: Sequence[Sequence[tuple[Any, ...]]]) -> str:
    """One operation: the cases of a client in turn, each entry's hash made so that the next one knows it.

    `:last` is the number of the last entry this client wrote on the case, and 0 at its first; `:k` its place.
    """
    one, share = len(cases) == 1, 1 if len(cases) == 1 else EACH
    turn = "" if one else f"\\set k :k + 1\n\\if :k >= {share}\n\\set k 0\n\\set last :known\n\\endif\n"
    known = "\\set known :a_seq\n" + ("\\set last :known\n" if one else "")
    parts = [_operation(cases, open_, append, share) for open_, append in calls]
    return (
        f"{turn}\\set i {'1' if one else f':client_id * {share} + :k + 1'}\n\\set r random(1, 9000000000000000000)\n"
        f"\\if :r % 2 = 0\n{parts[0]}\\else\n{parts[1]}\\endif\n{known}"
    )


def _operation(cases: Sequence[str], open_: tuple[Any, ...], append: tuple[Any, ...], share: int) -> str:
    public = f"(ARRAY[{', '.join(map(_said, cases))}])[:i::int]"
    asked = ("'pgbench-' || :client_id::text || '-' || :r::text", "sha256(int8send(:r::int8))")
    opening = [
        *map(_said, open_[:2]), public, *map(_said, open_[3:7]), *asked, ":last::int", _hash(":last::int"),
    ]  # fmt: skip
    entry = [
        ":o_seq::int + 1", *map(_said, append[3:6]), ":o_recorded", ":o_recorded", *map(_said, append[8:11]),
        "sha256(int8send(:r::int8))", _hash("(:o_seq::int + 1)"), *map(_said, append[13:15]),
    ]  # fmt: skip
    rest = [*asked, *map(_said, append[17:])]
    return (
        f"BEGIN;\nSELECT * FROM konsil.open_case_v1({', '.join(opening)}) \\gset o_\n"
        f"SELECT konsil.append_v1(:o_case_id::bigint, :o_head::bytea, ROW({', '.join(entry)})::konsil.entry, "
        f"{', '.join(rest)}) AS seq \\gset a_\nCOMMIT;\n"
    )


def _hash(seq: str) -> str:
    return f"sha256(int8send(:i::int8 * 1000000 + {seq}))"


def _said(value: Any) -> str:
    """A literal; colons, in which pgbench would see its variables, are escaped."""
    match value:
        case None:
            return "NULL"
        case bytes():
            return f"E'\\\\x{value.hex()}'"
        case datetime():
            return _said(value.isoformat())
        case int():
            return str(value)
    text = str(value).replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a").replace("\n", "\\n")
    return f"E'{text}'"


def pgbench(database: str, text: str, each: int, last: int) -> Run:
    """Run a script `each` times for each of the clients, prepared; `last` is what each knows already."""
    from konsil.config import Config
    from konsil.store.cluster import located

    cluster = located(Config.read().area)
    assert cluster is not None
    environment = os.environ | {"PGPASSWORD": cluster.passwords["konsil_app"]}
    with TemporaryDirectory() as folder:
        (file := Path(folder) / "script").write_text(text)
        before = _cpu(None)
        done = subprocess.run(
            [
                cluster.binaries / "pgbench", "-h", cluster.sockets, "-p", str(cluster.port), "-U", "konsil_app",
                "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2", "-t", str(each), "-f", file, "-l",
                "-D", "k=-1", "-D", f"last={last}", "-D", f"known={last}", database,
            ],
            cwd=folder, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        after = _cpu(None)
        lines = [one.split() for log in Path(folder).glob("pgbench_log.*") for one in log.read_text().splitlines()]
    if done.returncode or len(lines) != each * CONNECTIONS:
        raise SystemExit(done.stderr or done.stdout)
    (rate,) = (float(one.split()[2]) for one in done.stdout.splitlines() if one.startswith("tps ="))
    return Run([int(one[2]) / 1e6 for one in lines], len(lines) / rate, {n: after[n] - before[n] for n in after})


# -- both, round by round ----------------------------------------------------------------------------------------------


def measure(laid: house.Laid, calls: Sequence[Sequence[tuple[Any, ...]]]) -> list[bool]:
    """The two settings, each with rounds of both sides in turn, after one pass that warms both."""
    shares = [laid.short[at::CONNECTIONS][:EACH] for at in range(CONNECTIONS)]
    with house.web(PORT) as web:
        return [
            *_compared("cases of 40 facts", web, laid.token, shares, PASSES, script(laid.short, calls), EACH * PASSES),
            *_compared(
                "one case of 400 facts", web, laid.token, [(laid.long,)] * CONNECTIONS, ON_LONG,
                script([laid.long], calls), ON_LONG,
            ),
        ]  # fmt: skip


def _compared(
    name: str, web: house.Web, token: str, shares: Sequence[Sequence[str]], passes: int, text: str, each: int
) -> list[bool]:  # fmt: skip
    rest(web, token, shares, 2)
    first = _longest("bench", shares)
    pgbench("bench", text, each // passes, 0)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(rest(web, token, shares, passes))
        theirs.append(pgbench("bench", text, each, _longest("bench", shares)))
    print(f"\n{name}: {first} to {_longest('konsil', shares)} facts, {CONNECTIONS} connections")
    return _printed(sum(ours[1:], ours[0]), sum(theirs[1:], theirs[0]))


def _printed(ours: Run, theirs: Run) -> list[bool]:
    for side, run in (("REST", ours), ("pgbench", theirs)):
        cuts = quantiles(run.took, n=20)
        print(f"  {side:8} {run.rate:8.1f} /s   p50 {cuts[9] * 1000:7.2f} ms   p95 {cuts[18] * 1000:7.2f} ms", end="")
        print("".join(f"   {who} {used / len(run.took) * 1000:.2f} ms" for who, used in run.cpu.items() if used))
    cpu = sum(ours.cpu.values()) / len(ours.took) * 1000
    return [
        house.line("  REST of pgbench", 100 * ours.rate / theirs.rate, "%", 50, least=True),
        house.line("  processor, every process, a fact", cpu, "ms", 5),
    ]


def _longest(database: str, shares: Sequence[Sequence[str]]) -> int:
    return int(_asked(database, "SELECT max(last_seq) FROM cases WHERE public = ANY (%s)", [shares[0][0]]))


def _asked(database: str, query: str, *told: object) -> Any:
    from konsil.config import Config
    from konsil.store.cluster import located

    cluster = located(Config.read().area)
    assert cluster is not None
    with cluster.connect(database) as connection:
        row = connection.execute(query, told or None).fetchone()
    assert row is not None
    return row[0]


TABLES = ("fact", "fact_body", "answered", "procrastinate_jobs")


def counts(database: str) -> dict[str, int]:
    """The rows of what recording writes."""
    return {table: int(_asked(database, f"SELECT count(*) FROM {table}")) for table in TABLES}


def main() -> int:
    """Lay, measure, print, compare, count."""
    with house.home():
        laid = house.lay(CONNECTIONS * EACH, LONG)
        from konsil.boot import boot

        boot("app")
        from django.db import connection

        from konsil.config import Config
        from konsil.store.cluster import located

        calls = recorded(laid.short[0])
        connection.close()
        cluster = located(Config.read().area)
        assert cluster is not None
        cluster.create_database("bench", template="konsil")
        print(house.settings())
        before = counts("konsil")
        good = measure(laid, calls)
        print()
        after, beside = counts("konsil"), counts("bench")
        for table in TABLES:
            ours, theirs = after[table] - before[table], beside[table] - before[table]
            print(f"{table:20} {ours:6} rows by REST, {theirs:6} by pgbench")
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
