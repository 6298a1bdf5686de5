"""A call centre, laid anew for each test: its insured, two clinics it has agreements with, its own seats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from callcentre_world import Calls


@pytest.fixture
def calls(db: None, owner: Any) -> Iterator[Calls]:
    """The desk without a case; afterwards the clock goes again."""
    from callcentre_world import laid

    made = laid(owner)
    yield made
    made.stand(None)
