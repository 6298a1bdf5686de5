"""The demo's clock: a step moves it, and what looks at the clock by itself is asked at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from konsil.demo import clock
from konsil.store.queries.reading import rows


@pytest.mark.django_db(transaction=True)
def test_a_step_asks_for_the_sweep_at_once(owner: Any) -> None:
    at = datetime(2026, 11, 25, 9, 20, tzinfo=UTC)
    owner.execute("UPDATE instance SET kind = 'demo', stands_at = %s", [at])
    try:
        assert clock.step("day") == at + timedelta(days=1)
        assert rows("SELECT konsil.clock()") == [(at + timedelta(days=1),)]
        asked = rows("SELECT task_name, args FROM procrastinate_jobs WHERE task_name = ANY (%s)", list(clock.SWEEPS))
        assert sorted(name for name, _ in asked) == sorted(clock.SWEEPS)
    finally:
        owner.execute("UPDATE instance SET kind = 'production', stands_at = NULL")
