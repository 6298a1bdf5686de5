"""The proof finds what is planted: traps without a way to an end, facts that cannot happen, promises nobody keeps."""

import pytest

from core import small
from konsil.core import proof
from konsil.core.cone import cone, escapes, reads
from konsil.core.gate import read
from konsil.core.proof import Proof, prove

WITHDRAWN = """
[flow."request.withdrawn"]
by = ["member", "coordinator"]
after = ["request.received"]
"""
ESCAPE = ('"consent.refused | overdue member-signs"', '"consent.refused | overdue member-signs | request.withdrawn"')


def proved(*changes: tuple[str, str], more: str = "") -> Proof:
    return prove(small.programme(*changes, more=more))


def test_a_sound_programme_has_no_faults() -> None:
    found = proved()
    assert (found.faults, found.ended) == ([], {"signed", "closed"})
    assert found.happened == set(small.programme().flow)


@pytest.mark.shows("Y22")
def test_a_silent_member_without_a_clock_is_a_trap() -> None:
    """`programme check` proves an end is reachable when every optional party refuses, is dead or does not answer: take
    the clock away and it tells the first state from which nobody willing can go on."""
    found = proved((" | overdue member-signs", ""))
    assert found.faults == ["no way to an end from 8 states (two of consent); first: request.received"]


def test_who_may_not_be_silent_is_waited_for() -> None:
    patient = ("member = { may_be_silent = true,", "member = {")
    assert proved((" | overdue member-signs", ""), patient).faults == []


def test_a_circle_of_gates_can_never_happen() -> None:
    found = proved(
        ('after = ["consent.sent", "no consent.refused"]', 'after = ["consent.refused"]'),
        ('after = ["consent.sent", "no consent.signed"]', 'after = ["consent.signed"]'),
    )
    assert found.faults == [
        "flow.consent.signed: can never happen",
        "flow.consent.refused: can never happen",
        "end.signed: is never reached",
        "promise.member-signs: can never start, or never be met",
    ]


def test_an_end_that_contradicts_itself_is_never_reached() -> None:
    found = proved(('when = ["case.closed"]', 'when = ["case.closed", "no request.received"]'))
    assert "end.closed: is never reached" in found.faults


def test_a_promise_that_starts_with_nothing_is_a_fault() -> None:
    more = """
[flow."callback.promised"]
by = ["coordinator"]
after = ["case.reopened"]

[flow."case.reopened"]
by = ["coordinator"]
after = ["callback.promised"]

[promise.call]
owes = "operator"
to = "member"
of = "callback.promised"
met_by = ["note.written"]
within = "1 hour"
"""
    assert "promise.call: can never start, or never be met" in proved(more=more).faults


def test_too_many_states_stop_the_proof_with_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "LIMIT", 5)
    assert "more than 5 states: the programme is too entangled" in proved().faults


def test_the_progress_is_told() -> None:
    told: list[int] = []
    found = prove(small.programme(), told.append)
    assert told == [found.states]


def test_a_programme_without_items_is_walked_once() -> None:
    more = WITHDRAWN + '[end.withdrawn]\nwhen = ["request.withdrawn"]\n'
    found = proved(
        ('when = ["every consent: consent.signed"]', 'when = ["case.closed"]'),
        ("consent.refused | overdue member-signs", "request.received"),
        more=more,
    )
    assert found.faults == []


def test_only_what_an_end_depends_on_is_in_the_cone() -> None:
    programme = small.programme()
    assert escapes(programme) == frozenset()
    assert set(programme.flow) - cone(programme, frozenset()) == {"questions.put", "note.written"}


def test_what_only_opens_an_end_is_checked_alone() -> None:
    programme = small.programme(ESCAPE, more=WITHDRAWN)
    assert escapes(programme) == {"request.withdrawn", "consent.refused"}
    assert "request.withdrawn" not in cone(programme, escapes(programme))
    assert prove(programme).faults == []


def test_a_way_out_that_something_else_needs_is_no_mere_way_out() -> None:
    needed = ('[flow."consent.released"]\nby = ["coordinator"]\nafter = ["request.received"]',
              '[flow."consent.released"]\nby = ["coordinator"]\nafter = ["request.withdrawn"]')  # fmt: skip
    assert escapes(small.programme(ESCAPE, needed, more=WITHDRAWN)) == {"consent.refused"}


def test_a_gate_of_two_late_promises_reads_what_starts_and_meets_them() -> None:
    assert reads(small.programme(), read("case.closed | overdue member-signs")) == {
        "case.closed",
        "consent.released",
        "consent.signed",
        "consent.refused",
    }


REOPENED = """
[flow."case.reopened"]
by = ["coordinator"]
after = ["case.closed"]
voids = ["case.closed", "consent.refused"]
after_end = true
"""


def test_a_case_taken_up_again_must_have_a_way_to_an_end_too() -> None:
    assert proved(more=REOPENED).faults == []
    once = '"consent.sent", "no case.reopened"'
    trap = proved(
        ('"consent.sent", "no consent.refused"', once),
        ('"consent.sent", "no consent.signed"', once),
        (" | overdue member-signs", ""),
        ("member = { may_be_silent = true,", "member = {"),
        more=REOPENED,
    )
    assert [fault.partition(" from")[0] for fault in trap.faults] == ["no way to an end"]


def test_what_was_about_an_item_that_lives_no_more_stays_about_nothing_that_lives() -> None:
    """A form is taken back after it was refused: the refusal stays, and the case may end by it."""
    more = REOPENED.replace('"consent.refused"]', '"consent.released"]\nkeeps = ["consent.sent"]')
    assert proved(more=more).faults == []


def test_a_clock_of_the_whole_case_is_no_clock_for_the_second_item() -> None:
    """The first form was signed and stopped the one clock there is; nobody is late with the second."""
    whole = ('per = "consent"\nof = "consent.released"', 'of = "consent.released"')
    assert [fault.partition(" from")[0] for fault in proved(whole).faults] == ["no way to an end"]


def test_a_gate_about_an_item_asks_for_the_clock_of_that_item() -> None:
    late = ('after = ["consent.sent", "no consent.signed"]', 'after = ["overdue member-signs", "no consent.signed"]')
    assert proved(late).faults == []
