"""The registers' verbs, accounts and the members' file, each through its form; what is not possible is said there."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest

from desk_world import play, text

if TYPE_CHECKING:
    from django.test import Client

    from desk_world import Desk

pytestmark = pytest.mark.django_db
HEADER = "number,card,given,family,born_on,policy,from_on\n"


def day(name: str, year: int, month: int, of: int) -> dict[str, str]:
    return {f"{name}_{part}": str(value) for part, value in (("year", year), ("month", month), ("day", of))}


def done(admin: Client, register: str, verb: str, /, **told: str) -> str:
    """A verb carried out; the register's page after it, in words."""
    sent = {f"{verb}-{name}": value for name, value in told.items()}
    answer = admin.post(f"/registers/{register}", {"verb": verb, **sent})
    assert answer.status_code == 302, text(answer.content.decode())
    return text(admin.get(answer["Location"]).content.decode())


@pytest.mark.shows("X08")
def test_an_organisation_is_added_changed_and_closed(admin: Client) -> None:
    """who/what/when old/new"""
    told = {"key": "klinika-e-re", "kind": "practice", "name": "Klinika e Re", "country": "AL", "city": "Vlorë"}
    assert "Klinika e Re Practice or hospital Vlorë, AL" in done(admin, "organisations", "found", **told)
    page = done(admin, "organisations", "change", key="klinika-e-re", city="Durrës")
    assert ("Durrës, AL" in page, "Vlorë Durrës" in page) == (True, True)  # before and after, below
    assert "Klinika e Re Practice" not in done(admin, "organisations", "close", key="klinika-e-re")


def test_a_key_that_is_taken_is_said_at_its_field(admin: Client) -> None:
    told = {"found-key": "nordhaven", "found-kind": "centre", "found-name": "X", "found-country": "DK"}
    answer = admin.post("/registers/organisations", {"verb": "found", **told})
    assert (answer.status_code, "This key is taken." in text(answer.content.decode())) == (422, True)


def test_a_rank_needs_its_source_and_its_date(admin: Client) -> None:
    told = {"disease": "C43", "centre": "nordhaven", "place": "1", "source": "Invented Skin List",
            **day("published_on", 2026, 6, 1), **day("from_on", 2026, 7, 1)}  # fmt: skip
    without = {f"rank-{name}": value for name, value in told.items() if name != "source"}
    assert admin.post("/registers/centres", {"verb": "rank", **without}).status_code == 422
    assert "C43 1 Nordhaven Klinik Invented Skin List" in done(admin, "centres", "rank", **told)


def test_a_doctor_is_added_by_a_key_that_facts_name(admin: Client) -> None:
    told = {"key": "dr-e-re", "name": "Dr. E Re", "city": "Korçë", "email": "dr-e-re@example.al"}
    assert "Dr. E Re" in done(admin, "doctors", "register", **told)


def test_a_special_day_is_known_from_now_on(admin: Client) -> None:
    told = {"calendar": "AL", "hours": "09:00-12:00", "reason": "Election day", "source": "Decree 12",
            **day("day", 2026, 12, 7)}  # fmt: skip
    page = done(admin, "calendars", "special", **told)
    assert "AL 2026-12-07 09:00-12:00 Election day Decree 12" in page


def test_registers_that_do_not_exist_are_not_there(admin: Client) -> None:
    assert admin.get("/registers/spaceships").status_code == 404


def test_somebody_is_invited_given_a_role_and_leaves_at_once(desk: Desk, admin: Client) -> None:
    from django.contrib.auth import get_user_model

    told = {"invite-email": "new@mediguide.example", "invite-name": "Nuri Tri", "invite-language": "sq",
            "invite-role": "coordinator"}  # fmt: skip
    assert admin.post("/admin/accounts", {"verb": "invite", **told}).status_code == 302
    public = get_user_model().objects.get(email="new@mediguide.example").public
    role = {"verb": "assign", "assign-account": public, "assign-role": "supervisor"}
    assert admin.post("/admin/accounts", role).status_code == 302
    assert "Nuri Tri new@mediguide.example Coordinator Supervisor" in text(
        admin.get("/admin/accounts").content.decode()
    )
    assert desk.client("new").get("/work").status_code == 200

    assert admin.post("/admin/accounts", {"verb": "leave", "leave-account": public}).status_code == 302
    assert "Nuri Tri new@mediguide.example has left" in text(admin.get("/admin/accounts").content.decode())
    assert desk.client("new").get("/work").status_code in (302, 404)


def test_an_address_that_is_known_already_is_said_at_the_form(admin: Client) -> None:
    told = {"invite-email": "arta@mediguide.example", "invite-name": "Arta Tjetër", "invite-language": "sq",
            "invite-role": "coordinator"}  # fmt: skip
    answer = admin.post("/admin/accounts", {"verb": "invite", **told})
    assert (answer.status_code, "data-errors" in answer.content.decode()) == (422, True)


def test_a_way_back_in_is_asked_for_and_waits_for_another_hand(admin: Client) -> None:
    from django.contrib.auth import get_user_model

    public = get_user_model().objects.get(email="arta@mediguide.example").public
    answer = admin.post("/admin/accounts", {"verb": "recover", "account": public})
    page = text(admin.get(answer["Location"]).content.decode())
    assert "A second person approves it" in page


def test_the_morning_says_what_is_not_well(desk: Desk, admin: Client) -> None:

    desk.owner.execute("UPDATE instance SET sends = false")
    page = text(admin.get("/admin").content.decode())
    desk.owner.execute("UPDATE instance SET sends = true")
    assert "Nothing is sent until somebody releases it: this is a restored copy." in page
    assert "file was ever taken over." in page
    assert "No worker has ever reported" in page


def test_who_read_is_listed_by_the_number_of_the_case(desk: Desk, admin: Client) -> None:
    case = play(desk, "elira")
    assert desk.client("arta").get(f"/work/{case}").status_code == 200
    page = text(admin.get("/admin/looks").content.decode())
    assert ("Arta Dervishi" in page, "Elira" in page) == (True, False)


def file(*lines: str) -> Any:
    made = io.BytesIO((HEADER + "".join(f"{line}\n" for line in lines)).encode())
    made.name = "members.csv"
    return made


def sent(admin: Client, content: Any, population: str = "albsig-jete-members") -> Any:
    return admin.post("/admin/members", {"population": population, "programme": "albsig-mso", "file": content})


def test_a_members_file_is_looked_at_reported_and_taken_over(admin: Client) -> None:
    page = admin.get("/admin/members").content.decode()
    population = re.findall(r'<option value="([^"]+)">[^<]*members', page)[0]
    staged = sent(admin, file("M-1,K-1,Drita,Shembull,1980-02-03,P-1,2026-01-01",
                              "M-2,K-2,,Shembull,03.02.1980,P-2,2026-01-01"), population)  # fmt: skip
    assert staged.status_code == 302, text(staged.content.decode())
    where = staged["Location"]
    report = admin.get(f"{where}/report.csv")
    lines = report.content.decode("utf-8-sig").replace('"', "").split()
    assert lines == ["row,column,reason", "2,born_on,not-a-date", "2,given,missing"]
    assert b"Shembull" not in report.content

    again = admin.post(where, {})  # the one membership there was would end: asked twice
    assert (again.status_code, admin.post(where, {"sure": "yes"}).status_code) == (409, 302)
    assert admin.get(where).status_code == 404


def test_a_file_that_is_dropped_changes_nothing(admin: Client) -> None:
    page = admin.get("/admin/members").content.decode()
    population = re.findall(r'<option value="([^"]+)">[^<]*members', page)[0]
    where = sent(admin, file("M-1,K-1,Drita,Shembull,1980-02-03,P-1,2026-01-01"), population)["Location"]
    assert admin.post(where, {"verb": "drop"})["Location"] == "/admin/members"
    assert admin.get(where).status_code == 404


def test_a_file_without_its_header_is_said_at_the_field(admin: Client) -> None:
    made = io.BytesIO(b"a,b\n1,2\n")
    made.name = "x.csv"
    page = admin.get("/admin/members").content.decode()
    population = re.findall(r'<option value="([^"]+)">[^<]*members', page)[0]
    answer = sent(admin, made, population)
    assert (answer.status_code, "data-errors" in answer.content.decode()) == (422, True)
