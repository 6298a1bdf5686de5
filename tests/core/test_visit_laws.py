"""What no history of a visit may bring about, whoever does what, and when."""

import pytest
from hypothesis import given, settings

from core.visiting import histories
from konsil.core.case import Case, View
from konsil.core.facts import visit
from konsil.core.facts.attendance import (
    CheckedIn,
    LeftUnsigned,
    Performed,
    Signed,
    allowed,
    counted,
    fingerprint,
    performed,
)
from konsil.core.facts.authorisation import Extended, Issued, Minted, numbers

MANY = settings(max_examples=150, deadline=None)
FALLEN = (visit.Cancelled.name, visit.CalledOff.name)


def bookings(case: Case) -> list[View]:
    return [case.seen.about({"booking": one}) for one in case.seen.items("booking")]


@pytest.mark.shows("O21")
@MANY
@given(histories())
def test_a_visit_has_one_live_base_paper_at_most(case: Case) -> None:
    """One live base authorisation per appointment; extensions name it and have numbers of their own (Y29)."""
    assert [len(seen.entries_of(Issued)) for seen in bookings(case) if len(seen.entries_of(Issued)) > 1] == []
    every = [number for seen in bookings(case) for number in numbers(seen)]
    assert len(every) == len(set(every))


@pytest.mark.shows("Y31")
@MANY
@given(histories())
def test_nobody_is_left_with_a_valid_paper_for_a_visit_that_will_not_take_place(case: Case) -> None:
    """Old papers void, new ones issued: nobody is left with a valid paper for a visit that will not take place."""
    fallen = [seen for seen in bookings(case) if any(map(seen.has, FALLEN))]
    assert [seen.entries_of(Issued) for seen in fallen if seen.has(Issued.name)] == []
    moved = [(seen.entries_of(Issued)[-1].known, visit.day(seen)) for seen in bookings(case) if seen.has(Issued.name)]
    assert [known.day for known, day in moved if isinstance(known, Minted) and known.day != day] == []


@pytest.mark.shows("O23")
@MANY
@given(histories())
def test_a_paper_is_used_once_however_often_it_is_scanned(case: Case) -> None:
    """Second check-in refused; the same-day reversal of a wrong scan is the only way back (Y29)."""
    assert [len(seen.entries_of(CheckedIn)) for seen in bookings(case) if len(seen.entries_of(CheckedIn)) > 1] == []
    used = [entry for entry in case.standing if entry.name == CheckedIn.name]
    back = [entry for entry in case.standing if entry.name == "check-in.reversed"]
    live = sum(len(seen.entries_of(CheckedIn)) for seen in bookings(case))
    assert len(used) - len(back) == live


@MANY
@given(histories())
def test_what_is_performed_under_a_paper_never_exceeds_it(case: Case) -> None:
    for seen in bookings(case):
        done = counted(line for fact in seen.all(Performed) for line in fact.lines)
        assert done - allowed(seen) == {}


@pytest.mark.shows("O26")
@MANY
@given(histories())
def test_a_signature_stands_for_exactly_what_was_done(case: Case) -> None:
    """Signature bound to the list performed: what is done afterwards needs a new one."""
    for seen in bookings(case):
        signed = seen.the(Signed)
        assert signed is None or signed.list_hash == fingerprint(performed(seen))
        assert not (signed and seen.has(LeftUnsigned.name))


@MANY
@given(histories())
def test_whatever_was_done_was_done_to_somebody_who_had_checked_in(case: Case) -> None:
    assert [seen for seen in bookings(case) if performed(seen) and not seen.has(CheckedIn.name)] == []


@MANY
@given(histories())
def test_an_extension_stands_beside_its_base(case: Case) -> None:
    for seen in bookings(case):
        assert not seen.has(Extended.name) or seen.has(Issued.name)
