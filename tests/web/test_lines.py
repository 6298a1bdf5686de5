"""Geometry of the line of time."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsil.web.ui.lines import Axis, Mark, Span, draw, shares

MONDAY = date(2026, 11, 16)
HOLIDAY = date(2026, 11, 18)
NOON = datetime(2026, 11, 17, 13)


def week(label: str = "reads") -> Span:
    """From Monday's opening to the end of Friday."""
    return Span(datetime(2026, 11, 16, 8), datetime(2026, 11, 20, 18), "centre", label)


def test_a_working_day_is_a_bead_and_a_holiday_only_a_thread() -> None:
    axis = Axis(MONDAY, date(2026, 11, 22), {HOLIDAY})

    assert len(axis.beads(0, 100)) == 4
    assert axis.edges[3] - axis.edges[2] < axis.edges[2] - axis.edges[1]


def test_what_lies_after_today_is_still_to_come() -> None:
    drawing = draw([week()], [], NOON)

    assert [(one.ahead, len(one.beads)) for one in drawing.spans] == [(False, 2), (True, 4)]
    assert drawing.spans[0].x + drawing.spans[0].w == pytest.approx(drawing.spans[1].x)


def test_a_name_is_written_once_and_only_where_it_fits() -> None:
    fits = draw([week()], [], NOON).spans
    too_long = draw([week("a name far too long for the little room it has")], [], NOON).spans

    assert [one.shows for one in fits] == [True, False]
    assert [one.shows for one in too_long] == [False, False]


def test_a_name_gives_way_to_the_operation_that_stands_under_it() -> None:
    operation = Mark(datetime(2026, 11, 16, 10), "operation", "operation", "16 Nov")

    drawing = draw([week()], [operation], datetime(2026, 11, 16, 8))

    assert [one.shows for one in drawing.spans] == [False]
    assert [mark.mark.kind for mark in drawing.below] == ["operation"]


def test_two_marks_on_one_day_are_written_in_two_rows() -> None:
    marks = [Mark(NOON, "today", "today"), Mark(NOON, "due", "due", "17 Nov")]

    assert [mark.row for mark in draw([week()], marks, NOON).above] == [0, 1]


def test_a_mark_at_the_end_grows_inwards() -> None:
    drawing = draw([week()], [Mark(datetime(2026, 11, 20, 18), "answer", "answer expected", "20 Nov")], NOON)

    assert drawing.above[0].anchor == "end"


def test_a_day_that_ends_at_midnight_draws_no_empty_day() -> None:
    span = Span(datetime(2026, 11, 16, 8), datetime(2026, 11, 18), "member", "signs")

    drawn = draw([span], [], NOON).spans

    assert drawn[-1].x + drawn[-1].w == pytest.approx(100)
    assert [len(one.beads) for one in drawn] == [2, 1]


def test_many_days_become_runs() -> None:
    axis = Axis(MONDAY, MONDAY + timedelta(days=69), ())

    assert len(axis.beads(0, 100)) == 10


def test_mondays_are_named_and_thinned_until_they_can_be_read() -> None:
    long = Span(datetime(2026, 1, 1), datetime(2026, 12, 31), "centre", "reads")

    assert [tick.on for tick in draw([week()], [], NOON).ticks] == [MONDAY]
    assert len(draw([long], [], NOON).ticks) <= 10


def test_shares_fill_the_width_and_nothing_is_nothing() -> None:
    assert [(piece.x, piece.w) for piece in shares([1, 3])] == [(0, 25), (25, 75)]
    assert shares([0, 0]) == ()
    assert shares([]) == ()


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),
    st.lists(st.integers(0, 20_000), min_size=1, max_size=6),
    st.integers(-30_000, 120_000),
)
def test_everything_drawn_lies_within_the_line_and_in_order(start: datetime, lengths: list[int], now: int) -> None:
    spans, at = [], start
    for length in lengths:
        spans.append(Span(at, at := at + timedelta(minutes=length), "member", "x"))

    drawing = draw(spans, [Mark(at, "answer", "answer")], start + timedelta(minutes=now))

    places = [one.x for one in drawing.spans]
    assert places == sorted(places)
    assert all(one.x >= 0 and one.x + one.w <= 100.01 for one in drawing.spans)
    assert all(
        one.x - 0.01 <= bead.x and bead.x + bead.w <= one.x + one.w + 0.01
        for one in drawing.spans
        for bead in one.beads
    )
