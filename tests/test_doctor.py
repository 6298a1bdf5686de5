"""The doctor says what is wrong, and is silent about nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from konsil import doctor, migrate
from konsil.config import Config
from konsil.database import dsn
from konsil.doctor import Finding


@pytest.fixture
def config(database: Any) -> Config:
    told: Config = settings.CONFIG
    return told


def test_a_server_of_ours_is_well(config: Config) -> None:
    told = {finding.check: finding for finding in doctor.examine(config)}
    assert {name for name, finding in told.items() if finding.well} >= {
        "keys", "role app", "role work", "PostgreSQL", "durability", "extensions", "clocks",
    }  # fmt: skip


def test_a_schema_of_another_release_is_told(config: Config, owner: Any) -> None:
    assert doctor.schema(config) == Finding(False, "schema", "of another release: run konsil migrate")
    owner.execute(f"COMMENT ON DATABASE {config.database} IS '{migrate._mark()}'")
    assert doctor.schema(config) == Finding(True, "schema", "of this release")
    owner.execute(f"COMMENT ON DATABASE {config.database} IS NULL")


def test_a_role_that_is_too_powerful_is_told(config: Config) -> None:
    powerful = Config.read(
        {"DATABASE_URL": dsn(config, "owner"), "KONSIL_APP_DSN": dsn(config, "owner"), "KONSIL_WORK_DSN": "dbname=x"}
    )
    assert doctor.wall(powerful, "app") == Finding(
        False, "role app", "konsil_owner owns the database: run as konsil_app or konsil_work"
    )


def test_a_key_that_others_may_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "seal").touch(0o644)
    told = doctor.keys(Config.read({"KONSIL_HOME": str(tmp_path)}))
    assert told == Finding(False, "keys", "readable by others: seal")


def test_a_worker_that_stands_still_is_told(database: Any, owner: Any) -> None:
    with database.connect("work") as connection:
        assert doctor.worker(connection) == Finding(False, "worker", "none has ever run")
        owner.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '90 s')")
        assert doctor.worker(connection) == Finding(False, "worker", "last heartbeat 90 s ago")
        owner.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")
        assert doctor.worker(connection) == Finding(True, "worker", "last heartbeat 0 s ago")
        owner.execute("DELETE FROM procrastinate_workers")


def test_a_job_nobody_takes_is_told(database: Any, owner: Any) -> None:
    with database.connect("work") as connection:
        assert doctor.queue(connection) == Finding(True, "queue", "0 jobs due, the oldest for 0 s")
        owner.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
            " VALUES ('default', 'nothing', now() - interval '300 s'), ('default', 'later', now() + interval '1 h')"
        )
        assert doctor.queue(connection) == Finding(False, "queue", "1 jobs due, the oldest for 300 s")
        owner.execute("TRUNCATE procrastinate_jobs CASCADE")


def test_the_command_prints_the_configuration_without_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DATABASE_URL", "KONSIL_APP_DSN", "KONSIL_WORK_DSN"):
        monkeypatch.setenv(name, "postgresql://someone:canary@127.0.0.1/konsil")
    assert doctor.main(["--print"]) == 0
    assert "canary" not in capsys.readouterr().out


def test_a_server_that_does_not_answer_is_told() -> None:
    gone = Config.read(
        dict.fromkeys(("DATABASE_URL", "KONSIL_APP_DSN", "KONSIL_WORK_DSN"), "host=/nowhere dbname=konsil")
    )
    assert [(finding.well, finding.check) for finding in doctor.examine(gone)] == [
        (True, "keys"),
        (False, "role app"),
        (False, "role work"),
        (False, "schema"),
    ]
