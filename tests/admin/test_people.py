"""The register of people: found by what somebody says, corrected, merged and taken apart again, each change kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from desk_world import member, play, text
from konsil.store.registers import people

if TYPE_CHECKING:
    from django.test import Client

    from desk_world import Desk

pytestmark = pytest.mark.django_db


def known(desk: Desk, given: str, family: str, card: str = "") -> str:
    """A member whom the register finds."""
    public = member(desk, given, family=family, card=card)
    people.amend(desk.actor(), public, family=family)
    return public


def at(person: str) -> str:
    return f"/registers/people/{person}"


def read(admin: Client, path: str) -> str:
    return text(admin.get(path).content.decode())


def born(prefix: str, year: str = "1980", month: str = "3", day: str = "2") -> dict[str, str]:
    return {f"{prefix}-born_on_{part}": value for part, value in (("year", year), ("month", month), ("day", day))}


def sought(admin: Client, words: str, path: str = "/registers/people", field: str = "q") -> str:
    """The page that answers a search; what was said stands in no address (S10)."""
    answer = admin.post(path, {field: words}, follow=True)
    assert answer.redirect_chain == [(f"{path}?found=1", 302)]
    return answer.content.decode()


def test_nobody_is_listed_and_everybody_is_found_by_what_somebody_says(desk: Desk, admin: Client) -> None:
    person = known(desk, "Drita", "Kodra", card="KARTA-77")
    assert "Kodra" not in read(admin, "/registers/people")
    for said in ("drita kodra", "KARTA-77"):
        assert f'href="{at(person)}"' in sought(admin, said)
    assert "Nobody is found so" in text(sought(admin, "Nobody Atall"))


@pytest.mark.shows("X09")
def test_a_look_into_the_register_is_logged_for_the_person(desk: Desk, admin: Client) -> None:
    """each view of medical data, and of who somebody is"""
    from konsil.core.case import Actor
    from konsil.store.queries.traffic import who_read

    person = known(desk, "Drita", "Kodra")
    assert admin.get(at(person)).status_code == 200
    looks = who_read(Actor("Drita", "member", person), person)
    assert [(one.account, one.role, one.what) for one in looks] == [("Agim Administratori", "admin", "register")]


@pytest.mark.shows("X08")
def test_a_corrected_name_stands_below_with_old_and_new_and_is_found_at_once(desk: Desk, admin: Client) -> None:
    """who/what/when old/new"""
    person = known(desk, "Drita", "Kodra")
    told = {"verb": "amend", "amend-given": "Drita", "amend-family": "Kadare", "amend-language": "sq", **born("amend")}
    assert admin.post(at(person), told).status_code == 302
    assert re.search(r"<del>Kodra</del></td><td><ins>Kadare</ins>", admin.get(at(person)).content.decode())
    assert f'href="{at(person)}"' in sought(admin, "drita kadare")


def test_what_is_filled_in_wrongly_stays_and_is_said_at_its_field(desk: Desk, admin: Client) -> None:
    person = known(desk, "Drita", "Kodra")
    told = {"verb": "amend", "amend-given": "Drita", "amend-family": "", "amend-language": "sq", **born("amend")}
    answer = admin.post(at(person), told)
    assert (answer.status_code, "data-errors" in answer.content.decode()) == (422, True)
    number = admin.post(at(person), {"verb": "number", "number-country": "AL", "number-number": "J00000000A"})
    assert (number.status_code, "This is no number of that country" in text(number.content.decode())) == (422, True)


def test_a_national_number_is_corrected_and_never_shown(desk: Desk, admin: Client) -> None:
    person = known(desk, "Drita", "Kodra")
    answer = admin.post(at(person), {"verb": "number", "number-country": "AL", "number-number": "I05101999I"})
    assert answer.status_code == 302
    page = read(admin, at(person))
    assert ("national number known" in page, "I05101999I" in page) == (True, False)
    assert f'href="{at(person)}"' in sought(admin, "I05101999I")
    other = admin.post(at(known(desk, "Vera", "Kodra")), {
        "verb": "number", "number-country": "AL", "number-number": "I05101999I"})  # fmt: skip
    assert other.status_code == 422


def test_a_number_is_added_confirmed_and_declared_dead(desk: Desk, admin: Client) -> None:
    person = known(desk, "Drita", "Kodra")
    told = {"verb": "contact", "contact-system": "email", "contact-value": "drita@example.al", "contact-whose": ""}
    assert admin.post(at(person), told).status_code == 302
    (way,) = re.findall(r'drita@example\.al.*?name="of" value="(\d+)"', admin.get(at(person)).content.decode(), re.S)
    for verb, state in (("confirm", "confirmed"), ("dead", "dead")):
        assert admin.post(at(person), {"verb": verb, "of": way}).status_code == 302
        assert f"drita@example.al E-mail {state}" in read(admin, at(person))


@pytest.mark.shows("X07")
def test_two_rows_become_one_person_and_two_again_with_their_history(desk: Desk, admin: Client) -> None:
    """round trip restores"""
    kept, double = known(desk, "Drita", "Kodra"), known(desk, "Drita", "Kodra", card="KARTA-78")
    assert "One person: keep this row" in read(admin, at(kept))
    assert admin.post(at(kept), {"verb": "merge", "of": double}).status_code == 302
    assert "Drita Kodra was found as Drita Kodra" in read(admin, at(kept))
    assert "This row was merged" in read(admin, at(double))
    found = sought(admin, "drita kodra")
    assert [f'href="{at(one)}"' in found for one in (kept, double)] == [True, False]

    assert admin.post(at(kept), {"verb": "unmerge", "of": double}).status_code == 302
    assert "They are two after all" not in read(admin, at(kept))
    again = admin.post(at(kept), {"verb": "unmerge", "of": double})
    assert (again.status_code, "nothing to part" in text(again.content.decode())) == (422, True)


def test_another_may_be_searched_for_to_merge(desk: Desk, admin: Client) -> None:
    kept, other = known(desk, "Drita", "Kodra"), known(desk, "Vera", "Leka")
    page = sought(admin, "vera leka", at(kept), "with")
    assert f'name="of" value="{other}"' in page


def test_a_row_of_another_house_is_not_there(desk: Desk, admin: Client) -> None:
    play(desk, "elira")
    stranger = desk.houses.theirs.member
    assert admin.get(at(stranger)).status_code == 404
    assert admin.post(at(stranger), {"verb": "dead", "of": "1"}).status_code == 404
    assert admin.post(at(desk.members["elira"]), {"verb": "steal", "of": "1"}).status_code == 422
    assert desk.client("arta").get("/registers/people").status_code == 404
