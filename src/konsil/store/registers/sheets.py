"""Sealed sheets: numbers kept back for one day, to be read out when the call centre has no line (Y33)."""

from datetime import date

from konsil.core.case import Actor
from konsil.store.queries.reading import reading, rows
from konsil.store.refusals import in_words


def lay(actor: Actor, programme: str, day: date, count: int) -> tuple[str, ...]:
    """So many numbers for a local day, each with its check characters. They are dead at its midnight."""
    with in_words(), reading(actor):
        return tuple(row[0] for row in rows("SELECT konsil.lay_sheet_v1(%s, %s, %s)", programme, day, count))


def sheet(actor: Actor, day: date) -> tuple[str, ...]:
    """The numbers of the day's sheets that nobody entered yet."""
    with reading(actor):
        found = rows(
            "SELECT r.number FROM reserved_number r WHERE r.operator = (SELECT konsil.party()) AND r.day = %s"
            " AND NOT EXISTS (SELECT FROM authorisation a WHERE a.number_key = r.number_key) ORDER BY r.number",
            day,
        )
    return tuple(row[0] for row in found)
