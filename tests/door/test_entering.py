"""The entrance of members, doctors and desks: a link, then a code, each once; a stranger learns nothing."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from konsil.door import guard
from konsil.door.policy import Centre, Doctor, Member
from konsil.door.urls import urlpatterns as doors
from konsil.store.models import ContactPoint
from konsil.store.registers import entrances
from two_houses import Houses, act_as, built, opened, working

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


def own(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.acting.name)  # type: ignore[attr-defined]


urlpatterns = [
    *doors,
    guard.route("mine", own, name="mine", policy=Member()),
    guard.route("doctor", own, name="doctor", policy=Doctor()),
    guard.route("desk", own, name="desk", policy=Centre()),
]
handler404 = "konsil.door.refusing.not_there"


@pytest.fixture
def houses(db: None) -> Houses:
    made = built()
    opened(made.ours)
    return made


@dataclass(frozen=True)
class Sent:
    """What went out: to whom, in which role, and the secret of the link or the code."""

    to: str
    role: str
    secret: str


class Post:
    """What the worker does with the jobs asked for; what it would hand to a mail server is kept."""

    def __init__(self, database: Any, owner: Any) -> None:
        self.database, self.owner = database, owner

    def done(self) -> list[Sent]:
        self.owner.execute("DELETE FROM procrastinate_events")
        jobs = self.owner.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name ~ '^entrance' RETURNING task_name, args"
        )
        with working(self.database):
            return [one for task, args in jobs.fetchall() for one in (_links if task == "entrances" else _codes)(args)]


def _links(args: dict[str, str]) -> Iterator[Sent]:
    for one in entrances.who_enters(args["asked"]):
        yield Sent(one.address, one.role, entrances.make_link(one))


def _codes(args: dict[str, str]) -> Iterator[Sent]:
    digits = f"{secrets.randbelow(1_000_000):06}"
    if to := entrances.keep_code(args["entrance"], entrances.keyed(digits)):
        yield Sent(to.address, "", digits)


@pytest.fixture
def post(database: Any, owner: Any) -> Post:
    return Post(database, owner)


def asked(client: Client, post: Post, address: str) -> list[Sent]:
    client.post("/enter", {"email": address})
    return post.done()


def where(link: Sent) -> str:
    return f"/enter/{link.secret}"


def code(client: Client, post: Post, link: Sent) -> str:
    client.post(where(link))
    return post.done()[0].secret


@pytest.mark.parametrize(
    ("address", "page", "name", "role"),
    [
        ("elira@example.al", "/mine", b"Elira Hoxha", "member"),
        ("  ELIRA@example.al ", "/mine", b"Elira Hoxha", "member"),
        ("leka@example.al", "/doctor", b"Dr Leka", "doctor"),
        ("desk@nordhaven.example", "/desk", b"Nordhaven Klinik", "centre"),
    ],
)
def test_whoever_is_known_enters_with_a_link_and_a_code(
    houses: Houses, post: Post, address: str, page: str, name: bytes, role: str
) -> None:
    client = Client()
    (link,) = asked(client, post, address)
    assert (link.role, link.to) == (role, address.strip().lower())
    assert client.get(page).status_code == 302
    assert client.post(where(link), {"code": code(client, post, link)})["Location"] == "/"
    assert client.get(page).content == name


def test_whoever_wanted_a_page_gets_it_after_entering(houses: Houses, post: Post) -> None:
    client = Client()
    client.get(client.get("/mine?part=letters")["Location"])
    (link,) = asked(client, post, "elira@example.al")
    entered = client.post(where(link), {"code": code(client, post, link)})
    assert entered["Location"] == "/mine?part=letters"


def test_a_known_and_an_unknown_address_get_the_same_bytes_and_the_same_work(
    houses: Houses, post: Post, owner: Any
) -> None:
    known, unknown = (Client().post("/enter", {"email": f"{who}@example.al"}) for who in ("elira", "nobody"))
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    jobs = owner.execute("SELECT task_name, args - 'asked' FROM procrastinate_jobs").fetchall()
    assert jobs == [("entrances", {}), ("entrances", {})]
    assert [one.to for one in post.done()] == ["elira@example.al"]


def test_a_link_alone_shows_initials_and_a_year_and_opens_nothing(houses: Houses, post: Post) -> None:
    client = Client()
    (link,) = asked(client, post, "elira@example.al")
    for _ in range(3):  # as programs that read mail do
        page = client.get(where(link)).content.decode()
    assert "E. H., 1974" in page
    assert "Elira" not in page
    assert client.get("/mine").status_code == 302


def test_a_link_is_good_once(houses: Houses, post: Post) -> None:
    client, other = Client(), Client()
    (link,) = asked(client, post, "elira@example.al")
    digits = code(client, post, link)
    assert client.post(where(link), {"code": digits}).status_code == 302
    again, nobodys = other.post(where(link), {"code": digits}), other.post("/enter/in_nobodys", {"code": digits})
    assert (again.status_code, again.content) == (404, nobodys.content)


def test_five_wrong_codes_make_the_right_one_worthless(houses: Houses, post: Post) -> None:
    client = Client()
    (link,) = asked(client, post, "elira@example.al")
    digits = code(client, post, link)
    wrong = f"{(int(digits) + 1) % 1_000_000:06}"
    assert {client.post(where(link), {"code": wrong}).status_code for _ in range(5)} == {422}
    assert client.post(where(link), {"code": digits}).status_code == 422
    assert client.post(where(link), {"code": code(client, post, link)}).status_code == 302


def test_a_newer_code_makes_the_older_worthless_and_blanks_do_not_matter(houses: Houses, post: Post) -> None:
    client = Client()
    (link,) = asked(client, post, "elira@example.al")
    first, second = code(client, post, link), code(client, post, link)
    if first != second:
        assert client.post(where(link), {"code": first}).status_code == 422
    assert client.post(where(link), {"code": f" {second[:3]} {second[3:]}-"}).status_code == 302


def test_a_code_and_a_link_run_out(houses: Houses, post: Post, owner: Any) -> None:
    client = Client()
    (link,) = asked(client, post, "elira@example.al")
    digits = code(client, post, link)
    assert owner.execute("SELECT code_until - clock_timestamp() <= interval '30 minutes' FROM entrance").fetchone() == (
        True,
    )
    owner.execute("UPDATE entrance SET code_until = clock_timestamp()")
    assert client.post(where(link), {"code": digits}).status_code == 422
    owner.execute("UPDATE entrance SET until_at = clock_timestamp()")
    assert client.get(where(link)).status_code == 404


def test_neither_link_nor_code_nor_address_lies_readable_in_the_database(
    houses: Houses, post: Post, owner: Any, work: Any
) -> None:
    client = Client()
    (link,) = asked(client, post, "elira@example.al")
    digits = code(client, post, link)
    assert owner.execute("SELECT code FROM entrance").fetchone() == (entrances.keyed(digits),)
    kept = str(owner.execute("SELECT entrance::text FROM entrance").fetchall())
    assert link.secret not in kept
    assert link.secret.encode().hex() not in kept  # as PostgreSQL writes octets
    assert owner.execute("SELECT count(*) FROM entrance_asked").fetchone() == (0,)
    for table in ("entrance", "api_token", "recovery", "sitting", "knock"):
        assert work.execute("SELECT has_table_privilege('konsil_app', %s, 'SELECT')", (table,)).fetchone() == (False,)


def test_asking_too_often_is_stopped_for_a_quarter_of_an_hour(houses: Houses, owner: Any) -> None:
    client = Client()
    told = [client.post("/enter", {"email": f"x{number}@example.al"}).status_code for number in range(7)]
    assert told == [200, 200, 200, 200, 200, 429, 429]
    owner.execute("UPDATE knock SET at = at - interval '16 minutes'")
    assert client.post("/enter", {"email": "y@example.al"}).status_code == 200


def test_an_address_known_to_be_dead_leads_nowhere(houses: Houses, post: Post) -> None:
    with transaction.atomic():
        act_as("mediguide")
        ContactPoint.objects.filter(value="elira@example.al").update(state="dead")
    assert asked(Client(), post, "elira@example.al") == []


def test_a_member_who_is_idle_for_half_an_hour_enters_again_and_is_told_why(houses: Houses, post: Post) -> None:
    client = Client()
    (link,) = asked(client, post, "elira@example.al")
    client.post(where(link), {"code": code(client, post, link)})
    with time_machine.travel(time.time() + 29 * 60):
        assert client.get("/mine").status_code == 200
    with time_machine.travel(time.time() + 61 * 60):
        assert client.get("/mine")["Location"] == "/enter?next=%2Fmine"
        assert "You were away for a while" in client.get("/enter").content.decode()


def test_a_member_who_leaves_is_gone_on_every_machine(houses: Houses, post: Post) -> None:
    clients = [Client(), Client()]
    for client in clients:
        (link,) = asked(client, post, "elira@example.al")
        client.post(where(link), {"code": code(client, post, link)})
    assert {client.get("/mine").status_code for client in clients} == {200}
    clients[0].post("/leave")
    assert {client.get("/mine").status_code for client in clients} == {302}


def test_a_doctor_passes_the_link_on_and_sees_no_page_of_a_member(houses: Houses, post: Post) -> None:
    client = Client()
    (link,) = asked(client, post, "leka@example.al")
    client.post(where(link), {"code": code(client, post, link)})
    assert client.get("/mine").status_code == 404


def test_a_link_made_for_a_letter_leads_to_its_page_and_never_elsewhere(houses: Houses, post: Post) -> None:
    found = entrances.Found(
        houses.ours.member, "member", "Elira Hoxha", "sq", "elira@example.al", "E. H., 1974", "albsig-mso"
    )
    for opens, leads in (("/mine", "/mine"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/")):
        client, secret = Client(), entrances.make_link(found, opens)
        client.post(f"/enter/{secret}")
        (sent,) = post.done()
        assert client.post(f"/enter/{secret}", {"code": sent.secret})["Location"] == leads
