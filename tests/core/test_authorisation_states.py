"""What may be done with an authorisation in each of its states, cell by cell, as the pathway of visits has it."""

from __future__ import annotations

import pytest

from konsil import library
from konsil.core.case import Case
from konsil.core.engine import Refused
from visit_acts import (
    ASK,
    BOOK,
    CANCEL,
    COME,
    DO,
    EXTEND,
    HOLD,
    ISSUE,
    LEAVE,
    MISS,
    MOVE,
    OFF,
    PEND,
    REFUSE,
    REQUEST,
    REVOKE,
    Act,
    done,
)  # fmt: skip

BOOKED = (REQUEST, BOOK)
STATES: dict[str, tuple[Act, ...]] = {
    "none yet": BOOKED,
    "pended": (*BOOKED, PEND),
    "refused": (*BOOKED, REFUSE),
    "issued": (*BOOKED, ISSUE),
    "revoked": (*BOOKED, ISSUE, REVOKE),
    "visit moved": (*BOOKED, ISSUE, MOVE),
    "visit on hold": (*BOOKED, ISSUE, HOLD),
    "visit cancelled": (*BOOKED, ISSUE, CANCEL),
    "called off": (*BOOKED, ISSUE, OFF),
    "not come": (*BOOKED, ISSUE, MISS),
    "used": (*BOOKED, ISSUE, COME),
    "extra service asked": (*BOOKED, ISSUE, COME, ASK),
    "extended": (*BOOKED, ISSUE, COME, ASK, EXTEND),
    "performed": (*BOOKED, ISSUE, COME, DO),
    "left unsigned": (*BOOKED, ISSUE, COME, DO, LEAVE),
}
ACTS = {"issue": ISSUE, "amend": REVOKE, "move": MOVE, "cancel": CANCEL, "extend": EXTEND, "use": COME}
TABLE = """
                     issue               amend      move        cancel      extend        use
none yet             ok                  not-yet    ok          ok          unknown-item  not-yet
pended               line-pended         not-yet    ok          ok          unknown-item  not-yet
refused              line-refused        not-yet    ok          ok          unknown-item  not-yet
issued               already-authorised  ok         ok          ok          unknown-item  ok
revoked              ok                  not-yet    ok          ok          unknown-item  not-yet
visit moved          ok                  not-yet    ok          ok          unknown-item  not-yet
visit on hold        not-yet             ok         ok          ok          unknown-item  visit-suspended
visit cancelled      case-ended          case-ended not-yet     case-ended  unknown-item  not-yet
called off           case-ended          case-ended not-yet     case-ended  unknown-item  not-yet
not come             case-ended          case-ended ok          case-ended  unknown-item  ok
used                 already-authorised  not-yet    not-yet     not-yet     unknown-item  authorisation-used
extra service asked  already-authorised  not-yet    not-yet     not-yet     ok            authorisation-used
extended             already-authorised  not-yet    not-yet     not-yet     not-yet       authorisation-used
performed            already-authorised  not-yet    not-yet     not-yet     unknown-item  authorisation-used
left unsigned        case-ended          case-ended not-yet     case-ended  unknown-item  authorisation-used
"""


def cells() -> list[tuple[str, str, str]]:
    heads, *rows = TABLE.strip("\n").splitlines()
    return [(row[:21].strip(), act, word) for row in rows
            for act, word in zip(heads.split(), row[21:].split(), strict=True)]  # fmt: skip


def word_of(state: str, act: str) -> str:
    case = Case(library.shipped("omniasig-visit").programme)
    for minute, one in enumerate(STATES[state]):
        case = done(case, one, minute)
    try:
        done(case, ACTS[act], len(case.entries))
    except Refused as no:
        return no.key
    return "ok"


@pytest.mark.shows("X16")
@pytest.mark.parametrize(("state", "act", "word"), cells())
def test_each_act_on_an_authorisation_is_allowed_or_refused_with_its_key(state: str, act: str, word: str) -> None:
    """state table, each cell allowed or refused with its key"""
    assert word_of(state, act) == word


def test_the_table_has_every_state_and_every_act() -> None:
    assert {(state, act) for state, act, _ in cells()} == {(state, act) for state in STATES for act in ACTS}
