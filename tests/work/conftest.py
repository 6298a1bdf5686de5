"""A world to send letters in, a sink they arrive in, and the worker's role to send them as.

What knows Django is imported inside: this file is read before Django is set up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from konsil.gates.sink import Sink
from konsil.gates.sink.server import serving

if TYPE_CHECKING:
    from work_lines import World

MORNING = "2026-11-25T10:20:00+01:00"


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    """A sink that listens; the configuration of this process points at it."""
    from konsil.config import Config
    from konsil.work import gateways

    sink = Sink(tmp_path / "sink")
    with serving(sink) as port:
        config = Config(home=tmp_path, mail=f"smtp://127.0.0.1:{port}")
        monkeypatch.setattr(gateways, "config", lambda: config)
        for made in (gateways.storage, gateways.sink):
            made.cache_clear()
        yield sink
    for made in (gateways.storage, gateways.sink):
        made.cache_clear()


@pytest.fixture
def clock(owner: psycopg.Connection[Any], transactional_db: None) -> Callable[[str], None]:
    """Sets the demo's clock: everything in the database stands at this instant."""

    def stand(at: str) -> None:
        owner.execute("UPDATE instance SET kind = 'demo', stands_at = %s", [at])

    stand(MORNING)
    return stand


@pytest.fixture
def world(clock: Callable[[str], None], post: Sink) -> World:
    from work_lines import built

    return built(post)


@pytest.fixture
def at_work(database: Any) -> Callable[[], AbstractContextManager[None]]:
    """The block runs as the worker's role."""
    from two_houses import working

    @contextmanager
    def block() -> Iterator[None]:
        with working(database):
            yield

    return block
