"""A case is folded in one pass: what is live, what was voided by what, what never was (R1, R3)."""

from core import small
from core.small import GENC, case, tell
from konsil.core.case import Case, struck_by
from konsil.core.programme import Programme
from konsil.core.striking import dependents

MORE = """
[flow."consent.held"]
by = ["coordinator"]
after = ["consent.released", "no consent.sent"]
voids = ["consent.released"]
keeps = ["consent.sent"]

[flow."case.reopened"]
by = ["coordinator"]
after = ["request.received"]
voids = ["consent.held", "note.written"]

[flow."entry.struck"]
by = ["supervisor"]
after_end = true
"""
TWO = ("request.received", "consent.released", "consent.released")


def under() -> Programme:
    return small.programme(more=MORE)


def live(case: Case) -> list[int]:
    return [entry.seq for entry in case.seen.live]


def strike(case: Case, *seqs: int) -> Case:
    return tell(case, "entry.struck", by=GENC, strikes=seqs, reason="error")


def test_taking_back_one_item_leaves_its_siblings() -> None:
    held = tell(case(*TWO, under=under()), "consent.held", consent="consent-1")
    assert (live(held), held.seen.items("consent")) == ([1, 3, 4], ("consent-2",))
    assert {seq: voider.seq for seq, voider in held.fold.voided_by.items()} == {2: 4}


def test_a_voider_without_items_reaches_the_whole_case_and_only_what_came_before() -> None:
    found = case("request.received", "note.written", "note.written", under=under())
    found = tell(found, "case.reopened", why="Because")
    assert live(tell(found, "note.written")) == [1, 4, 5]


def test_voiding_a_voider_revives_nothing_and_striking_it_does() -> None:
    held = tell(case(*TWO, under=under()), "consent.held", consent="consent-1")
    assert live(tell(held, "case.reopened", why="Because")) == [1, 3, 5]
    assert live(strike(held, 4)) == [1, 2, 3, 5]


def test_a_struck_opener_never_opened_its_item_and_keeps_its_number() -> None:
    struck = strike(case(*TWO, under=under()), 2)
    assert struck.seen.items("consent") == ("consent-2",)
    assert ("consent", "consent-1") not in struck.opened
    assert struck.next_item("consent") == "consent-3"
    assert [entry.seq for entry in struck.standing] == [1, 3, 4]


def test_a_strike_strikes_what_it_names() -> None:
    assert struck_by(strike(case(*TWO, under=under()), 2, 3).entries) == {2, 3}


def test_what_rests_on_an_entry_is_what_is_about_its_item_and_what_its_gate_asked_for() -> None:
    found = tell(case(*TWO, under=under()), "consent.sent", consent="consent-2")
    assert dependents(found.seen, [3]) == {4}
    assert dependents(found.seen, [2]) == frozenset()
    assert dependents(found.seen, [1]) == {2, 3, 4}


def test_a_case_stood_as_it_stood() -> None:
    whole = case(*TWO, "note.written", under=under())
    assert (live(whole.upto(2)), live(whole.upto(4))) == ([1, 2], [1, 2, 3, 4])


def test_an_entry_that_cannot_be_read_leaves_the_numbers_of_the_others() -> None:
    whole = case(*TWO, "note.written", under=under())
    gap = Case(whole.programme, tuple(entry for entry in whole.entries if entry.seq != 2))
    assert live(gap.upto(3)) == [1, 3]
