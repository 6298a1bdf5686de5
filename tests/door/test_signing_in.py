"""Sign-in, the second factor, sessions, and the way back in."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from konsil.door import guard
from konsil.door.policy import Member, SignedIn, Staff
from konsil.door.urls import urlpatterns as doors
from konsil.store.models import RegisterAudit
from konsil.store.refusals import NotThere
from konsil.store.registers import entrances
from two_houses import PASSWORD, Houses, account, act_as, built

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


def own(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.acting.name)  # type: ignore[attr-defined]


urlpatterns = [
    *doors,
    guard.route("desk-page", own, name="desk-page", policy=Staff("coordinator")),
    guard.route("own-page", own, name="own-page", policy=SignedIn()),
    guard.route("member-page", own, name="member-page", policy=Member()),
]
handler404 = "konsil.door.refusing.not_there"
handler500 = "konsil.door.refusing.broken"


@pytest.fixture
def houses(db: None) -> Houses:
    cache.clear()  # how often this machine knocked in the test before
    return built()


@pytest.fixture
def arta(houses: Houses) -> Any:
    return account("arta@mediguide.example", "Arta Kola", ("coordinator", "mediguide"))


def sign_in(client: Client, email: str = "arta@mediguide.example", password: str = PASSWORD) -> Any:
    return client.post("/account/login", {"login": email, "password": password})


def totp(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def set_up(client: Client) -> str:
    """Set the second factor up; its secret."""
    page = client.get("/account/factor/new")
    secret: str = page.context["form"].secret
    assert client.post("/account/factor/new", {"code": totp(secret)}).status_code == 302
    return secret


@pytest.mark.shows("X11")
def test_staff_enter_with_a_second_factor_only(arta: Any) -> None:
    """TOTP"""
    client = Client()
    assert sign_in(client).status_code == 302
    assert client.get("/desk-page")["Location"] == "/account/factor/new"
    secret = set_up(client)
    assert client.get("/desk-page").content == b"Arta Kola"

    with time_machine.travel(time.time() + 60):
        again = Client()
        assert sign_in(again)["Location"] == "/account/factor/code"
        assert again.get("/desk-page")["Location"] == "/account/login?next=%2Fdesk-page"
        assert again.post("/account/factor/code", {"code": "000000"}).status_code == 200
        assert again.get("/desk-page").status_code == 302
        code = totp(secret)
        assert again.post("/account/factor/code", {"code": code}).status_code == 302
        assert again.get("/desk-page").content == b"Arta Kola"

        replay = Client()
        sign_in(replay)
        assert replay.post("/account/factor/code", {"code": code}).status_code == 200
        assert replay.get("/desk-page").status_code == 302


def test_the_secret_of_a_second_factor_lies_encrypted(arta: Any) -> None:
    client = Client()
    sign_in(client)
    secret = set_up(client)
    stored = Authenticator.objects.get(user=arta, type="totp").data["secret"]
    assert secret not in stored
    assert len(bytes.fromhex(stored)) > 40


def test_after_signing_in_one_is_where_one_wanted_to_be(arta: Any) -> None:
    client = Client()
    sign_in(client)
    secret = set_up(client)
    client.post("/leave")
    where = client.get("/desk-page")["Location"]
    with time_machine.travel(time.time() + 60):
        client.post(where, {"login": "arta@mediguide.example", "password": PASSWORD})
        assert client.post("/account/factor/code", {"code": totp(secret)})["Location"] == "/desk-page"


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(arta: Any) -> None:
    wrong = sign_in(Client(), password="not the password")
    unknown = sign_in(Client(), email="nobody@mediguide.example")
    assert (wrong.status_code, unknown.status_code) == (200, 200)
    assert _without_what_was_typed(wrong) == _without_what_was_typed(unknown)


def test_guesses_are_counted_for_all_processes_together(arta: Any) -> None:
    sign_in(Client(), password="not the password")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM django_cache")
        assert any("login" in key for (key,) in cursor.fetchall())


def test_guessing_is_stopped_and_whoever_is_guessed_at_still_enters(arta: Any) -> None:
    guesser = Client(REMOTE_ADDR="198.51.100.7")
    for number in range(10):
        assert sign_in(guesser, password=f"guess number {number}").status_code == 200
    assert sign_in(guesser).status_code == 200
    assert guesser.get("/own-page").status_code == 302
    own = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(own).status_code == 302
    assert own.get("/own-page").status_code == 200


def _without_what_was_typed(page: Any) -> bytes:
    told = page.content.replace(b"arta@", b"x@").replace(b"nobody@", b"x@")
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", told)


def test_the_session_gets_another_key_when_somebody_signs_in(arta: Any) -> None:
    client = Client()
    client.get("/enter")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    client.cookies["session"] = before
    sign_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.fixture
def signed_in(arta: Any) -> Client:
    client = Client()
    sign_in(client)
    set_up(client)
    return client


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 302)])
def test_staff_who_are_idle_for_a_quarter_of_an_hour_sign_in_again(
    signed_in: Client, minutes: int, status: int
) -> None:
    with time_machine.travel(time.time() + minutes * 60):
        assert signed_in.get("/desk-page").status_code == status


def test_a_sitting_ends_with_the_day_however_busy_it_is(signed_in: Client) -> None:
    now = time.time()
    for step in range(1, 73):
        with time_machine.travel(now + step * 600 - 30):
            assert signed_in.get("/desk-page").status_code == 200
    with time_machine.travel(now + 73 * 600):
        assert signed_in.get("/desk-page").status_code == 302


def test_leaving_ends_the_sitting_on_every_machine(arta: Any, signed_in: Client) -> None:
    elsewhere = Client()
    elsewhere.force_login(arta)
    assert elsewhere.get("/own-page").status_code == 200
    assert signed_in.post("/leave").status_code == 302
    assert {one.get("/own-page").status_code for one in (signed_in, elsewhere)} == {302}
    assert Session.objects.filter(session_key=elsewhere.cookies["session"].value).count() == 0


def test_a_role_that_ends_is_gone_at_once(arta: Any, signed_in: Client) -> None:
    assert signed_in.get("/desk-page").status_code == 200
    arta.roles.update(until_at="2024-02-01T00:00:00Z")
    assert signed_in.get("/desk-page").status_code == 404
    arta.is_active = False
    arta.save()
    assert signed_in.get("/own-page").status_code == 302


def test_a_page_of_others_answers_as_if_it_were_not_there(signed_in: Client) -> None:
    others, nowhere = signed_in.get("/member-page"), signed_in.get("/no-such-page")
    assert (others.status_code, others.content) == (404, nowhere.content)


def test_a_second_person_gives_the_way_back_to_who_lost_the_second_factor(houses: Houses, arta: Any) -> None:
    anna = account("anna@mediguide.example", "Anna Deda", ("admin", "mediguide"))
    bora = account("bora@mediguide.example", "Bora Prifti", ("supervisor", "mediguide"))
    asking, approving = _seated(anna), _seated(bora)

    asking.post("/account/recoveries", {"account": arta.public})
    (waiting,) = entrances.recoveries(bora.public)
    assert entrances.recoveries(anna.public) == ()
    assert asking.post("/account/recoveries", {"approve": waiting.public}).status_code == 404

    page = approving.post("/account/recoveries", {"approve": waiting.public})
    link = page.context["link"].removeprefix("http://testserver")
    lost = Client()
    assert lost.post(link, {"password": "short"}).status_code == 422
    back = lost.post(link, {"password": "seven slow rivers bend"})
    assert back["Location"] == "/account/factor/new"
    assert Client().get(link).status_code == 404
    assert sign_in(Client(), password="seven slow rivers bend").status_code == 302
    assert sign_in(Client()).status_code == 200

    act_as_owner = RegisterAudit.objects.filter(table="recovery")
    with _party("mediguide"):
        assert [one.account for one in act_as_owner.order_by("id")] == [anna.public, bora.public, arta.public]


def test_a_way_back_is_good_for_half_an_hour(houses: Houses, arta: Any, owner: Any) -> None:
    anna = account("anna@mediguide.example", "Anna Deda", ("admin", "mediguide"))
    bora = account("bora@mediguide.example", "Bora Prifti", ("admin", "mediguide"))
    secret = entrances.approve_recovery(entrances.ask_recovery(arta.public, "mediguide", anna.public), bora.public)
    assert entrances.recovered(secret) == arta.pk
    owner.execute("UPDATE recovery SET until_at = clock_timestamp()")
    assert entrances.recovered(secret) is None


def test_nobody_of_another_house_gives_a_way_back(houses: Houses, arta: Any) -> None:
    other = account("x@tjeter.example", "X", ("admin", "tjeter-guide"))
    with pytest.raises(NotThere):
        entrances.ask_recovery(arta.public, "mediguide", other.public)
    with pytest.raises(NotThere):
        entrances.ask_recovery(arta.public, "tjeter-guide", other.public)
    with pytest.raises(NotThere):
        entrances.ask_recovery(other.public, "tjeter-guide", other.public)


def _seated(who: Any) -> Client:
    """A client in which somebody sits who proved themselves twice."""
    client = Client()
    client.force_login(who)
    session = client.session
    session["proved"] = True
    session.save()
    return client


class _party:
    """The rows of a party, for looking at them."""

    def __init__(self, party: str) -> None:
        self.party, self.block = party, transaction.atomic()

    def __enter__(self) -> None:
        self.block.__enter__()
        act_as(self.party)

    def __exit__(self, *told: Any) -> None:
        self.block.__exit__(*told)
