"""How soon a demo that is laid already shows its page, what a web worker holds, and how long the core takes.

python bench/startup.py
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from time import process_time
from urllib.request import urlopen

import house

PORT = 8794
STARTS = 3
ROUNDS = 10


def start() -> tuple[float, float]:
    """Seconds from the command to the first page, and the megabytes of the larger web worker after some pages."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "konsil.cli", "demo", "--quiet", "--port", str(PORT)]
    demo = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        house.wait(f"http://127.0.0.1:{PORT}/")
        took = time.monotonic() - begun
        for _ in range(40):
            urlopen(f"http://127.0.0.1:{PORT}/", timeout=10).read()
            urlopen(f"http://127.0.0.1:{PORT}/api/v1/openapi.json", timeout=10).read()
        workers = [house.megabytes(pid) for pid in house.below(demo.pid) if _is_web(pid)]
        return took, max(workers)
    finally:
        demo.terminate()
        demo.wait(60)


def _is_web(pid: int) -> bool:
    """Whether a process is a worker of the web server: its parent is one of the same command."""
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    return b"granian" in command or b"spawn_main" in command


def core(length: int) -> tuple[float, float]:
    """Milliseconds to judge and derive one fact more: on a case as remembered, and on one read anew."""
    from konsil.core import engine
    from konsil.core.case import Actor, Case
    from konsil.core.facts.contact import NoteWritten
    from konsil.demo.played import MORNING
    from konsil.store import projections

    def one(case: Case) -> Case:
        note, arta = NoteWritten(text="Asked."), Actor("Arta", "coordinator", "mediguide")
        after = engine.record(case, note, by=arta, at=MORNING, recorded=MORNING)
        projections.way_rows(after, case)
        projections.cycles(after, MORNING, case)
        projections.work(after, MORNING)
        return after

    case = one(house.longer(house.story(), length))
    begun = process_time()
    for _ in range(ROUNDS):
        case = one(case)
    warm = process_time() - begun
    begun = process_time()
    for _ in range(ROUNDS):
        one(Case(case.programme, case.entries))
    return warm / ROUNDS * 1000, (process_time() - begun) / ROUNDS * 1000


def main() -> int:
    """Lay, start, measure, print, compare."""
    with house.home():
        os.environ["KONSIL_DEMO"] = "true"
        house.lay(1, house.LENGTH)
        start()  # collects the static files
        found = [start() for _ in range(STARTS)]
        os.environ["DJANGO_SETTINGS_MODULE"] = "konsil.settings"
        import django

        django.setup()
        load = " ".join(f"{one:.1f}" for one in os.getloadavg())
        print(f"{os.cpu_count()} cores, load {load}; Python {sys.version.split()[0]}")
        good = [
            house.line(f"a laid demo to its first page, best of {STARTS}", min(took for took, _ in found), "s", 3),
            house.line("  the slowest", max(took for took, _ in found), "s"),
            house.line("a web worker, resident", max(size for _, size in found), "MB", 120),
        ]
        for length in (40, 400):
            warm, anew = core(length)
            house.line(f"the core, a fact on {length}, as remembered", warm, "ms")
            house.line(f"the core, a fact on {length}, folded anew", anew, "ms")
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
