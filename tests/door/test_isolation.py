"""Two houses side by side: whoever knocks wherever with whatever id, nobody learns anything of the other house."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver

from konsil.core.case import Actor
from konsil.door import sessions
from konsil.store.queries.cases import case
from konsil.store.queries.payer import promise_lines
from konsil.store.queries.reading import reading, rows
from konsil.store.refusals import NotThere
from konsil.store.registers import entrances
from konsil.store.registers.entrances import Found, issue_token
from machine import Machine
from two_houses import House, Houses, account, act_as, built, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def houses(db: None) -> Houses:
    made = built()
    for house in (made.ours, made.theirs):
        opened(house)
    return made


def seated(who: Any) -> Client:
    """Somebody with an account, who proved themselves twice."""
    client = Client(raise_request_exception=False)
    client.force_login(who)
    session = client.session
    session["proved"] = True
    session.save()
    return client


def by_link(party: str, role: str, name: str, database: Any) -> Client:
    """Somebody who came in through a link and its code."""
    secret = entrances.make_link(Found(party, role, name, "sq", "x@example.al", "X", "albsig-mso"))
    with database.connect("owner") as owner:
        digest = entrances.digest(secret)
        owner.execute("UPDATE entrance SET entered_at = clock_timestamp() WHERE hash = %s", (digest,))
        (public,) = owner.execute("SELECT public FROM entrance WHERE hash = %s", (digest,)).fetchone() or ("",)
    client = Client(raise_request_exception=False)
    session = client.session
    session.update({"entrance": public, "began": int(sessions.time.time()), "seen": int(sessions.time.time())})
    session.save()
    return client


def people(house: House, database: Any) -> Iterator[tuple[str, Client]]:
    """Everybody who might knock at this house's doors, with nothing to look for in the other."""
    guide = house.operator
    yield "anonymous", Client(raise_request_exception=False)
    for role in ("coordinator", "supervisor", "medical-officer", "finance", "admin"):
        yield role, seated(account(f"{role}@{guide}.example", f"{role} of {guide}", (role, guide)))
    for role in ("payer", "payer-look-up"):
        yield role, seated(account(f"{role}@{house.payer}.example", f"{role} of {house.payer}", (role, house.payer)))
    yield "expert", seated(account(f"lund@{guide}.example", "Lund", ("expert", "nordhaven")))
    yield "member", by_link(house.member, "member", "a member", database)
    yield "doctor", by_link("dr-leka", "doctor", "Dr Leka", database)
    yield "desk", by_link("nordhaven", "centre", "Nordhaven", database)
    for role, organisation in (("coordinator", guide), ("payer", house.payer), ("centre", "nordhaven")):
        bearer = f"Bearer {issue_token(organisation, role, f'{role} machine', 'a test')}"
        yield f"{role}'s machine", Client(raise_request_exception=False, headers={"authorization": bearer})


def addresses(other: House) -> Iterator[tuple[str, str]]:
    """Every address of the product by name, with whatever of the other house could stand in its places."""
    anything = (other.case, other.number, other.member, other.programme)
    for name, found in get_resolver().reverse_dict.lists():
        for where, places in found[0][0] if isinstance(name, str) else ():
            known = {"case": (other.case, other.number), "name": ("note.written", "request.amended")}
            for told in product(*(known.get(place, anything) for place in places)):
                yield name, "/" + where % dict(zip(places, told, strict=True))


def knock(client: Client, method: str, where: str, other: House) -> bytes:
    """Everything that comes back: status, headers, body."""
    if method == "get":
        got = client.get(where)
    elif where.startswith("/api/"):
        told = (
            {"programme": other.programme, "member": other.member, "fact": {}}
            if where.endswith("cases")
            else {"text": "x"}
        )
        headers = {"idempotency-key": "a-key-of-mine"}
        got = client.post(where, json.dumps(told), content_type="application/json", headers=headers)
    else:
        got = client.post(where, {"key": "a-key-of-mine", "case": other.case, "reason": "I am curious", "hours": 1})
    body = b"".join(got.streaming_content) if got.streaming else got.content
    assert got.status_code < 500, (method, where)
    return f"{got.status_code} {dict(got.headers)} ".encode() + body


@pytest.mark.shows("X10")
@pytest.mark.parametrize("way", ["ours", "theirs"])
def test_nobody_of_a_house_learns_anything_of_the_other_anywhere(
    houses: Houses, way: str, database: Any, owner: Any
) -> None:
    """row-level tests per role"""
    own, other = (houses.ours, houses.theirs) if way == "ours" else (houses.theirs, houses.ours)
    before = owner.execute("SELECT count(*) FROM fact").fetchone()
    cells = 0
    for who, client in people(own, database):
        for name, where in addresses(other):
            for method in ("get",) if name in LEAVING else ("get", "post"):
                told, cells = knock(client, method, where, other), cells + 1
                assert other.canary.encode() not in told, (who, method, where)
                typed = method == "post" or other.number in where  # who typed it has learnt nothing
                assert typed or other.number.encode() not in told, (who, method, where)
    assert cells > 1_000
    assert owner.execute("SELECT count(*) FROM fact").fetchone() == before
    assert owner.execute("SELECT last_seq FROM cases WHERE public = %s", (other.case,)).fetchone() == (1,)
    assert owner.execute("SELECT count(*) FROM case_party WHERE origin <> 'facts'").fetchone() == (0,)


LEAVING = frozenset(("leave", "account_logout"))  # they would end the sitting of who tries the other pages
TABLES = (
    "cases", "fact", "fact_body", "case_party", "work_row", "promise_cycle", "person", "person_token", "contact_point",
    "cover", "household", "document", "draft", "arrival", "proposal", "notice", "read_mark", "read_audit", "attempt",
    "register_audit", "answered",
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_shows_a_party_nothing_of_another_house_and_nobody_anything(houses: Houses, table: str) -> None:
    """The second wall: without a condition, as the application's role."""
    for party in ("mediguide", "albsig-jete", "nordhaven", "dr-leka", houses.ours.member):
        with transaction.atomic():
            act_as(party)
            found = str(rows(f"SELECT {table}::text FROM {table}"))
        assert not [told for told in (houses.theirs.canary, houses.theirs.case, "tjeter-") if told in found], party
    with transaction.atomic():
        assert rows(f"SELECT {table}::text FROM {table}") == []


def test_a_connection_that_is_used_again_remembers_nobody(houses: Houses) -> None:
    for turn in range(50):
        house = houses.ours if turn % 2 else houses.theirs
        with reading(house.actor()):
            assert rows("SELECT public FROM cases") == [(house.case,)]
        assert rows("SELECT public FROM cases") == []
    assert connection.connection is not None


def test_who_reads_inside_another_s_reading_leaves_it_as_it_was(houses: Houses) -> None:
    with reading(houses.ours.actor()):
        with reading(houses.theirs.actor()):
            assert rows("SELECT public FROM cases") == [(houses.theirs.case,)]
        assert rows("SELECT public FROM cases") == [(houses.ours.case,)]
        with reading(houses.ours.actor()):
            assert rows("SELECT public FROM cases") == [(houses.ours.case,)]


def test_a_member_sees_the_own_case_and_a_stranger_s_never(houses: Houses) -> None:
    elira = Actor("Elira Hoxha", "member", houses.ours.member)
    assert case(elira, houses.ours.case).number == houses.ours.number
    with pytest.raises(NotThere):
        case(elira, houses.theirs.case)


@pytest.mark.shows("A02")
def test_the_insurer_learns_no_name_without_the_right_to_and_every_look_is_kept(houses: Houses, database: Any) -> None:
    """by default the insurer sees case numbers, counts and promises without names (Y38); a named look-up is a separate right with reason, logged; never medical records unless the programme grants it"""  # noqa: E501
    payer = seated(account("blerta@albsig.example", "Blerta Gjoni", ("payer", "albsig-jete")))
    entitled = seated(account("drita@albsig.example", "Drita Meta", ("payer-look-up", "albsig-jete")))
    machine = Machine(issue_token("albsig-jete", "payer", "albsig", "a test"))
    number = houses.ours.number

    blerta, now = Actor("Blerta Gjoni", "payer", "albsig-jete"), datetime.now(UTC)
    lines = promise_lines(blerta, now - timedelta(days=1), now + timedelta(days=1))
    assert {line.number for line in lines} == {number}
    assert "three-centres" in {line.promise for line in lines}
    assert [
        told for told in ("Elira", "Hoxha", "lump", houses.ours.member, houses.theirs.number) if told in str(lines)
    ] == []
    page = payer.get("/payer")
    assert (page.status_code, b"Elira" in page.content, b"lump" in page.content) == (200, False, False)

    assert payer.get("/name").status_code == 404
    assert payer.post("/name", {"case": number, "reason": "a client complains"}).status_code == 404
    assert machine.get(f"/cases/{houses.ours.case}").status_code == 404
    with transaction.atomic():
        act_as("albsig-jete")
        assert [rows(f"SELECT FROM {table}") for table in ("fact", "fact_body", "document")] == [[], [], []]

    assert entitled.post("/name", {"case": number, "reason": ""}).status_code == 422
    assert entitled.post("/name", {"case": houses.theirs.number, "reason": "a client complains"}).status_code == 404
    page = entitled.post("/name", {"case": number, "reason": "a client complains"}).content.decode()
    assert ("Elira Hoxha" in page, "lump" in page) == (True, False)
    with transaction.atomic():
        act_as(houses.ours.member)
        kept = rows("SELECT account, party, what, reason FROM read_audit WHERE what = 'name'")
    assert kept == [("Drita Meta", "albsig-jete", "name", "a client complains")]
    assert entitled.get(f"/api/v1/cases/{houses.ours.case}").status_code == 401


def test_breaking_the_glass_needs_a_reason_tells_everybody_and_ends(houses: Houses, owner: Any) -> None:
    marku = seated(account("marku@mediguide.example", "Dr Marku", ("medical-officer", "mediguide")))
    number = houses.ours.number
    assert marku.post("/glass", {"case": number, "reason": "please", "hours": 1}).status_code == 422
    assert (
        marku.post("/glass", {"case": houses.theirs.number, "reason": "an emergency call", "hours": 1}).status_code
        == 404
    )
    assert marku.post("/glass", {"case": number, "reason": "an emergency call", "hours": 1}).status_code == 200

    told = owner.execute("SELECT party, key, about ->> 'by', about ->> 'reason' FROM notice").fetchall()
    assert told == [("mediguide", "glass-broken", "Dr Marku", "an emergency call")]
    way = "SELECT scope, until_at - from_at, why FROM case_party WHERE origin = 'break-glass'"
    scope, lasts, why = owner.execute(way).fetchone()
    assert (sorted(scope), lasts, why) == (
        ["enquiry", "internal", "medical", "money", "personal", "status"], timedelta(hours=1),
        "Dr Marku: an emergency call",
    )  # fmt: skip
    with transaction.atomic():
        act_as(houses.ours.member)
        assert rows("SELECT account, what FROM read_audit") == [("Dr Marku", "glass-broken")]
