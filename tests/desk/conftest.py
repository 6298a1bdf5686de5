"""A desk, laid anew for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from desk_world import Desk


@pytest.fixture
def desk(db: None, owner: Any) -> Iterator[Desk]:
    """The desk without a case; afterwards the clock goes again."""
    from desk_world import laid

    made = laid(owner)
    yield made
    made.stand(None)
