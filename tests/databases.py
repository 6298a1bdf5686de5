"""A database for each test process: a copy of a template that is migrated once for each schema."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from konsil.config import Config, Role
from konsil.migrate import fingerprint
from konsil.store.cluster import Cluster, ensure_running
from konsil.store.wall import refuse_power

KEPT = 3  # templates of earlier schemas that stay, for whoever still tests them


@dataclass(frozen=True)
class Database:
    """This process's own database. A role is `app`, `work`, `seed` or `owner`."""

    cluster: Cluster
    name: str
    template: str

    def dsn(self, role: Role) -> str:
        return self.cluster.dsn(f"konsil_{role}", self.name)

    def connect(self, role: Role) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.dsn(role), autocommit=True)

    def renew(self) -> None:
        """Throw away what tests committed: 60 ms, and the application's role may not truncate anyway."""
        self.cluster.drop_database(self.name)
        self.cluster.create_database(self.name, self.template)

    @classmethod
    def made(cls, config: Config) -> Database:
        cluster = ensure_running(config.area)
        database = cls(cluster, config.database, _template(cluster, config.area))
        database.renew()
        with database.connect("app") as connection, connection.cursor() as cursor:
            refuse_power(cursor)
        return database


def _template(cluster: Cluster, area: Path) -> str:
    """The migrated template of this schema; of several processes one makes it and the others wait."""
    name = f"template_{fingerprint()}"
    with (area / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if name not in cluster.databases():
            _tidy(cluster)
            draft = f"{name}_draft"
            cluster.drop_database(draft)
            cluster.create_database(draft)
            environment = os.environ | {"KONSIL_DATABASE": draft}
            subprocess.run([sys.executable, "-m", "konsil.cli", "migrate"], env=environment, check=True)
            with cluster.connect() as connection:
                rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))
    return name


def _tidy(cluster: Cluster) -> None:
    """Remove databases of test runs that were killed, and templates of schemas long gone."""
    with cluster.connect() as connection:
        names = [name for (name,) in connection.execute("SELECT datname FROM pg_database ORDER BY oid")]
    for name in names:
        if name.startswith("test_") and not _lives(int(name.removeprefix("test_"))):
            cluster.drop_database(name)
    for name in [name for name in names if name.startswith("template_")][:-KEPT]:
        cluster.drop_database(name)


def _lives(pid: int) -> bool:
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True
