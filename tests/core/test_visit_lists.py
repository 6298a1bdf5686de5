"""What a call centre's lists hold, beside the promises; and how far a wait at a clinic has come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from konsil import library
from konsil.core import engine, ladder, visits
from konsil.core.case import Actor, Case
from konsil.core.fact import adapter, read
from konsil.core.facts import FACTS
from visit_acts import (
    ASK,
    BOOK,
    BOOKING,
    CALLS,
    CANCEL,
    COME,
    DESK,
    DOCTOR,
    EXTEND,
    HOLD,
    ISSUE,
    LINES,
    MORE,
    REQUEST,
    VISIT,
    Act,
    done,
)  # fmt: skip

KONSIL, SUPERVISOR = Actor("konsil", "konsil", "konsil"), "Eva"
DIRECT = Act("visit.requested", DESK, {"insured": "p_ion", "services": LINES, "channel": "clinic", "clinic": "ochi"})
ANNOUNCE = Act("visit.announced", CALLS, BOOKING)
SEND = Act("authorisation.sent", KONSIL, {"authorisation": "authorisation-1", "channel": "email", "message": "m"})
BOUNCE = Act("authorisation.bounced", KONSIL, {"authorisation": "authorisation-1", "why": "no such mailbox"})
READ = Act("authorisation.phoned", CALLS, {
    "authorisation": "authorisation-1", "who": "Ioana", "read_back": "7K2QF-M9XPA-4T"})  # fmt: skip
QUESTION = Act("identity.questioned", DESK, {**BOOKING, "why": "no-document"})
ALLOW = Act("identity.allowed", CALLS, {**BOOKING, "why": "Known here for years", "proof": "Bank card with a photo"})
RESUME = Act("visit.resumed", DESK, {**BOOKING, "event": "e-1"})
BEYOND = Act("service.performed-beyond", DOCTOR, {**BOOKING, "lines": MORE, "why": "The line was busy"})
ADVISE = Act("service.recommended", DOCTOR, {**BOOKING, "words": "Visual field"})
OUTCOME = Act("outcome.returned", CALLS, {"recommendation": "recommendation-1", "outcome": "done"})
NO = Act("extension.refused", CALLS, {"asking": "asking-1", "reason": "not-indicated"})
WISH = Act("place.wanted", CALLS, {"services": LINES, "earliest": "2026-03-10", "latest": "2026-03-20"})
OFFER = Act("place.offered", CALLS, {
    "wish": "wish-1", "location": "cluj", "starts": VISIT.isoformat(), "until": VISIT.isoformat()})  # fmt: skip
TAKE = Act("place.taken", CALLS, {"wish": "wish-1"})


def played(*acts: Act) -> Case:
    case = Case(library.shipped("omniasig-visit").programme)
    for minute, act in enumerate(acts):
        case = done(case, act, minute)
    return case


@pytest.mark.parametrize(
    ("on", "items", "acts", "settles"),
    [
        ("unannounced", ("booking-1",), (DIRECT, BOOK), ANNOUNCE),
        ("returned", ("authorisation-1",), (REQUEST, BOOK, ISSUE, SEND, BOUNCE), READ),
        ("questioned", ("booking-1",), (REQUEST, BOOK, ISSUE, QUESTION), ALLOW),
        ("held", ("booking-1",), (REQUEST, BOOK, ISSUE, HOLD), RESUME),
        ("waiting", ("asking-1",), (REQUEST, BOOK, ISSUE, COME, ASK), EXTEND),
        ("waiting", ("asking-1",), (REQUEST, BOOK, ISSUE, COME, ASK), NO),
        ("advised", ("recommendation-1",), (REQUEST, BOOK, ISSUE, COME, ADVISE), OUTCOME),
        ("wished", ("wish-1",), (REQUEST, WISH, OFFER), TAKE),
    ],
)
def test_a_case_stands_on_a_list_until_somebody_has_decided(
    on: str, items: tuple[str, ...], acts: tuple[Act, ...], settles: Act
) -> None:
    case = played(*acts)
    assert visits.LISTS[on](case.seen) == items
    assert on in set(visits.flags(case.seen))
    assert visits.LISTS[on](done(case, settles, len(acts)).seen) == ()


def test_a_visit_that_is_cancelled_leaves_the_lists() -> None:
    assert visits.held(done(played(REQUEST, BOOK, ISSUE, HOLD), CANCEL, 9).seen) == ()


def test_work_beyond_the_paper_waits_until_two_people_take_it_over() -> None:
    case = played(REQUEST, BOOK, ISSUE, COME, BEYOND)
    assert visits.beyond(case.seen) == ("booking-1",)
    fact = read(FACTS["beyond.approved"], {**BOOKING, "services": ["OFT-OCT"], "reason": "It was needed"})
    at = case.entries[-1].recorded
    known = adapter(fact.evidence).validate_python({})
    found = engine.record(case, fact, by=CALLS, at=at, recorded=at, known=known, second=SUPERVISOR)
    assert visits.beyond(found.seen) == ()


def test_the_wait_climbs_from_an_answer_to_the_supervisor_and_then_to_the_insured_own_choice() -> None:
    case = played(REQUEST, BOOK, ISSUE, COME, ASK)
    asked = case.entries[-1].at
    found = [ladder.climb(case, "asking-1", asked + timedelta(minutes=m)) for m in (0, 14, 15, 29, 30)]
    assert [(one.rung, one.minutes) for one in found if one] == [
        ("answer", 0), ("answer", 14), ("ring", 15), ("ring", 29), ("offer", 30)
    ]  # fmt: skip


def test_an_answered_wait_climbs_no_more() -> None:
    case = played(REQUEST, BOOK, ISSUE, COME, ASK, NO)
    assert ladder.climb(case, "asking-1", VISIT + timedelta(hours=2)) is None
