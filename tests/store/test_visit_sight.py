"""Who sees what of a visit: the two clinics of one case, a stranger, the insured (R12, R22)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from clinics_world import (
    AGENT,
    CLEAR,
    CONSULTATION,
    ELSEWHERE,
    IMAGING,
    KONSIL,
    OTHER,
    PROGRAMME,
    RECEPTION,
    STRANGE,
    STRANGER,
    TODAY,
    World,
    built,
    checked_in,
    standing,
    table,
)
from konsil.core.case import Actor
from konsil.store import attempts
from konsil.store.queries import cases, visits
from konsil.store.refusals import NotThere
from konsil.store.registers import documents
from konsil.store.registers.documents import Filing

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(owner: Any, db: None) -> Iterator[World]:
    """The world as of that morning, where the clock stands."""
    owner.execute("UPDATE instance SET kind = 'demo', stands_at = %s", [TODAY])
    yield built()
    owner.execute("UPDATE instance SET kind = 'production', stands_at = NULL")


def test_two_clinics_of_one_case_see_nothing_of_each_others_visits(day: World) -> None:
    case = day.opened(CONSULTATION, IMAGING)
    here = day.booked(case, day.slot())
    later = day.slot(IMAGING, clinic=OTHER, since=TODAY + timedelta(hours=2))
    there = day.booked(case, later, IMAGING)
    for by, own, other in ((RECEPTION, here, there), (ELSEWHERE, there, here)):
        told = [body for (body,) in table("SELECT body FROM fact_body", by=by)]
        assert any(f'"booking":"{own}"' in body for body in told)
        assert not any(f'"booking":"{other}"' in body for body in told)
        shown = cases.case(by, case)
        assert {entry.items.get("booking", own) for entry in shown.entries} == {own}
        assert [one.booking for one in visits.of_day(by, TODAY.date())] == [own]
    insured = Actor("the insured", "insured", day.insured)
    assert {entry.items.get("booking") for entry in cases.case(insured, case).entries} == {None, here, there}
    assert len(cases.case(AGENT, case).entries) == 3


def test_a_clinic_without_a_booking_and_a_stranger_see_no_row(day: World) -> None:
    visit = standing(day)
    checked_in(visit)
    for by in (ELSEWHERE, STRANGER, Actor("nobody", "clinic", "")):
        counts = [table(f"SELECT count(*) FROM {one}", by=by)[0][0] for one in
                  ("cases", "fact", "visit", "authorisation", "redemption", "service_line", "wish", "booked_time",
                   "reserved_number")]  # fmt: skip
        assert counts == [0] * 9


def test_a_clinic_asks_for_whom_it_was_told_a_number_and_a_birth_date_of(day: World) -> None:
    found = visits.insured(RECEPTION, PROGRAMME, " m-1 ", date(1980, 3, 1))
    assert [(one.person, one.given) for one in found] == [(day.insured, "Ștefan")]
    assert visits.insured(RECEPTION, PROGRAMME, "M-1", date(1980, 3, 2)) == ()
    assert visits.insured(STRANGER, PROGRAMME, "M-1", date(1980, 3, 1)) == ()
    case = day.opened(by=RECEPTION, channel="clinic", clinic=CLEAR, caller="clinic")
    slot = day.slot(by=RECEPTION)
    day.booked(case, slot, by=RECEPTION)
    assert [one.direct for one in visits.of_day(RECEPTION, slot.day)] == [True]
    with pytest.raises(NotThere):
        day.opened(by=STRANGER, channel="clinic", clinic=STRANGE, caller="clinic")


def test_a_clinic_sees_the_papers_it_brought_and_those_sent_to_it(day: World) -> None:
    case = day.opened(CONSULTATION, IMAGING)
    day.booked(case, day.slot())
    day.booked(case, day.slot(IMAGING, clinic=OTHER, since=TODAY + timedelta(hours=2)), IMAGING)
    case_id = cases.whole(AGENT, case).case_id

    def filed(by: Actor, kind: str) -> str:
        told = (
            case_id,
            day.person,
            kind,
            "medical",
            kind,
            f"{kind}.pdf",
            "ro",
            kind.encode(),
            1,
            "application/pdf",
            kind,
        )
        return documents.file_document(by, Filing(*told))

    brought, sent = filed(RECEPTION, "signature"), filed(KONSIL, "authorisation")
    letter = attempts.Draft(
        case_id,
        1,
        0,
        "",
        "authorisation",
        "clinic",
        OTHER,
        "email",
        "d@example.ro",
        "ro",
        "<1@example.ro>",
        document=sent,
    )
    attempts.begin(KONSIL, letter)
    for by, seen, letters in ((RECEPTION, [brought], 0), (ELSEWHERE, [sent], 1), (AGENT, [brought, sent], 1)):
        assert sorted(table("SELECT public FROM document", by=by)) == sorted((one,) for one in seen)
        assert table("SELECT count(*) FROM attempt", by=by) == [(letters,)]
