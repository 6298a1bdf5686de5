"""A desk, laid anew for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from desk_world import Desk


@pytest.fixture
def desk(db: None, owner: Any) -> Iterator[Desk]:
    """The desk without a case; afterwards the clock goes again."""
    from desk_world import laid

    made = laid(owner)
    yield made
    made.stand(None)


@pytest.fixture
def admin(desk: Desk) -> Client:
    """The browser of the operator's administrator."""
    from two_houses import account

    account("admin@mediguide.example", "Agim Administratori", ("admin", "mediguide"))
    return desk.client("admin")
