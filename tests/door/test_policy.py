"""Deny by default: who is let in where, and that nothing starts without a policy."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver, path
from hypothesis import given
from hypothesis import strategies as st

from konsil.door.actor import Acting
from konsil.door.apps import every_page_has_a_policy
from konsil.door.guard import closed, route, unguarded
from konsil.door.policy import Centre, Doctor, Either, Member, Payer, Policy, Public, SignedIn, Staff, Token, Verdict
from konsil.store.queries.acting import Held

LET, SIGN_IN, NOT_THERE = Verdict.LET, Verdict.SIGN_IN, Verdict.NOT_THERE


def somebody(*roles: str, way: str = "account", person: str = "", proved: bool = True) -> Acting:
    held = tuple(Held(role, "mediguide") for role in roles)
    return Acting("a_1", "Arta Kola", person=person, held=held, way=way, proved=proved)


PEOPLE = {
    "coordinator": somebody("coordinator"),
    "supervisor": somebody("supervisor"),
    "admin": somebody("admin"),
    "payer": somebody("payer"),
    "look-up": somebody("payer-look-up"),
    "expert": somebody("expert"),
    "desk": somebody("centre", way="link"),
    "doctor": somebody("doctor", way="link"),
    "member": somebody(way="link", person="p_1"),
    "machine": somebody("coordinator", way="token"),
    "centre's machine": somebody("centre", way="token"),
}
ADMITTED = {
    "staff": (Staff(), {"coordinator", "supervisor", "admin"}),
    "coordinators": (Staff("coordinator"), {"coordinator"}),
    "centre": (Centre(), {"expert", "desk"}),
    "experts": (Centre("expert"), {"expert"}),
    "doctor": (Doctor(), {"doctor"}),
    "payer": (Payer(), {"payer", "look-up"}),
    "names": (Payer(look_up=True), {"look-up"}),
    "member": (Member(), {"member"}),
    "machines": (Token(), {"machine", "centre's machine"}),
    "coordinating machines": (Token("coordinator"), {"machine"}),
    "either": (Either(Member(), Doctor()), {"member", "doctor"}),
    "nobody": (Policy(), set()),
}


@pytest.mark.parametrize("name", ADMITTED)
def test_a_policy_lets_in_whom_it_names_and_tells_the_others_nothing(name: str) -> None:
    policy, admitted = ADMITTED[name]
    assert {who for who, acting in PEOPLE.items() if policy.judge(acting) is LET} == admitted
    assert {policy.judge(acting) for who, acting in PEOPLE.items() if who not in admitted} == {NOT_THERE}
    assert policy.judge(None) is SIGN_IN


def test_a_public_page_is_open_and_an_own_page_asks_who_it_is() -> None:
    assert {Public().judge(one) for one in (None, *PEOPLE.values())} == {LET}
    assert {SignedIn().judge(one) for one in PEOPLE.values()} == {LET}
    assert SignedIn().judge(None) is SIGN_IN


@given(st.sets(st.sampled_from(["coordinator", "admin", "payer", "expert"]), min_size=1))
def test_staff_prove_themselves_twice_wherever_a_role_counts(roles: set[str]) -> None:
    unproved = somebody(*sorted(roles), proved=False)
    for policy, _ in ADMITTED.values():
        expected = Verdict.SECOND_FACTOR if policy.admits(unproved) else NOT_THERE
        assert policy.judge(unproved) is expected
    assert SignedIn().judge(unproved) is LET


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


def test_an_application_with_a_page_without_a_policy_does_not_start() -> None:
    good = route("good", view, name="good", policy=Public())
    assert closed([good]) == [good]
    with pytest.raises(ImproperlyConfigured, match=r"^no policy: bad$"):
        closed([good, path("bad", view)])


def test_every_address_of_the_product_has_a_policy() -> None:
    patterns = get_resolver().url_patterns
    assert list(unguarded(patterns)) == []
    assert every_page_has_a_policy(None) == []


def test_the_check_names_an_address_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_resolver(), "url_patterns", [path("open/to/all", view)])
    assert [fault.msg for fault in every_page_has_a_policy(None)] == ["no policy: open/to/all"]
