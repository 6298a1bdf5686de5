"""`konsil migrate`: bring the database to this release, as the role that owns it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import psycopg
from psycopg import sql

from konsil.config import Config
from konsil.database import dsn, start

APPS_OF_OTHERS = ("django", "django-allauth", "procrastinate")


@cache
def fingerprint() -> str:
    """What the schema is made of, in 16 characters: our migrations and SQL, others' versions."""
    digest = sha256()
    for name in APPS_OF_OTHERS:
        digest.update(f"{name} {version(name)}\n".encode())
    for path in _sources():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def is_current(config: Config) -> bool:
    """Whether this very schema was the last one installed; one question to the database."""
    with psycopg.connect(dsn(config, "app")) as connection:
        told = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return told is not None and told[0] == _mark()


def migrate() -> None:
    """Install the schema into the database of the environment. Must run before Django has been set up."""
    os.environ["KONSIL_ROLE"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = "konsil.settings"
    config = Config.read()
    start(config)

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    with psycopg.connect(dsn(config, "owner"), autocommit=True) as connection:
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(database, sql.Literal(_mark())))


def main(arguments: Sequence[str]) -> int:
    argparse.ArgumentParser(prog="konsil migrate", description=__doc__).parse_args(arguments)
    migrate()
    return 0


def _mark() -> str:
    return f"konsil schema {fingerprint()}"


def _sources() -> Iterator[Path]:
    store, letters = Path(str(files("konsil.store"))), Path(str(files("konsil.letters")))
    yield from sorted([*store.glob("migrations/*.py"), *store.glob("sql/**/*.sql"), *letters.glob("forms/*.toml")])
