"""The laws of the core, on random histories: what was struck never was, results stay, access closes."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wandering import histories
from konsil.core import ball, disclosure, engine, parties, steps
from konsil.core.case import Actor, Case, Entry, fold
from konsil.core.facts.course import EntryStruck
from konsil.core.items import sees
from konsil.core.journey import named_cycles
from konsil.core.outcome import ends
from konsil.core.promises import Cycle
from konsil.core.spans import Span

LATER = timedelta(days=90)


@given(histories(strikes=False))
def test_a_voider_takes_what_it_sees_and_the_order_stays(case: Case) -> None:
    live, flow = case.fold.live, case.programme.flow
    assert [entry.seq for entry in live] == sorted(entry.seq for entry in live)
    for entry in case.entries:
        later = case.entries[entry.seq :]
        voiders = [o for o in later if entry.name in flow[o.name].voids and sees(o.items, entry.items)]
        assert (entry not in live) == bool(voiders)


@pytest.mark.shows("Y26")
@given(histories(most=8), st.data())
def test_a_history_with_a_strike_is_that_history_without_what_was_struck(case: Case, data: st.DataObject) -> None:
    """any fact may be voided as `recorded in error` by its author within the day or by a supervisor later, with
    reason; derived state, promises and projections equal those of a history without it (property test): what is
    live, what is promised and kept, who may read what, and how it ended."""
    seqs = [entry.seq for entry in case.entries if entry.name not in ("entry.struck", "request.received")]
    gone = frozenset(data.draw(st.sets(st.sampled_from(seqs), min_size=1, max_size=3))) if seqs else frozenset()
    struck = Case(case.programme, (*case.entries, _strike(case, gone)))
    without = Case(case.programme, tuple(entry for entry in case.entries if entry.seq not in gone))
    assert _derived(struck) == _derived(without)


def _strike(case: Case, gone: Iterable[int]) -> Entry:
    last, genc = case.entries[-1], Actor("genc", "supervisor", "mediguide")
    fact = EntryStruck(strikes=tuple(sorted(gone)), reason="error")
    return Entry(last.seq + 1, fact, None, {}, last.recorded, last.recorded, genc, "arta")


def _derived(case: Case) -> dict[str, object]:
    now = case.entries[-1].recorded + LATER
    return {
        "live": [entry.seq for entry in case.fold.live if not isinstance(entry.fact, EntryStruck)],
        "promises": {key: (cycle.state(now), cycle.due, cycle.marks) for key, cycle in named_cycles(case).items()},
        "access": disclosure.access(case),
        "ends": ends(case),
    }


@given(histories(strikes=False))
def test_what_was_kept_stays_kept_as_the_case_goes_on(case: Case) -> None:
    """A cycle once met is met for ever, with the due instant it had, unless what keeps it is voided."""
    for cut in range(max(1, len(case.entries) - 6), len(case.entries)):
        before, after = named_cycles(case.upto(cut)), named_cycles(case.upto(cut + 1))
        voided = fold(case.programme, case.entries[: cut + 1]).voided_by
        for key, cycle in before.items():
            if cycle.met and cycle.kept_by and cycle.kept_by.seq not in voided and key in after:
                assert _result(after[key]) == _result(cycle)


def _result(cycle: Cycle) -> tuple[object, ...]:
    return cycle.start, cycle.due, cycle.met


@given(histories())
def test_no_two_cycles_of_a_promise_about_one_item_run_at_once(case: Case) -> None:
    now = case.entries[-1].recorded
    running = [(c.promise, tuple(c.items.items())) for c in named_cycles(case).values() if c.open(now)]
    assert sorted(running) == sorted(set(running))


@pytest.mark.shows("X05", "A14")
@given(histories(most=16))
def test_nothing_is_disclosed_or_read_without_a_live_consent(case: Case) -> None:
    """withdraw mid-case, or strike the signature: no record request nor transmission can be created while consent is
    not active, and from that instant neither the centre nor the doctor reads anything medical."""
    for entry in case.entries:
        before = case.upto(entry.seq - 1)
        if key := case.programme.flow[entry.name].disclosure:
            assert key in _covered(before.entries)
        here = case.upto(entry.seq)
        readers = {way.role for way in disclosure.access(here) if "medical" in way.scope} & {"centre", "doctor"}
        allowed = {case.programme.disclosures[key].to for key in _covered(here.entries)}
        assert readers <= allowed


def _covered(entries: tuple[Entry, ...]) -> frozenset[str]:
    """What live consents cover, counted by hand: sent forms that were signed and neither withdrawn nor struck."""
    struck = {seq for entry in entries if isinstance(entry.fact, EntryStruck) for seq in entry.fact.strikes}
    forms: dict[str, tuple[str, ...]] = {}
    signed: dict[str, bool] = {}
    for entry in (entry for entry in entries if entry.seq not in struck):
        if entry.name == "consent.released":
            forms[entry.items["consent"]] = entry.fact.covers  # type: ignore[attr-defined]
        elif entry.name == "consent.held":
            forms.pop(entry.items["consent"], None)
        elif entry.name in ("consent.signed", "consent.withdrawn"):
            signed[entry.items["consent"]] = entry.name == "consent.signed"
    return frozenset(key for one, live in signed.items() if live for key in forms.get(one, ()))


@given(histories())
def test_whoever_recorded_a_fact_held_his_role_on_the_case(case: Case) -> None:
    for entry in case.entries:
        seen = engine.look(case.upto(entry.seq - 1), entry.name, entry.items, entry.at)
        own = parties.bound(entry.fact, entry.known, entry.by.role)
        assert entry.by.party in (parties.holders(seen, entry.by.role) | own)


@given(histories(most=6))
def test_what_is_possible_is_told_before_it_happens(case: Case) -> None:
    for entry in case.entries[-6:]:
        before = case.upto(entry.seq - 1)
        named = {kind: its for kind, its in entry.items.items() if kind != entry.fact.opens}
        assert (entry.name, named) in [(one.name, one.items) for one in engine.possible(before, entry.at)]


@given(histories(most=6))
def test_the_next_step_can_be_taken(case: Case) -> None:
    now = case.entries[-1].recorded
    open_ = {one.name for one in engine.possible(case, now)}
    found = {_next(case, cycle) for cycle in named_cycles(case).values() if cycle.open(now)}
    assert found - {""} <= open_


def _next(case: Case, cycle: Cycle) -> str:
    towards = case.programme.promises[cycle.promise].met_by
    return steps.next_step(case, towards, cycle.items, case.entries[-1].recorded)


@given(histories())
def test_who_held_the_ball_sums_to_the_whole(case: Case) -> None:
    begin, end = case.entries[0].at, case.entries[-1].at + timedelta(hours=1)
    held, calendar = ball.held(case, begin, end), case.programme.calendars["operator"]
    assert [one.begin for one in held] == [begin, *(one.end for one in held[:-1])]
    assert held[-1].end == end
    assert sum(ball.shares(case, begin, end, calendar).values(), timedelta()) == calendar.elapsed(begin, end)


@pytest.mark.shows("A33")
@given(histories())
def test_an_opinion_is_due_at_the_earlier_of_two_instants(case: Case) -> None:
    """due = min(A32, A29 due); property test: twelve working hours from receipt, and never after the tenth working
    day from the complete set, whatever else happened."""
    promise = case.programme.promises["opinion-to-recipient"]
    for cycle in (c for c in named_cycles(case).values() if c.promise == "opinion-to-recipient"):
        twelve = promise.calendar.add(cycle.start.at, Span.read("12 working hours"))
        sets = [e.at for e in case.standing if e.name == "records.completed" and e.seq < cycle.start.seq]
        tenth = promise.calendar.add(sets[-1], Span.read("10 working days")) if sets else twelve
        assert cycle.due == min(filter(None, (twelve, tenth)))
