"""What every test stands on: one PostgreSQL for all, a database for each process, the application's role.

Tests marked `django_db` run in a transaction that is rolled back. Those with `transaction=True` commit for
real and leave a fresh copy of the template behind. `owner`, `work` and `seed` are connections as the other
roles: they see what is committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings

ROOT = Path(__file__).resolve().parent.parent

for name in [name for name in os.environ if name.startswith("KONSIL_") and name != "KONSIL_CASES"]:
    del os.environ[name]
os.environ.pop("DATABASE_URL", None)
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "konsil.settings",
    "KONSIL_HOME": str(ROOT / ".konsil" / "test"),
    "KONSIL_DATABASE": f"test_{os.getpid()}",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # a browser driven earlier in this process leaves its event loop running
}

hypothesis_settings.register_profile("test", max_examples=25, deadline=None, print_blob=True)
hypothesis_settings.register_profile("prove", max_examples=2_000, deadline=None, print_blob=True)
hypothesis_settings.load_profile("prove" if os.environ.get("KONSIL_CASES") else "test")


def pytest_configure() -> None:
    """Static files come from where they lie; hashing their names is the server's start, not a test's.

    A process of a parallel run inherits the environment of the one that started it, and the settings may have been read
    before this file: the database is this process's own all the same.
    """
    from django.conf import settings

    settings.CONFIG = settings.CONFIG.model_copy(update={"database": os.environ["KONSIL_DATABASE"]})

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def database() -> Iterator[Any]:
    """This process's database (`databases.Database`); the server stops when the last process leaves it."""
    from django.conf import settings

    from databases import Database

    made = Database.made(settings.CONFIG)
    yield made
    made.cluster.drop_database(made.name)
    made.cluster.leave()


@pytest.fixture(scope="session")
def django_db_setup(database: Any, django_db_blocker: Any) -> Iterator[None]:
    """Point Django at that database, as `konsil_app`, and renew it after each test that commits."""
    from django.conf import settings
    from django.db import connections
    from django.test import TransactionTestCase

    from konsil.database import for_django

    told = for_django(settings.CONFIG)
    # A slow step of a test inside its transaction is no forgotten transaction.
    told["OPTIONS"] |= {"options": "-c idle_in_transaction_session_timeout=0"}
    connections.databases["default"].update(told)

    def renew(case: TransactionTestCase) -> None:
        connections.close_all()
        database.renew()

    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = renew
    yield
    TransactionTestCase._fixture_teardown = original
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection as `konsil_owner`, in autocommit."""
    with database.connect("owner") as connection:
        yield connection


@pytest.fixture
def work(database: Any) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection as `konsil_work`, in autocommit."""
    with database.connect("work") as connection:
        yield connection


@pytest.fixture
def seed(database: Any) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection as `konsil_seed`, in autocommit."""
    with database.connect("seed") as connection:
        yield connection
