"""A visit in somebody's calendar: the right instant, nothing of what for, and no way to write more into it."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from konsil.letters.ics import Entry, written

BUCHAREST = ZoneInfo("Europe/Bucharest")
VISIT = Entry(
    uid="booking-1.c_x@konsil.example",
    starts=datetime(2026, 3, 29, 10, 0, tzinfo=BUCHAREST),  # the day the clocks go forward
    ends=datetime(2026, 3, 29, 10, 30, tzinfo=BUCHAREST),
    written=datetime(2026, 3, 9, 7, 4, tzinfo=UTC),
    summary="Vizită",
    place="Strada Științei 1, Cluj-Napoca",
)


def lines(entry: Entry) -> list[str]:
    return written(entry).decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.shows("O03")
def test_the_details_come_for_the_calendar_too() -> None:
    """Delivery record for both paths (call centre path and direct path): what is delivered fits a calendar."""
    told = lines(VISIT)
    assert "DTSTART:20260329T070000Z" in told
    assert "DTEND:20260329T073000Z" in told
    assert "LOCATION:Strada Științei 1\\, Cluj-Napoca" in told
    assert "SUMMARY:Vizită" in told


def test_a_moved_visit_replaces_the_first_and_a_cancelled_one_falls_away() -> None:
    assert "SEQUENCE:2" in lines(replace(VISIT, sequence=2))
    gone = lines(replace(VISIT, cancelled=True))
    assert ("METHOD:CANCEL" in gone, "STATUS:CANCELLED" in gone) == (True, True)


def test_nobody_writes_a_line_of_his_own_into_it() -> None:
    sly = replace(VISIT, place="Cluj\r\nATTENDEE:mailto:x@example.com\nEND:VEVENT")
    assert [one for one in lines(sly) if one.startswith(("ATTENDEE", "END:VEVENT"))] == ["END:VEVENT"]


def test_no_line_is_longer_than_a_calendar_reads_and_no_letter_is_cut() -> None:
    long = replace(VISIT, place="Științei " * 40)
    assert max(len(line) for line in written(long).split(b"\r\n")) <= 75
    assert "LOCATION:" + ("Științei " * 40) in lines(long)
