"""Calendars: revised, never edited. A revision is known from its instant (clocks, 5.1)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from konsil.core.case import Actor
from konsil.store.models import CalendarRevision
from konsil.store.queries.reading import now, reading, rows
from konsil.store.refusals import in_words


def revise(
    actor: Actor, calendar: str, *, holidays: Mapping[date, Mapping[str, Any]] | None = None,
    special_days: Mapping[date, Mapping[str, Any]] | None = None,
) -> int:  # fmt: skip
    """What is known of a calendar from now on: days off and special days, each with its source. Its id.

    A job counts every open promise anew in the same transaction's wake; pages count on it at once.
    """
    with in_words(), reading(actor):
        found = int(
            CalendarRevision.objects.create(
                calendar=calendar,
                holidays={day.isoformat(): dict(told) for day, told in (holidays or {}).items()},
                special_days={day.isoformat(): dict(told) for day, told in (special_days or {}).items()},
                known_from=now(),
                reviewed_by=actor.name,
            ).pk
        )
        rows("SELECT konsil.defer('calendar-revised', jsonb_build_object('revision', %s::bigint))", found)
    return found
