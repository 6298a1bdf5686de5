"""`konsil demo`: the product with an invented world, on this machine alone, at a clock that stands.

The first start lays the world (a progress bar); later ones find it. `--again` throws it away and begins anew.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Sequence

from konsil.config import Config
from konsil.database import start
from konsil.demo.laid import is_laid
from konsil.plain import Plain

WIDTH = 32
PARTS = {  # per cent of the bar
    "schema": 25, "world": 10, "members": 25, "cases": 10, "past": 20, "clinics": 5, "visits": 5,
}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    told = _parser().parse_args(arguments)
    os.environ |= {
        "KONSIL_DEMO": "true",
        "KONSIL_MAIL": f"smtp://127.0.0.1:{told.port + 2}",
        "KONSIL_URL": os.environ.get("KONSIL_URL", f"http://{told.host}:{told.port}"),
    }
    if told.again:
        _begin_anew()
    _lay()
    _serve(told)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="konsil demo", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")
    parser.add_argument("--again", action="store_true", help="throw the demo's world away and lay it anew")
    parser.add_argument("--quiet", action="store_true", help="do not open a browser")
    return parser


def _lay() -> None:
    """The world, in a process of its own as the seeding role, where it does not lie there yet."""
    config = Config.read()
    start(config)  # kept by this process, so that it runs on between the two
    if is_laid(config):
        return
    done = subprocess.run([sys.executable, "-m", "konsil.demo.laying"], check=False)
    if done.returncode:
        raise Plain("the demo's world could not be laid; what went wrong stands above")


def _begin_anew() -> None:
    config = Config.read()
    subprocess.run([sys.executable, "-m", "konsil.store.cluster", "remove", str(config.area)], check=True)
    for name in ("sink", "documents", "uploads"):
        shutil.rmtree(config.home / name, ignore_errors=True)


def _serve(told: argparse.Namespace) -> None:
    from konsil.serve import serve

    sink = (sys.executable, "-m", "konsil.demo.sinking", "--port", str(told.port + 2))
    serve(told.port, told.host, further={"sink": sink}, ready=lambda: _ready(told))


def _ready(told: argparse.Namespace) -> None:
    address = f"http://{told.host}:{told.port}"
    print(f"{address}\nNothing leaves this machine.\nCtrl-C ends.", flush=True)
    subprocess.run([sys.executable, "-m", "konsil.demo.links", address], check=False)
    if not told.quiet and sys.stdout.isatty():
        webbrowser.open(address)


class Bar:
    """One bar for the whole laying, however many parts it has."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def __call__(self, part: str, done: int, of: int) -> None:
        before = sum(share for name, share in PARTS.items() if list(PARTS).index(name) < list(PARTS).index(part))
        percent = before + PARTS[part] * done // max(of, 1)
        if self.shown:
            full = WIDTH * percent // 100
            end = "\n" if percent >= 100 else ""
            bar = f"{'#' * full}{'.' * (WIDTH - full)}"
            print(f"\rLaying the demo [{bar}] {percent:3} %", end=end, file=sys.stderr, flush=True)
