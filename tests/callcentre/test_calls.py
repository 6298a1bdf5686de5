"""A call: compared first, told only what may be told; a request in one form; cover asked before anything is booked."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection

from callcentre_world import PHONE, Calls, text
from clinics_world import AGENT, CONSULTATION, DOCTOR, FIELD, IMAGING, PAYER, PROGRAMME, carried
from konsil.core.facts.visit import Requested
from konsil.store.models import Authority, Cover, Party, Person, Policy
from konsil.store.queries.cases import whole
from two_houses import act_as

pytestmark = pytest.mark.django_db

SECRETS = ("Ștefan", "Țărănescu", "Țăr", "1980", "RO-1", "M-1", "000 071", "optima")
SAID = {"caller": "self", "birth-date": "1.3.1980", "phone": "0700000071"}


def here(calls: Calls) -> str:
    return f"/calls/caller/{calls.insured}"


def on_the_line(calls: Calls, **said: str):  # type: ignore[no-untyped-def]
    """An agent's browser after the questions were answered."""
    client = calls.client()
    answer = client.post(here(calls), {**SAID, **said})
    return client, answer


def key_of(html: str) -> str:
    return re.findall(r'name="key" value="([^"]+)"', html)[-1]


def main_of(html: str) -> str:
    """The page without its frame: from the main part on, and without the fixed words of the scripts."""
    return html.split("<main", 1)[1].split("</main>", 1)[0]


def ask(calls: Calls, client, **told: str):  # type: ignore[no-untyped-def]
    """The one form, sent."""
    key = key_of(main_of(client.get(here(calls)).content.decode()))
    form = {"key": key, "services.0.service": IMAGING, "services.0.quantity": "1", "day_part": "any", **told}
    return client.post(f"{here(calls)}/request", form)


@pytest.mark.shows("O01")
def test_a_request_with_services_and_preferences_is_taken_in_one_screen(calls: Calls) -> None:
    """call centre creates a request with services and preferences in one screen"""
    client, _ = on_the_line(calls)
    html = client.get(here(calls)).content.decode()
    assert html.count('class="stack request-form"') == 1
    sent = ask(
        calls, client, place="Cluj", earliest="2026-11-30", latest="2026-12-11", day_part="morning", note="After work"
    )
    case = sent["Location"].removeprefix("/work/").partition("?")[0]
    entry = whole(AGENT, case).case.entries[0]
    assert isinstance(entry.fact, Requested)
    assert (entry.fact.place, entry.fact.earliest, entry.fact.day_part) == ("Cluj", date(2026, 11, 30), "morning")
    assert [line.service for line in entry.fact.services] == [IMAGING]
    assert entry.fact.identified == ("birth-date", "phone")
    assert calls.names(case) == ["visit.requested", "case.assigned", "contact.logged"]


@pytest.mark.shows("Y03")
def test_whoever_is_not_verified_is_told_nothing_and_may_tell_all(calls: Calls) -> None:
    """before a case opens on a call the agent records two matching identifiers, or `not verified`; unverified or
    without authority: the form takes information and shows none back (bytes tested)"""
    calls.booked()
    asked = calls.client().get(here(calls)).content.decode()
    client, again = on_the_line(calls, phone="0700999999")
    only = client.post(here(calls), {**SAID, "phone": "0700999999", "unverified": "yes"})
    assert only["Location"] == here(calls)
    form = client.get(here(calls)).content.decode()
    for page in (asked, form):
        assert [one for one in SECRETS if one in page] == []
    typed = main_of(again.content.decode()).replace("1.3.1980", "").replace("0700999999", "")
    assert [one for one in SECRETS if one in typed] == []
    taken = ask(calls, client, note="Please call my daughter back").content.decode()
    assert "Taken down" in taken
    assert [one for one in SECRETS if one in taken] == []
    cover = client.get(f"{here(calls)}/cover?services.0.service={IMAGING}").content
    assert cover == b"{}"


def test_an_unverified_request_says_so_for_ever(calls: Calls) -> None:
    client, _ = on_the_line(calls)
    client.post(here(calls), {"end": "yes"})
    client.post(here(calls), {**SAID, "phone": "", "unverified": "yes", "caller": "relative", "who": "Ana"})
    ask(calls, client)
    from konsil.store.queries.cases import cases_of

    case = cases_of(AGENT, calls.insured)[0].public
    fact = whole(AGENT, case).case.entries[0].fact
    assert isinstance(fact, Requested)
    assert (fact.caller, fact.identified, fact.verified) == ("relative", ("birth-date",), False)


def test_a_relative_without_authority_is_told_nothing_and_with_one_the_same_as_the_insured(calls: Calls) -> None:
    client, _ = on_the_line(calls, caller="parent", who="Maria Țărănescu")
    assert "tell nothing" in text(client.get(here(calls)).content.decode())
    client.post(here(calls), {"end": "yes"})
    act_as(PAYER)
    mother = Person.objects.create(
        population_id=Person.objects.get(public=calls.insured).population_id, given="Maria", family="Țărănescu",
        born_on=date(1955, 1, 1), language="ro",
    )  # fmt: skip
    Party.objects.create(key=mother.public, kind="person")
    Authority.objects.create(
        person_id=calls.world.person, proxy=mother, relation="parent", scope=["status", "medical"], proof="court",
        from_on=date(2026, 1, 1),
    )  # fmt: skip
    client.post(here(calls), {**SAID, "caller": "parent", "who": "Maria Taranescu"})
    assert "Ștefan Țărănescu" in client.get(here(calls)).content.decode()


def test_the_number_of_the_caller_opens_the_person(calls: Calls) -> None:
    client = calls.client()
    first = client.get("/find", {"phone": PHONE})
    second = client.get(first["Location"])
    assert [first["Location"], second["Location"]] == ["/calls/caller?rings=1", f"{here(calls)}?rings=1"]
    page = client.get(second["Location"]).content.decode()
    assert "Two of these must match" in text(page)
    assert f'name="number" value="{PHONE}"' in page


def test_a_call_that_is_over_is_over(calls: Calls) -> None:
    client, _ = on_the_line(calls)
    assert "Ștefan Țărănescu" in client.get(here(calls)).content.decode()
    calls.later(minutes=46)
    assert "Two of these must match" in text(client.get(here(calls)).content.decode())


def test_the_cover_answers_beside_each_service_before_anything_is_booked(calls: Calls) -> None:
    client, _ = on_the_line(calls)
    query = "&".join(f"services.{n}.service={code}" for n, code in enumerate((CONSULTATION, IMAGING, FIELD, "NOPE")))
    said = client.get(f"{here(calls)}/cover?{query}").json()
    assert {code: one["text"] for code, one in said.items()} == {
        CONSULTATION: "covered, needs none",
        IMAGING: "covered, needs an authorisation",
        FIELD: "not covered",
        "NOPE": "not covered",
    }


@pytest.mark.shows("Y25")
def test_two_covers_are_shown_and_the_insured_chooses_with_a_reason(calls: Calls) -> None:
    """two live covers are shown at new case, the member chooses, the reason is stored"""
    act_as(PAYER)
    second = Policy.objects.create(
        number="RO-2", payer_id=PAYER, programme=PROGRAMME, kind="individual", package="plus", from_on=date(2024, 1, 1)
    )
    Cover.objects.create(policy=second, person_id=calls.world.person, number="M-2", from_on=date(2024, 1, 1))
    client, _ = on_the_line(calls)
    html = text(client.get(here(calls)).content.decode())
    assert "Two covers hold: the insured chooses" in html
    assert "RO-1" in html
    assert "RO-2" in html
    refused = ask(calls, client)
    assert refused.status_code == 409
    sent = ask(calls, client, policy="RO-2", policy_reason="It includes eyes")
    case = sent["Location"].removeprefix("/work/").partition("?")[0]
    fact = whole(AGENT, case).case.entries[0].fact
    assert isinstance(fact, Requested)
    assert (fact.policy, fact.policy_reason) == ("RO-2", "It includes eyes")


@pytest.mark.shows("O30")
def test_a_recommendation_fills_in_the_next_request_and_is_linked_to_it(calls: Calls) -> None:
    """new request pre-filled from the recommendation, linked to the first visit"""
    case, booking = calls.inside()
    told = carried(case, "service.recommended", DOCTOR, booking=booking, service=IMAGING, words="OCT within a month")
    item = str(told.answer["items"]["recommendation"])
    client, _ = on_the_line(calls)
    html = main_of(client.get(f"{here(calls)}?follows={case}&item={item}").content.decode())
    assert f'value="{IMAGING}"' in html
    assert "OCT within a month" in html
    sent = ask(calls, client, follows=case, follows_item=item)
    new = sent["Location"].removeprefix("/work/").partition("?")[0]
    fact = whole(AGENT, new).case.entries[0].fact
    assert isinstance(fact, Requested)
    assert (fact.follows, fact.follows_item) == (case, item)
    taken = whole(AGENT, case).case.seen.named["recommendation.taken-up"][0].fact
    assert getattr(taken, "to", "") == new


def test_services_are_found_by_their_words(calls: Calls) -> None:
    found = calls.client(language="ro").get("/calls/services?q=oct").json()
    assert [one["code"] for one in found] == [IMAGING]
    assert calls.client().get("/calls/services?q=o").json() == []


def test_what_is_missing_is_said_and_nothing_typed_is_lost(calls: Calls) -> None:
    client, _ = on_the_line(calls)
    again = ask(calls, client, **{"services.0.service": "", "note": "Only in the afternoon"})
    assert again.status_code == 422
    assert "Only in the afternoon" in again.content.decode()


def test_a_look_at_what_is_open_is_logged_and_a_comparison_is_not(calls: Calls) -> None:
    def looks() -> int:
        act_as(PAYER)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM read_audit WHERE what = 'call'")
            return int(cursor.fetchone()[0])

    client, _ = on_the_line(calls)
    assert looks() == 0
    client.get(here(calls))
    assert looks() == 1


def test_a_new_case_begins_with_who_is_calling(calls: Calls) -> None:
    assert calls.client().get("/new")["Location"] == "/calls/caller"
    assert calls.client("radu").get(f"/new?person={calls.insured}")["Location"] == here(calls)
