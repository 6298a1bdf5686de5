"""Races between two processes of the operating system, twenty rounds each; the rounds share one database."""

from __future__ import annotations

from typing import Any

import pytest

from konsil.store.queries import cases
from konsil.store.queries.reading import now
from konsil.store.verify import verify
from racers import Racers
from two_houses import Houses, built, opened

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 20


@pytest.fixture
def houses(transactional_db: None) -> Houses:
    return built()


@pytest.fixture
def racers(database: Any, houses: Houses) -> Any:
    made = Racers(database)
    yield made
    made.end()


def act(houses: Houses, **told: Any) -> dict[str, Any]:
    who = houses.ours.actor()
    return {"actor": [who.name, who.role, who.party], **told}


def test_the_same_key_twice_at_once_is_one_fact(houses: Houses, racers: Racers) -> None:
    case = opened(houses.ours)
    for number in range(ROUNDS):
        told = act(houses, do="record", case=case, name="note.written", told={"text": "Once."}, key=f"k-{number}")
        first, second = racers.race(told, told)
        assert first["answer"] == second["answer"]
        assert sorted((first["replayed"], second["replayed"])) == [False, True]
    assert len(cases.case(houses.ours.actor(), case).entries) == 1 + ROUNDS


def test_two_writers_of_one_case_leave_no_gap_and_one_chain(houses: Houses, racers: Racers, owner: Any) -> None:
    case = opened(houses.ours)
    for number in range(ROUNDS):
        both = [
            act(houses, do="record", case=case, name="note.written", told={"text": side}, key=f"{side}-{number}")
            for side in ("left", "right")
        ]
        answers = racers.race(*both)
        assert sorted(one["answer"]["seq"] for one in answers) == [2 + 2 * number, 3 + 2 * number]
    seen = cases.case(houses.ours.actor(), case)
    assert [entry.seq for entry in seen.entries] == list(range(1, 2 + 2 * ROUNDS))
    instants = [entry.recorded for entry in seen.entries]
    assert instants == sorted(instants)
    assert verify(owner).altered == ()


def test_one_case_opened_twice_at_once_is_one_case(houses: Houses, racers: Racers) -> None:
    for number in range(ROUNDS):
        told = act(
            houses, do="open", programme=houses.ours.programme, told={"member": houses.ours.member}, key=f"o-{number}"
        )
        first, second = racers.race(told, told)
        assert first["answer"] == second["answer"]
    found = cases.cases_of(houses.ours.actor(), houses.ours.member)
    assert len(found) == ROUNDS


def test_what_only_one_may_do_is_done_by_one(houses: Houses, racers: Racers) -> None:
    """Two coordinators accept the same request: one is told that it is done already."""
    today = now().date().isoformat()
    request = {"diagnosis": "C50.4", "diagnosed_by": "Dr Leka", "diagnosed_on": today, "last_seen": today}
    for number in range(ROUNDS):
        opening = act(
            houses, do="open", programme=houses.ours.programme,
            told={"member": houses.ours.member, **request}, key=f"a-{number}",
        )  # fmt: skip
        case = racers.race(opening, opening)[0]["answer"]["case"]
        both = [
            act(houses, do="record", case=case, name="request.accepted", told={}, key=f"{side}-{number}")
            for side in ("left", "right")
        ]
        answers = racers.race(*both)
        assert sorted(one.get("refused", "") for one in answers) == ["", "already"]
