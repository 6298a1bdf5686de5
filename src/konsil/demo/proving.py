"""What the page *Prove it* does: verify every chain, and play the one who alters the log behind our back.

Only the owner of the tables can change a fact's body at all: the application's role cannot, whoever asks it.
"""

import json
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from konsil import database
from konsil.store.verify import Verified, verify

FILE = "altered.json"


def verified() -> Verified:
    """Every case, every fact."""
    with _owner() as connection:
        return verify(connection)


def change() -> str:
    """Change one letter of one recorded fact, as the owner of the database; the case's number."""
    with _owner() as connection:
        row = connection.execute(
            "SELECT b.case_id, b.seq, b.body, c.number FROM fact_body b JOIN cases c ON c.id = b.case_id"
            " WHERE b.body LIKE '%right%' OR b.seq = 17 ORDER BY c.id DESC, b.seq LIMIT 1"
        ).fetchone()
        assert row is not None
        case, seq, body, number = row
        _file().write_text(json.dumps([case, seq, body]), "utf8")
        _write(connection, case, seq, _altered(str(body)))
        return str(number)


def mend() -> None:
    """Put the letter back."""
    if is_changed():
        case, seq, body = json.loads(_file().read_text("utf8"))
        with _owner() as connection:
            _write(connection, case, seq, body)
        _file().unlink()


def is_changed() -> bool:
    return _file().exists()


def _altered(body: str) -> str:
    place = body.index('":"') + 3
    return body[:place] + ("b" if body[place] == "a" else "a") + body[place + 1 :]


def _write(connection: psycopg.Connection[tuple[Any, ...]], case: int, seq: int, body: str) -> None:
    connection.execute("ALTER TABLE fact_body DISABLE TRIGGER USER")
    connection.execute("UPDATE fact_body SET body = %s WHERE case_id = %s AND seq = %s", (body, case, seq))
    connection.execute("ALTER TABLE fact_body ENABLE TRIGGER USER")


def _owner() -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(database.dsn(settings.CONFIG, "owner"))


def _file() -> Path:
    home: Path = settings.CONFIG.home
    return home / FILE
