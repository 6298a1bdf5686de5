"""What is derived from a case grows with it: never anything else than what a fresh look finds."""

from datetime import timedelta

from hypothesis import given, settings

from core.wandering import histories
from konsil.core import engine, promises
from konsil.core.case import Case
from konsil.core.disclosure import access
from konsil.core.outcome import ends
from konsil.store import projections


@settings(max_examples=60, deadline=None)
@given(histories())
def test_what_grew_with_a_case_is_what_a_fresh_look_finds(case: Case) -> None:
    grown = Case(case.programme)
    for entry in case.entries:
        projections.ways(grown), promises.cycles(grown), grown.opened, grown.seen.about(entry.items)
        grown = grown.with_(entry)
    fresh = Case(case.programme, case.entries)
    assert grown.fold == fresh.fold
    assert grown.standing_named == fresh.standing_named
    assert grown.opened == fresh.opened
    assert ends(grown) == ends(fresh)
    assert promises.cycles(grown) == promises.cycles(fresh)
    assert projections.ways(grown) == projections.ways(fresh)
    assert access(grown) == access(fresh)
    at = case.entries[-1].recorded + timedelta(days=3)
    assert engine.possible(grown, at) == engine.possible(fresh, at)


@settings(max_examples=30, deadline=None)
@given(histories())
def test_a_case_that_was_recorded_step_by_step_is_one_that_was_read_at_once(case: Case) -> None:
    fresh = Case(case.programme, case.entries)
    assert promises.cycles(case) == promises.cycles(fresh)
    for items in case.opened.values():
        assert case.seen.about(items).live == fresh.seen.about(items).live
        assert case.seen.about(items).named == fresh.seen.about(items).named
