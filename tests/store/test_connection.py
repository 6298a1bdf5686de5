"""A connection that the server ended is noticed before anybody's request meets it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_connection_stands_until_the_server_ends_it(database: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    assert connection.is_usable()
    with database.cluster.connect() as superuser:
        superuser.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])  # waits until it is gone
    assert not connection.is_usable()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid() <> %s", [pid])
        assert cursor.fetchone() == (True,)


def test_a_transaction_that_failed_is_no_connection_to_go_on_with() -> None:
    connection.set_autocommit(False)
    try:
        with connection.cursor() as cursor, pytest.raises(Exception, match="division by zero"):
            cursor.execute("SELECT 1 / 0")
        assert not connection.is_usable()
    finally:
        connection.rollback()
        connection.set_autocommit(True)
    assert connection.is_usable()


def test_what_the_server_says_unasked_is_no_end(owner: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN spoken")
    owner.execute("NOTIFY spoken")
    assert connection.is_usable()
    connection.close()
