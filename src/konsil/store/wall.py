"""The check behind the second wall: who runs the application must not be able to see past row-level security."""

from __future__ import annotations

from typing import Any, Protocol

from konsil.plain import Plain

POWERS = """
SELECT role.rolsuper, role.rolbypassrls, pg_has_role(role.oid, base.datdba, 'USAGE'), role.rolname
FROM pg_roles role, pg_database base
WHERE role.rolname = current_user AND base.datname = current_database()
"""


class Cursor(Protocol):
    """What psycopg's and Django's cursors have in common here."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...
    def fetchone(self) -> Any: ...


class TooPowerful(Plain):
    """The database role could read what no policy grants it; the message names the role and its power."""


def refuse_power(cursor: Cursor) -> None:
    """Raise `TooPowerful` for a superuser, a role that passes by policies, or the owner of the database."""
    cursor.execute(POWERS)
    superuser, bypasses, owns, name = cursor.fetchone()
    if superuser or bypasses or owns:
        power = "is a superuser" if superuser else "bypasses policies" if bypasses else "owns the database"
        raise TooPowerful(f"{name} {power}: run as konsil_app or konsil_work")
