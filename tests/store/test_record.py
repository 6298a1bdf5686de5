"""Recording: one transaction, two calls, nothing half-written."""

import pytest

from konsil.core.engine import Refused
from konsil.store import record as store
from konsil.store.queries import cases
from two_houses import Houses, built, opened, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def houses(db: None) -> Houses:
    return built()


def test_a_case_is_opened_and_carried_on(houses: Houses) -> None:
    case = opened(houses.ours)
    assert recorded(houses.ours, "note.written", text="Called twice.")["seq"] == 2
    seen = cases.case(houses.ours.actor(), case)
    assert [entry.name for entry in seen.entries] == ["request.received", "note.written"]
