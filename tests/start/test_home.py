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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("settings", "colour"),
    [
        ({}, ""),
        ({"brand": "#1b4c8c"}, "#1b4c8c"),
        ({"brand": "#1b4c8c", "brands": {"albsig-mso": "#7a1f3d"}}, "#7a1f3d"),
        ({"brand": "#1b4c8c", "brands": {"another": "#7a1f3d"}}, "#1b4c8c"),
        ({"brand": "#ffd400"}, ""),  # words in it could not be read
        ({"brand": "red;} body{display:none"}, ""),
    ],
)
def test_a_portal_is_in_the_colour_of_its_programme(settings: dict[str, object], colour: str) -> None:
    from konsil.core.case import Actor
    from konsil.store.registers import organisations
    from two_houses import built

    built()
    organisations.change(Actor("x", "admin", "albsig-jete"), "albsig-jete", settings=settings)
    answer = Client().get("/brand/albsig-mso.css")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert f"--brand: light-dark({colour}," in answer.content.decode() if colour else answer.content == b""
    assert Client().get("/brand/nobody.css").status_code == 404
