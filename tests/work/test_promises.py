"""The sweep: marks written once with their true instants, warnings while somebody is there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest

from konsil.store import record as store
from konsil.store.queries import recipients
from konsil.store.registers import duty
from konsil.work import gateways, promises, telling
from konsil.work.telling import Later
from work_lines import ARTA, World

pytestmark = pytest.mark.django_db(transaction=True)
AtWork = Callable[[], AbstractContextManager[None]]
Clock = Callable[[str], None]


def marks(owner: Any, promise: str = "consent-form") -> list[tuple[str, str, str]]:
    """The marks of a promise: which, at which instant, and when they were noticed, in Tirana."""
    found = owner.execute(
        "SELECT mark, at AT TIME ZONE 'Europe/Tirane', detected_at AT TIME ZONE 'Europe/Tirane' FROM promise_mark"
        " WHERE promise = %s ORDER BY at",
        [promise],
    )
    return [(mark, f"{at:%a %H:%M}", f"{seen:%a %H:%M}") for mark, at, seen in found]


def following(owner: Any, promise: str = "consent-form") -> tuple[str, str] | None:
    """The mark that comes next and when, in Tirana."""
    mark, at = owner.execute(
        "SELECT next_mark, next_at AT TIME ZONE 'Europe/Tirane' FROM promise_cycle WHERE promise = %s", [promise]
    ).fetchone()
    return (mark, f"{at:%a %H:%M}") if at else None


def warnings(owner: Any) -> list[str]:
    """The marks of the consent form that somebody is to be warned of."""
    found = owner.execute(
        "SELECT args ->> 'mark' FROM procrastinate_jobs WHERE task_name = 'warn'"
        " AND args ->> 'promise' = 'consent-form' ORDER BY id"
    )
    return [mark for (mark,) in found]


def test_a_mark_is_written_when_it_is_due_and_the_next_one_waits(
    world: World, at_work: AtWork, clock: Clock, owner: Any
) -> None:
    """Asked on Wednesday 10:20; twelve working hours end on Thursday 14:20."""
    world.person("Elira", email="elira@example.al")
    world.opened("Elira")
    assert following(owner) == ("50", "Thu 08:20")
    with at_work():
        promises.sweep()
        assert marks(owner) == []
        clock("2026-11-26T08:20:00+01:00")
        promises.sweep()
        promises.sweep()
    assert marks(owner) == [("50", "Thu 08:20", "Thu 08:20")]
    assert following(owner) == ("80", "Thu 11:56")
    assert warnings(owner) == []


def test_after_a_standstill_missed_marks_are_written_in_order_with_their_true_instants(
    world: World, at_work: AtWork, clock: Clock, owner: Any
) -> None:
    world.person("Elira", email="elira@example.al")
    case = world.opened("Elira")
    clock("2026-11-27T09:00:00+01:00")
    with at_work():
        promises.sweep()
    assert marks(owner) == [
        ("50", "Thu 08:20", "Fri 09:00"),
        ("80", "Thu 11:56", "Fri 09:00"),
        ("due", "Thu 14:20", "Fri 09:00"),
    ]
    assert following(owner) is None
    assert warnings(owner) == ["80", "due"]
    told = [key for key, _ in world.notices(case)]
    assert [told.count(key) for key in ("promise-80", "promise-due")] == [2, 2]  # this promise and `request-answered`


@pytest.mark.shows("X03")
def test_no_pause_is_lost_and_nothing_is_marked_while_it_lasts(
    world: World, at_work: AtWork, clock: Clock, owner: Any
) -> None:
    """No pause lost on priority change"""
    world.person("Elira", email="elira@example.al")
    case = world.opened("Elira")
    seq = world.record(case, "request.accepted")
    world.record(case, "consent.released", covers=["request-to-doctor"])
    world.record(case, "urgency.reported", what="Chest pain", by_whom="member")
    assert (seq, following(owner, "member-signs")) == (2, None)
    clock("2027-03-01T10:00:00+01:00")
    with at_work():
        promises.sweep()
    assert marks(owner, "member-signs") == []
    world.record(case, "urgency.passed", by_whom="Dr Leka")
    state, due = owner.execute("SELECT state, due_at FROM promise_cycle WHERE promise = 'member-signs'").fetchone()
    assert (state, due > datetime.fromisoformat("2027-03-20T00:00:00+01:00")) == ("running", True)


def test_a_promise_kept_in_time_but_told_late_is_no_longer_marked(
    world: World, at_work: AtWork, clock: Clock, owner: Any
) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    with at_work():
        telling.tell(case, seq, 0, "")
        clock("2026-11-27T09:00:00+01:00")
        promises.sweep()
    assert marks(owner) == []


def test_what_was_done_in_time_and_told_too_late_takes_the_mark_back(
    world: World, at_work: AtWork, clock: Clock, owner: Any
) -> None:
    world.person("Gjyste")
    case, _ = world.consented("Gjyste")
    clock("2026-11-27T09:00:00+01:00")
    with at_work():
        promises.sweep()
    told = {"consent": "consent-1", "channel": "post", "message": "RR 0001"}
    store.record(ARTA, case, "consent.sent", told, key="late", at=datetime.fromisoformat("2026-11-26T09:00:00+01:00"))
    assert marks(owner) == [
        ("50", "Thu 08:20", "Fri 09:00"),
        ("breach-withdrawn", "Thu 09:00", "Fri 09:00"),
        ("80", "Thu 11:56", "Fri 09:00"),
        ("due", "Thu 14:20", "Fri 09:00"),
    ]
    state = owner.execute("SELECT state, next_at FROM promise_cycle WHERE promise = 'consent-form'").fetchone()
    assert state == ("met", None)


# -- warnings ---------------------------------------------------------------------------------------------------------


@pytest.mark.shows("X04")
def test_nobody_is_warned_at_midnight(world: World, at_work: AtWork, clock: Clock, owner: Any) -> None:
    """No mail at midnight"""
    world.person("Elira", email="elira@example.al")
    case = world.opened("Elira")
    world.record(case, "case.assigned", owner="Arta Kola")
    with at_work():
        for closed in ("2026-11-27T00:00:00+01:00", "2026-11-28T12:00:00+01:00", "2026-11-30T10:00:00+01:00"):
            clock(closed)  # midnight, a Saturday, and Monday the 30th, which is a holiday
            with pytest.raises(Later):
                promises.warn(case, "consent-form", "", 1, "due")
        assert world.sent() == []
        clock("2026-12-02T08:00:00+01:00")
        promises.warn(case, "consent-form", "", 1, "due")
        promises.warn(case, "consent-form", "", 1, "due")
    assert [(one.to, one.language) for one in world.sent()] == [
        ("arta@mediguide.example", "en"),
        ("besa@mediguide.example", "en"),
    ]


@pytest.mark.shows("O10")
def test_what_is_due_out_of_hours_goes_to_whoever_is_on_duty(
    world: World, at_work: AtWork, clock: Clock, owner: Any
) -> None:
    """unacknowledged → alert"""
    world.person("Elira", email="elira@example.al")
    case = world.opened("Elira")
    eva = next(one for one in recipients.colleagues(ARTA, "mediguide") if "supervisor" in one.roles)
    until = datetime.fromisoformat("2026-11-27T08:00:00+01:00")
    duty.name_on_duty(ARTA, "mediguide", eva.account, until)
    clock("2026-11-26T23:30:00+01:00")
    with at_work():
        promises.warn(case, "consent-form", "", 1, "due")
        with pytest.raises(Later):
            promises.warn(case, "consent-form", "", 1, "80")
    assert [one.to for one in world.sent()] == [eva.email]


def test_the_first_warning_is_the_owners_alone(world: World, at_work: AtWork) -> None:
    world.person("Elira", email="elira@example.al")
    case = world.opened("Elira")
    with at_work():
        promises.warn(case, "consent-form", "", 1, "80")
        assert [one.to for one in world.sent()] == ["besa@mediguide.example"]  # nobody owns it yet
        world.record(case, "case.assigned", owner="Arta Kola")
        promises.warn(case, "three-centres", "", 1, "80")
    assert [one.to for one in world.sent()] == ["besa@mediguide.example", "arta@mediguide.example"]


def test_nobody_is_warned_of_what_was_done_meanwhile(world: World, at_work: AtWork) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    with at_work():
        telling.tell(case, seq, 0, "")
        promises.warn(case, "consent-form", "", 1, "due")
    assert [one.to for one in world.sent()] == ["elira@example.al"]


# -- two at once ------------------------------------------------------------------------------------------------------

SWEEPER = """
from konsil.boot import boot
boot("work")
from konsil.store import sweeping
from konsil.work import promises
from konsil.work.worker import KONSIL
while sweeping.sweep(KONSIL, promises.follow, limit=3):
    print("swept", flush=True)
"""


def test_of_two_sweepers_one_killed_each_mark_is_written_once(world: World, clock: Clock, owner: Any) -> None:
    for number in range(20):
        world.person(f"P{number}", email=f"p{number}@example.al")
        world.opened(f"P{number}")
    clock("2026-11-27T09:00:00+01:00")
    environment = os.environ | {"KONSIL_MAIL": gateways.config().mail}
    sweepers = [
        subprocess.Popen([sys.executable, "-c", SWEEPER], env=environment, stdout=subprocess.PIPE) for _ in range(2)
    ]
    assert sweepers[0].stdout
    sweepers[0].stdout.readline()
    sweepers[0].kill()
    sweepers[0].communicate()
    sweepers[1].communicate()
    last = subprocess.run([sys.executable, "-c", SWEEPER], env=environment, stdout=subprocess.PIPE, check=True)
    assert last.returncode == 0
    every = owner.execute(
        "SELECT mark, count(*) FROM promise_mark WHERE promise = 'consent-form' GROUP BY 1"
    ).fetchall()
    assert sorted(every) == [("50", 20), ("80", 20), ("due", 20)]
    assert sorted(warnings(owner)) == ["80"] * 20 + ["due"] * 20
    noticed = owner.execute("SELECT count(*) FROM notice WHERE about ->> 'promise' = 'consent-form'").fetchone()
    assert noticed == (40,)


def test_how_long_a_letter_waits() -> None:
    from zoneinfo import ZoneInfo

    from konsil.work.hours import until_day

    tirana = ZoneInfo("Europe/Tirane")

    def waits(at: str) -> timedelta:
        return until_day(datetime.fromisoformat(at), tirana)

    assert [waits(f"2026-11-25T{hour}:00+01:00") for hour in ("08:00", "19:59", "20:00", "07:59", "00:00")] == [
        timedelta(),
        timedelta(),
        timedelta(hours=12),
        timedelta(minutes=1),
        timedelta(hours=8),
    ]
    assert waits("2026-10-24T21:00:00+02:00") == timedelta(hours=12)  # the night the clocks go back
