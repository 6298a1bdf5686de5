"""The files for a day without a line, made by the worker in its own role, from what is committed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from konsil.config import Config

if TYPE_CHECKING:
    from reception_world import Desks

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 25)


@pytest.fixture
def desks(transactional_db: None, owner: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desks]:
    from django.db import transaction

    from konsil.work import gateways
    from reception_world import laid

    monkeypatch.setattr(gateways, "config", lambda: Config(home=tmp_path))
    with transaction.atomic():
        made = laid(owner)
    yield made
    made.stand(None)


def test_the_worker_lays_out_the_lists_and_the_sheet(
    desks: Desks, at_work: Callable[[], AbstractContextManager[None]], tmp_path: Path
) -> None:
    from clinics_world import CLEAR, OTHER, PAYER, PROGRAMME
    from konsil.work import outage, packs

    desks.paper()
    with at_work():
        outage.evening()
    assert [one.programme for one in packs.packs(CLEAR, TODAY)] == [PROGRAMME]
    assert [one.programme for one in packs.packs(PAYER, TODAY)] == [PROGRAMME]
    assert packs.packs(OTHER, TODAY) == ()
    assert len(packs.marks(TODAY)) == outage.NUMBERS
    found = [path for path in (tmp_path / "outage").rglob("*") if path.is_file()]
    assert {oct(path.stat().st_mode & 0o777) for path in found} == {"0o600"}
    assert os.stat(tmp_path / "outage" / "2026-11-25").st_mode & 0o077 == 0
