"""`konsil serve`: the web, the worker and the live process as children of one, ended together.

In a large installation each of them is a service of its own (`granian konsil.wsgi:application`, `konsil work`,
`konsil live`), any number on any machine; this is the same for one machine.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from konsil.config import Config
from konsil.database import start
from konsil.health import watched
from konsil.migrate import is_current
from konsil.plain import Plain

KONSIL = (sys.executable, "-m", "konsil.cli")
GRACE = 25.0  # seconds a child may take to finish what it is doing


class ChildEnded(Plain):
    """A process of the installation has ended by itself; the message names it and its status."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="konsil serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")
    told = parser.parse_args(arguments)
    serve(told.port, told.host, ready=lambda: print(f"Konsil is on http://{told.host}:{told.port}", flush=True))
    return 0


def serve(
    port: int,
    host: str = "127.0.0.1",
    *,
    environment: Mapping[str, str] | None = None,
    further: Mapping[str, Sequence[str]] | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Run the installation until Ctrl-C or SIGTERM; `ready` is called once a page can be opened.

    `environment` is for the children, `further` names more children by their command. Raises `ChildEnded`.
    """
    os.environ |= addresses(host, port) | dict(environment or {})
    config = Config.read()
    cluster = start(config)
    prepare(config)
    commands = children(config, host, port) | dict(further or {})
    try:
        with running({"web": commands.pop("web")}) as processes, watched(config, lambda: _alive(processes)):
            _wait_until_open(f"http://{host}:{port}/static/konsil/app.css", processes)
            begin(processes, commands)  # the others after it: a page is open while they load
            ready()
            _watch(processes)
    finally:
        if cluster:
            cluster.leave()


def addresses(host: str, port: int) -> dict[str, str]:
    """What the children must know of one another, as far as the environment does not say it already."""
    told = {"KONSIL_URL": f"http://{host}:{port}", "KONSIL_LIVE_PORT": str(port + 1)}
    return {name: value for name, value in told.items() if name not in os.environ}


def children(config: Config, host: str, port: int) -> dict[str, Sequence[str]]:
    workers = config.workers or min(os.cpu_count() or 1, 4)
    web = (
        *(sys.executable, "-m", "granian", "konsil.wsgi:application", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4"),
        *("--no-ws", "--log-level", "warning", "--workers-kill-timeout", "20"),
    )
    return {"web": web, "work": (*KONSIL, "work"), "live": (*KONSIL, "live")}


def prepare(config: Config) -> None:
    """Bring the embedded database and the static files to this release; both cost nothing when they are.

    Raises `Plain` for a server of your own with another schema: there a person decides when to migrate.
    """
    if not is_current(config):
        if not config.embedded:
            raise Plain("The database is not of this release: run konsil migrate first")
        subprocess.run([*KONSIL, "migrate"], check=True)
    mark = config.home / "static.mark"
    now = _statics()
    if not mark.exists() or mark.read_text() != now:
        _django("collectstatic", "--noinput", "--clear", "--verbosity=0")
        mark.write_text(now)


@contextmanager
def running(commands: Mapping[str, Sequence[str]]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """The children while the block lasts; Ctrl-C and SIGTERM end the block, and its end ends them.

    They sit in sessions of their own, so that Ctrl-C reaches them through us, once, and in this order.
    """
    previous = signal.signal(signal.SIGTERM, _interrupt)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        begin(processes, commands)
        yield processes
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _end(processes.values())
        signal.signal(signal.SIGTERM, previous)


def begin(processes: dict[str, subprocess.Popen[bytes]], commands: Mapping[str, Sequence[str]]) -> None:
    """Start these children beside those that run."""
    for name, command in commands.items():
        processes[name] = subprocess.Popen(list(command), stdin=subprocess.DEVNULL, start_new_session=True)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    """Ask all to finish, wait, and kill the whole session of whoever does not."""
    everybody = list(processes)
    for process in everybody:
        process.terminate()
    until = time.monotonic() + GRACE
    for process in everybody:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, until - time.monotonic()))
            continue
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _watch(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    while True:
        _see(processes)
        time.sleep(0.5)


def _alive(processes: Mapping[str, subprocess.Popen[bytes]]) -> dict[str, bool]:
    return {name: process.poll() is None for name, process in processes.items()}


def _see(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise ChildEnded(f"{name} ended with status {process.returncode}")


def _wait_until_open(address: str, processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    while True:
        _see(processes)
        with suppress(URLError, ConnectionError), urlopen(address, timeout=10):
            return
        time.sleep(0.05)


def _django(*command: str) -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "konsil.settings"}
    subprocess.run([sys.executable, "-m", "django", *command], env=environment, check=True)


def _statics() -> str:
    """A digest of the names, sizes and ages of the static files: another one means they must be collected."""
    digest = sha256()
    for path in sorted((Path(__file__).parent / "web").rglob("static/**/*")):
        if path.is_file():
            seen = path.stat()
            digest.update(f"{path} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()
