"""The bare address leads everybody to where their day begins."""

import pytest
from django.test import Client
from django.urls import reverse

from konsil.door.actor import Acting
from konsil.store.queries.acting import Held
from konsil.web.start.views import HOMES, home_of


def acting(role: str) -> Acting:
    if role in ("member", "relative"):
        return Acting("p_someone", "Somebody", person="p_someone")
    return Acting("a_someone", "Somebody", held=(Held(role, "mediguide"),))


@pytest.mark.parametrize(("role", "page"), HOMES.items())
def test_each_role_has_a_home(role: str, page: str) -> None:
    assert home_of(acting(role)) == page


@pytest.mark.parametrize("page", sorted({*HOMES.values(), "entrance"}))
def test_each_home_is_a_page_of_ours(page: str) -> None:
    assert reverse(page).startswith("/")


def test_who_holds_two_roles_begins_with_the_busier_one() -> None:
    both = Acting("a_eva", "Eva", held=(Held("supervisor", "mediguide"), Held("coordinator", "mediguide")))
    assert home_of(both) == "work"


@pytest.mark.django_db
def test_a_stranger_is_asked_in() -> None:
    found = Client().get("/")
    assert (found.status_code, found["Location"]) == (302, "/enter")
