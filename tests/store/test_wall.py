"""Tests run as the application does: as a role that owns nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from konsil.store.wall import TooPowerful, refuse_power


@pytest.mark.django_db
def test_tests_run_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        assert cursor.fetchone() == ("konsil_app",)
        refuse_power(cursor)


def test_the_owner_of_the_database_is_refused(owner: Any) -> None:
    with pytest.raises(TooPowerful, match="konsil_owner owns the database"), owner.cursor() as cursor:
        refuse_power(cursor)


def test_a_superuser_is_refused(database: Any) -> None:
    powerful = database.cluster.connect(database.name)
    with powerful, powerful.cursor() as cursor, pytest.raises(TooPowerful, match="postgres is a superuser"):
        refuse_power(cursor)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_for_the_next(owner: Any, turn: int) -> None:
    assert owner.execute("SELECT to_regclass('public.left_behind')").fetchone() == (None,)
    owner.execute("CREATE TABLE left_behind ()")
