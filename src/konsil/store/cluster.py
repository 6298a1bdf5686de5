"""The embedded PostgreSQL: the life of a server of our own.

One *area*, a folder, holds one server. `ensure_running` may be called by any number of processes at once and
gives all of them the same server; it lives until the last of them has left. As root the server runs as
`nobody`, because PostgreSQL refuses root. Every connection needs a password; sockets lie in a folder that
only its user sees.
"""

from __future__ import annotations

import atexit
import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from konsil.store.binaries import NotRunning, Runner, readable

SUPERUSER = "postgres"
ROLES = ("konsil_owner", "konsil_app", "konsil_work", "konsil_seed")
LOCALE = "C.UTF-8" if sys.platform == "linux" else "C"
# Sorting and case are PostgreSQL's own, hence the same on every system; no wheel has ICU.
INITDB = (
    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={LOCALE}", "--encoding=UTF8",
    "--data-checksums", "--auth=scram-sha-256", f"--username={SUPERUSER}",
    "--set=listen_addresses=127.0.0.1", "--set=max_connections=200", "--set=timezone=UTC",
    "--set=log_timezone=UTC", "--set=unix_socket_permissions=0700", "--set=log_line_prefix=%m [%p] %u@%d ",
)  # fmt: skip

_places: dict[Path, int] = {}  # area → the open file that says "this process uses the server"


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server: found by its `area`, its data in `home`, on `port` of 127.0.0.1."""

    area: Path
    home: Path
    port: int
    passwords: dict[str, str]

    def dsn(self, role: str, database: str) -> str:
        """A connection string of libpq, over the socket. Raises `KeyError` for a role that does not exist."""
        return make_conninfo(
            host=str(self.sockets), port=self.port, user=role, password=self.passwords[role], dbname=database
        )

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """A connection as the superuser, in autocommit: for making databases and roles, nothing else."""
        return psycopg.connect(self.dsn(SUPERUSER, database), autocommit=True, connect_timeout=10)

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database that `konsil_owner` owns and the four roles, nobody else, may enter."""
        identifier = sql.Identifier(name)
        origin = sql.Identifier(template or "template1")
        with self.connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER konsil_owner TEMPLATE {}").format(identifier, origin))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(identifier))
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                    identifier, sql.SQL(", ").join(map(sql.Identifier, ROLES))
                )
            )

    def drop_database(self, name: str) -> None:
        """Remove a database and end whoever is in it; nothing happens where there is none."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def databases(self) -> set[str]:
        with self.connect() as connection:
            return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}

    def start(self) -> None:
        """Start the server unless it answers; waits for the end of a recovery however long that takes."""
        for _ in range(20):
            while self._alive():
                if self.answers():
                    return
                time.sleep(0.1)  # it is recovering; whoever started it died before the end of that
            self._sockets_made()
            address = f"-k {self.sockets} -p {self.port}"
            told = self._pg_ctl("start", "-w", "-t", "600", "-l", self.log, "-o", address)
            if told.returncode == 0:
                return
            time.sleep(0.25)  # children of a killed server let go of its shared memory within moments
        tail = "\n".join(self.log.read_text("utf8", "replace").splitlines()[-8:]) if self.log.exists() else ""
        raise NotRunning(f"{told.stdout.strip()}\n{tail}")

    def stop(self) -> None:
        """End the server now: open transactions are rolled back."""
        self._pg_ctl("stop", "-m", "fast", "-w", "-t", "600")
        with suppress(OSError):
            self.sockets.rmdir()

    def leave(self) -> None:
        """Say that this process needs the server no more; the last one to leave stops it. So does a process's end."""
        with _locked(self.area / "lock"):
            place = _places.pop(self.area, None)
            if place is None:
                return
            os.close(place)
            with (self.area / "users").open("a") as users:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
                self.stop()

    def answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @cached_property
    def sockets(self) -> Path:
        """A short folder, since a socket's path may have 107 bytes only."""
        name = sha256(f"{os.getuid()}:{self.area}".encode()).hexdigest()[:12]
        return Path("/tmp") / f"konsil-{name}"

    @cached_property
    def binaries(self) -> Path:
        return readable(Runner.here(), self.home)

    def _pg_ctl(self, action: str, *options: str | Path) -> subprocess.CompletedProcess[str]:
        return Runner.here().run(self.binaries / "pg_ctl", action, "-D", self.data, *options, cwd=self.home)

    def _alive(self) -> bool:
        """Whether the process named in the lock file lives.

        A lock file whose number a stranger's process has inherited is removed: PostgreSQL would trust it.
        """
        lock = self.data / "postmaster.pid"
        try:
            pid = int(lock.read_text().split()[0])
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError, IndexError):
            return False
        except PermissionError:
            pass
        try:
            ours = os.fsencode(self.data) in Path(f"/proc/{pid}/cmdline").read_bytes()
        except FileNotFoundError:
            ours = not Path("/proc/self").exists()  # no /proc on this system: PostgreSQL's own check must do
        if not ours:
            lock.unlink(missing_ok=True)
        return ours

    def _sockets_made(self) -> None:
        """Make the folder of sockets, and refuse one that somebody else has put there."""
        runner = Runner.here()
        if not self.sockets.exists():
            runner.folder(self.sockets)
        found = self.sockets.lstat()
        if found.st_uid != runner.uid or found.st_mode & 0o170777 != 0o040700:
            raise NotRunning(f"{self.sockets} is not ours: remove it")


def ensure_running(area: Path) -> Cluster:
    """The server of this area, made and started where needed, kept until this process ends or leaves.

    Raises `NotRunning`.
    """
    area = area.resolve()
    area.mkdir(parents=True, exist_ok=True)
    with _locked(area / "lock"):
        cluster = located(area) or _made(area)
        if not cluster.answers():
            if not cluster._alive() and not _free(cluster.port):
                cluster = _written(replace(cluster, port=_free_port()))
            cluster.start()
        _set_roles(cluster)
        if area not in _places:
            _places[area] = os.open(area / "users", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(_places[area], fcntl.LOCK_SH)
            atexit.register(_leave, area)
    return cluster


def _leave(area: Path) -> None:
    """At the end of the process; the area may be gone by then."""
    if cluster := located(area):
        cluster.leave()


def located(area: Path) -> Cluster | None:
    """The server of this area as last written down, running or not; `None` before the first start."""
    try:
        told = json.loads((area.resolve() / "cluster.json").read_text("utf8"))
    except FileNotFoundError:
        return None
    return Cluster(area.resolve(), Path(told["home"]), told["port"], told["passwords"])


def remove(area: Path) -> None:
    """Stop the server of this area and delete its data."""
    cluster = located(area)
    if cluster is None:
        return
    with _locked(cluster.area / "lock"):
        if cluster._alive():
            cluster.stop()
        for folder in (cluster.home, cluster.sockets):
            shutil.rmtree(folder, ignore_errors=True)
        for name in ("roles", "cluster.json"):
            (cluster.area / name).unlink(missing_ok=True)


def _made(area: Path) -> Cluster:
    """A new server on disk: complete, or not there at all."""
    runner = Runner.here()
    passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *ROLES)}
    cluster = Cluster(area, _home(area, runner), _free_port(), passwords)
    secret = cluster.home / "password"
    secret.touch(0o600)
    secret.write_text(passwords[SUPERUSER])
    os.chown(secret, runner.uid, runner.gid)
    shutil.rmtree(cluster.data, ignore_errors=True)  # what a killed first start left
    initdb = cluster.binaries / "initdb"
    told = runner.run(initdb, "-D", cluster.data, f"--pwfile={secret}", *INITDB, cwd=cluster.home)
    secret.unlink()
    if told.returncode != 0:
        raise NotRunning(told.stdout.strip())
    return _written(cluster)


def _home(area: Path, runner: Runner) -> Path:
    """Where the data lie: in the area, or in /var/lib where the server's user cannot enter that."""
    home = runner.folder(area / "server")
    if runner.can("-w", home):
        return home
    home.rmdir()
    return runner.folder(Path("/var/lib/konsil") / sha256(os.fsencode(area)).hexdigest()[:12])


def _written(cluster: Cluster) -> Cluster:
    """Write down where the server is, for this user's eyes only."""
    told = asdict(cluster) | {"home": str(cluster.home)}
    del told["area"]
    draft = cluster.area / "cluster.json.new"
    draft.touch(0o600)
    draft.write_text(json.dumps(told, indent=1))
    draft.replace(cluster.area / "cluster.json")
    return cluster


def _set_roles(cluster: Cluster) -> None:
    """Make the roles as this release has them, once; whoever made the server may have died before that."""
    text = Path(__file__).with_name("sql").joinpath("roles.sql").read_text("utf8")
    mark, digest = cluster.area / "roles", sha256(text.encode()).hexdigest()
    if mark.exists() and mark.read_text() == digest:
        return
    with cluster.connect() as connection:
        connection.execute(text.encode())
        for role in ROLES:
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(cluster.passwords[role]))
            )
    mark.write_text(digest)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time; the lock dies with the process that holds it."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["remove", *folders]:
            for folder in folders:
                remove(Path(folder))
        case _:
            sys.exit("usage: python -m konsil.store.cluster remove AREA …")
