"""The demo's world with its last two closed months, laid once for the module; the readers only read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from psycopg.conninfo import conninfo_to_dict

if TYPE_CHECKING:
    from django.test import Client

    from konsil.demo.load import World

LAST = ("2026-09", "2026-10")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, database: Any) -> Iterator[World]:
    """Laid as the seeding role, read as the application's; the database is renewed when the module is over."""
    from django.db import connection

    from konsil.demo import load

    with django_db_blocker.unblock():
        told = conninfo_to_dict(database.dsn("seed"))
        mine = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict.update(USER=told["user"], PASSWORD=told.get("password", ""))
        try:
            found = load.load(lambda *_: None, 500)
            _past(found)
        finally:
            connection.close()
            connection.settings_dict.update({key: mine[key] for key in ("USER", "PASSWORD")})
        yield found
        connection.close()
        database.renew()


def _past(found: World) -> None:
    from konsil import library
    from konsil.demo import load
    from konsil.demo.history import history
    from konsil.demo.played import played
    from konsil.store.planting import plant

    version = library.shipped(load.PROGRAMME)
    people = load.others(420)
    for one in history(version.programme.calendars["operator"], iter([*people, *people])):
        if f"{one.steps[0].at:%Y-%m}" in LAST:
            case = played(version.programme, [found.step(step) for step in one.steps])
            plant(case, one.steps[0].told["member"], load.MORNING)


@pytest.fixture
def blerta(world: World) -> Client:
    """The insurer's product owner."""
    from payer_world import seated

    return seated("blerta@albsig.example")
