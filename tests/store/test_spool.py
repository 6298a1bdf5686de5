"""The spool of looks: what the database cannot take is on this machine's disk, or nothing is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.store import spool
from konsil.store.queries import cases
from konsil.store.queries.reading import logged_later
from konsil.store.queries.traffic import who_read
from two_houses import Houses, built, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def houses(transactional_db: None) -> Houses:
    made = built()
    opened(made.ours)
    return made


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """A home of this test's own."""
    settings.CONFIG = settings.CONFIG.model_copy(update={"home": tmp_path})
    return tmp_path


@pytest.fixture
def full(owner: Any) -> Any:
    """The audit takes no row: its disk is full."""
    owner.execute("ALTER TABLE read_audit ADD CONSTRAINT disk_full CHECK (false) NOT VALID")
    return lambda: owner.execute("ALTER TABLE read_audit DROP CONSTRAINT disk_full")


def looks(houses: Houses) -> list[tuple[str, str, str]]:
    found = who_read(Actor("Elira", "member", houses.ours.member), houses.ours.member)
    return [(one.account, one.what, one.case) for one in found]


@pytest.mark.shows("X09")
def test_a_look_that_cannot_be_written_is_kept_on_disk_and_written_later_once(
    houses: Houses, home: Path, full: Any
) -> None:
    """each view of medical data, also one that the database could not take at once"""
    desk = houses.ours.actor()
    assert cases.case(desk, houses.ours.case, "file").person is not None
    assert looks(houses) == []
    kept = (home / "spool" / "looks.jsonl").read_text("utf8")
    assert ("Elira" in kept, "lump" in kept) == (False, False)  # who looked at whose, and nothing of what they saw

    with pytest.raises(Exception, match="disk_full"):
        spool.drain(logged_later)
    full()
    assert spool.drain(logged_later) == 1
    assert spool.drain(logged_later) == 0
    assert looks(houses) == [("Arta Kola", "file", houses.ours.case)]


def test_lines_that_were_written_when_the_worker_died_are_not_written_twice(
    houses: Houses, home: Path, full: Any
) -> None:
    cases.case(houses.ours.actor(), houses.ours.case)
    text = (home / "spool" / "looks.jsonl").read_text("utf8")
    full()
    assert spool.drain(logged_later) == 1
    (home / "spool" / "1-dead.taken").write_text(text, "utf8")
    assert spool.drain(logged_later) == 1
    assert looks(houses) == [("Arta Kola", "case", houses.ours.case)]


def test_where_not_even_the_spool_can_be_written_nothing_is_shown(houses: Houses, home: Path, full: Any) -> None:
    (home / "spool").write_text("no folder")
    with pytest.raises(Refused) as no:
        cases.case(houses.ours.actor(), houses.ours.case)
    assert no.value.key == "read-not-logged"
    full()
    assert cases.case(houses.ours.actor(), houses.ours.case).person is not None
