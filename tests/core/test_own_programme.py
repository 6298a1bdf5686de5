"""For whom a promise waits, from which length on it would be late, and a programme of one's own."""

from __future__ import annotations

import tomllib

import pytest

from konsil import library
from konsil.core import cells, varying, waiting, whatif
from konsil.core.journey import play
from konsil.core.spans import Span
from konsil.core.tipping import tipping
from konsil.core.varying import Own

SHIPPED = library.shipped("albsig-mso")
PROGRAMME = SHIPPED.programme
OWN = Own("kujdesi-plus", "Kujdesi Plus", ("en",), {"centre-opines": "8 working days"})


def test_a_late_payment_is_not_excused_by_the_centres_days() -> None:
    assert waiting.blame(PROGRAMME, "doctor-paid", {"centre": 900, "operator": 60}) == {"operator": 960}
    assert waiting.cause(PROGRAMME, "doctor-paid", {"centre": 900}) == "operator"


def test_a_late_opinion_is_the_centres() -> None:
    assert waiting.cause(PROGRAMME, "centre-opines", {"centre": 900, "operator": 60}) == "centre"
    assert waiting.cause(PROGRAMME, "consent-form", {}) == "operator"


def test_halving_finds_what_a_replay_of_each_length_finds() -> None:
    found = library.journeys(library.folder("albsig-mso"))
    case = play(PROGRAMME, next(iter(found.values())), found)
    now = case.entries[-1].at
    tip = tipping(case, "consent-form", 24, now)
    for hours in range(1, 25):
        late = whatif.replay((case,), "consent-form", Span(hours, "hour", True), now).late_then > 0
        assert late == (hours <= tip)
    assert tipping(case, "no-such-promise", 24, now) == 0


@pytest.mark.parametrize(
    ("name", "key"), [("Kujdesi Plus", "kujdesi-plus"), ("Çelësi i Parë", "celesi-i-pare"), ("…", "")]
)
def test_a_key_is_made_of_a_name(name: str, key: str) -> None:
    assert varying.key_of(name) == key


def test_only_what_is_ones_own_differs_in_the_file() -> None:
    (dated,) = [path for path in library.folder("albsig-mso") if path.startswith("20")]
    before = tomllib.loads(library.folder("albsig-mso")[dated])
    after = tomllib.loads(varying.programme(library.folder("albsig-mso")[dated], OWN))
    assert after["key"] == "kujdesi-plus"
    assert after["languages"] == ["en"]
    assert after["promise"].pop("centre-opines")["within"] == "8 working days"
    before["promise"].pop("centre-opines")
    dropped = ("key", "languages", "source", "notice")
    assert {k: v for k, v in after.items() if k not in dropped} == {k: v for k, v in before.items() if k not in dropped}
    assert "key" in tomllib.loads(varying.programme('key = "x"', OWN))


def test_a_cap_moves_with_the_promise_it_caps() -> None:
    text = '[promise.e]\nwithin = "1 day"\nnot_after = "10 working days of records.completed"\n'
    told = tomllib.loads(varying.programme(text, Own("k", "K", ("en",), {"e.cap": "8 working days"})))
    assert told["promise"]["e"] == {"within": "1 day", "not_after": "8 working days of records.completed"}


def test_a_clause_says_what_this_programme_promises() -> None:
    text = '[programme]\nname = "A"\nnotice = "N"\n[clause]\na = "Old"\n"a.source" = "S"\nz = "Stays"\n[x]\ny.w = "W"\n'
    told = tomllib.loads(varying.words(text, OWN, {"a": "New"}, "terms, {clause}"))
    assert told == {"programme": {"name": "Kujdesi Plus"}, "x": {"y.w": "W"},
                    "clause": {"a": "New", "a.source": "terms, a", "z": "Stays"}}  # fmt: skip


def test_few_hide_with_their_neighbour() -> None:
    assert cells.told({"a": 9, "b": 4, "c": 20}) == {"a": None, "b": None, "c": 20}
    assert cells.told({"a": 4}) == {"a": None}
