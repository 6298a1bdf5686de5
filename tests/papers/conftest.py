"""A desk with the portal open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from desk_world import Desk


@pytest.fixture
def desk(db: None, owner: Any) -> Iterator[Desk]:
    """The desk without a case; afterwards the clock goes again."""
    from django.db import transaction

    from desk_world import laid

    with transaction.atomic():
        made = laid(owner)
    yield made
    made.stand(None)


@pytest.fixture
def play(desk: Desk) -> Callable[..., str]:
    """Records one of the demo's cases, up to a fact; its public id."""
    from django.db import transaction

    from desk_world import play

    def played(name: str, upto: str = "") -> str:
        with transaction.atomic():
            return play(desk, name, upto)

    return played


@pytest.fixture
def her(desk: Desk) -> Any:
    """The member's browser, in English."""
    from portal_world import elira

    return elira(desk)
