"""An installation for measuring: a home of its own under the temporary folder, with cases as long as asked.

The database is the embedded one as it is shipped (fsync on), every process acts as the application's role, and
nothing is left behind.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

if TYPE_CHECKING:  # Django is set up first, and not by who only waits for a port
    from konsil.core.case import Case

HERE = Path(__file__).parent
TICK = os.sysconf("SC_CLK_TCK")
STORY = "4 Liri: a changed diagnosis, so call first"  # forty facts, four promises running
LENGTH = 40


@contextmanager
def home() -> Iterator[Path]:
    """The folder of an installation with its schema, named in the environment; gone afterwards."""
    folder = Path(mkdtemp(prefix="konsil-bench-"))
    folder.chmod(0o711)  # as root the server, which runs as `nobody`, must pass through it
    for name in [name for name in os.environ if name.startswith("KONSIL_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ |= {"KONSIL_HOME": str(folder), "KONSIL_LOG_LEVEL": "WARNING"}
    from konsil.config import Config
    from konsil.store import cluster

    try:
        subprocess.run([sys.executable, "-m", "konsil.cli", "migrate"], check=True)
        yield folder
    finally:
        cluster.remove(Config.read().area)
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Laid:
    """What stands in the house: cases by public id, short ones and a long one, and a coordinator's token."""

    short: tuple[str, ...]
    long: str
    token: str


def lay(short: int, long: int) -> Laid:
    """So many cases of forty facts and one of `long`, laid by a process of the seeding role."""
    told = subprocess.run([sys.executable, __file__, str(short), str(long)], check=True, stdout=subprocess.PIPE)
    found = json.loads(told.stdout.splitlines()[-1])
    return Laid(tuple(found["short"]), found["long"], found["token"])


def _lay(short: int, long: int) -> Laid:
    from konsil.boot import boot

    config = boot("seed")
    from konsil.core.case import Case
    from konsil.demo import load, personas
    from konsil.demo.played import MORNING
    from konsil.store.planting import plant
    from konsil.store.registers import entrances

    world = load.load(lambda *_: None, short + 100)
    personas.keep(config.home, load.personas_of(world))
    (liri, *about) = (world.words["p_liri"], *load.others(short))
    first = story(world.words)
    assert isinstance(first, Case)
    cases = [plant(_of(first, liri, person), person, MORNING) for person in about]
    longest = plant(longer(first, long), liri, MORNING)
    return Laid(tuple(cases), longest, entrances.issue_token("mediguide", "coordinator", "bench", "bench"))


def story(words: Mapping[str, str] | None = None) -> Case:
    """The case of forty facts under the whole programme, about whoever the words name."""
    from konsil import library
    from konsil.core.case import Case
    from konsil.core.journey import steps_of, take
    from konsil.demo import load
    from konsil.demo.played import World

    case, found = Case(library.shipped(load.PROGRAMME).programme), load.twelve()
    for step in steps_of(found[STORY], found):
        case = take(case, World(dict(words or {})).step(step))
    assert len(case.entries) == LENGTH
    return case


def longer(case: Case, length: int) -> Case:
    """The same case after many calls."""
    from konsil.core import engine
    from konsil.core.case import Actor
    from konsil.core.facts.contact import Logged
    from konsil.demo.played import MORNING

    call = Logged(channel="phone", direction="in", outcome="answered", note="Asked how far it is")
    while len(case.entries) < length:
        case = engine.record(case, call, by=Actor("Arta", "coordinator", "mediguide"), at=MORNING, recorded=MORNING)
    return case


def _of(case: Case, was: str, person: str) -> Case:
    """The same course about another person."""
    from konsil.core.case import Case
    from konsil.core.facts.request import Received

    first, *rest = case.entries
    assert isinstance(first.fact, Received)
    about = replace(first, fact=replace(first.fact, member=person))
    entries = (
        replace(one, by=replace(one.by, name=person, party=person)) if one.by.party == was else one
        for one in (about, *rest)
    )
    return Case(case.programme, tuple(entries))


# -- processes ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Web:
    """A web server of two workers: where it listens, and its processes."""

    port: int
    pids: tuple[int, ...]


@contextmanager
def web(port: int, workers: int = 2) -> Iterator[Web]:
    """The web of `konsil serve`, alone, once it answers."""
    from konsil import serve
    from konsil.config import Config

    os.environ |= {"KONSIL_URL": f"http://127.0.0.1:{port}", "KONSIL_WORKERS": str(workers)}
    config = Config.read()
    serve.prepare(config)
    command = serve.children(config, "127.0.0.1", port)["web"]
    with serve.running({"web": command}) as processes:
        wait(f"http://127.0.0.1:{port}/api/v1/openapi.json")
        top = processes["web"].pid
        yield Web(port, (top, *below(top)))


def wait(address: str, seconds: float = 60) -> None:
    """Until the address answers anything. Raises `TimeoutError`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urlopen(address, timeout=10).close()
            return
        except HTTPError:
            return
        except (URLError, ConnectionError):
            time.sleep(0.02)
    raise TimeoutError(address)


def below(pid: int) -> tuple[int, ...]:
    """The processes that a process has started, theirs too; none of one that has ended meanwhile."""
    try:
        found = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in _words(task / "children")]
    except (FileNotFoundError, ProcessLookupError):
        return ()
    return (*found, *(one for child in found for one in below(child)))


def server() -> int:
    """The process of the embedded PostgreSQL; its backends are below it."""
    from konsil.config import Config
    from konsil.store.cluster import located

    cluster = located(Config.read().area)
    assert cluster is not None
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def seconds(pids: Sequence[int]) -> float:
    """The processor's time these have used, and those of their children that have ended."""
    return sum(sum(map(int, _stat(pid)[11:15])) for pid in pids) / TICK


def megabytes(pid: int) -> float:
    """What a process holds of the memory, what it shares with others included."""
    return int(_words(Path(f"/proc/{pid}/statm"))[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _stat(pid: int) -> list[str]:
    """The fields after a process's name; zeros for one that has ended, since its parent has its time now."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["0"] * 15


def _words(path: Path) -> list[str]:
    return path.read_text().split()


# -- printing ----------------------------------------------------------------------------------------------------------


def settings() -> str:
    """What the figures depend on, in one line."""
    from konsil.config import Config
    from konsil.store.cluster import located

    cluster = located(Config.read().area)
    assert cluster is not None
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
    with cluster.connect() as connection:
        told = [(name, connection.execute(f"SHOW {name}").fetchone()) for name in names]
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    found = ", ".join(f"{name} {row[0]}" for name, row in told if row)
    return f"PostgreSQL {found}; {os.cpu_count()} cores, load {load}; Python {sys.version.split()[0]}"


def line(name: str, reached: float, unit: str, limit: float | None = None, least: bool = False) -> bool:
    """Print a figure beside its limit; whether it is within."""
    good = limit is None or (reached >= limit if least else reached <= limit)
    beside = f"limit {limit:9,.1f} {unit:5} {'ok' if good else 'SHORT' if least else 'OVER'}" if limit else ""
    print(f"{name:58} {reached:10,.2f} {unit:5} {beside}".rstrip(), flush=True)
    return good


if __name__ == "__main__":
    print(json.dumps(vars(_lay(int(sys.argv[1]), int(sys.argv[2])))))
