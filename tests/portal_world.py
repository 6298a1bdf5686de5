"""The portal's side of the desk's world: browsers of people who came in by a link and its code."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from desk_world import Desk
from konsil.store.models import Party, Person
from konsil.store.registers import entrances
from two_houses import act_as, working

CODE = "123456"


def came_in(database: Any, party: str, role: str, name: str, language: str = "en") -> Client:
    """Somebody's browser, in through a link and its code."""
    client = Client()
    client.cookies["language"] = language
    link = made_link(database, party, role, name)
    client.post(f"/enter/{link}", {"code": CODE})
    return client


def made_link(database: Any, party: str, role: str, name: str, opens: str = "") -> str:
    """The secret of a link whose code is `CODE`."""
    link = entrances.make_link(entrances.Found(party, role, name, "sq", "x@shembull.example", "E. H., 1974",
                                               "albsig-mso"), opens)  # fmt: skip
    found = entrances.link(link)
    assert found
    with working(database):
        entrances.keep_code(found.public, entrances.keyed(CODE))
    return link


def signed_in(person: str, name: str, language: str = "en") -> Client:
    """The browser of somebody who has an account of their own: no code to be minted by another role."""
    email = f"{person}@shembull.example"
    users = get_user_model().objects
    account = users.filter(email=email).first() or users.create_user(
        email, name=name, person=Person.objects.get(public=person)
    )
    client = Client()
    client.force_login(account)
    client.cookies["language"] = language
    return client


def elira(desk: Desk, language: str = "en") -> Client:
    """The member of the desk's world."""
    with transaction.atomic():
        act_as(desk.members["elira"])
        return signed_in(desk.members["elira"], "Elira Hoxha", language)


def daughter(desk: Desk) -> str:
    """Another person of the same population, who may be let follow; the public id."""
    act_as("mediguide")
    first = Person.objects.get(public=desk.members["elira"])
    person = Person.objects.create(
        population=first.population, given="Mira", family="Hoxha", born_on=first.born_on, language="sq"
    )
    Party.objects.create(key=person.public, kind="person")
    return str(person.public)


def text(response: Any) -> str:
    """A page's words, without its marks."""
    content = re.sub(r"<(script|style|template).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


def form(response: Any, fact: str) -> dict[str, str]:
    """The hidden fields of the first form of a page that records this fact."""
    found = re.search(rf'<form[^>]*action="[^"]*/facts/{re.escape(fact)}".*?</form>', response.content.decode(), re.S)
    assert found, f"no form for {fact}"
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[0]))


def send(client: Client, response: Any, fact: str, **fields: str) -> Any:
    """Fill in the form of a fact and send it, as a browser without scripts does."""
    action = re.search(rf'action="([^"]*/facts/{re.escape(fact)})"', response.content.decode())
    assert action
    return client.post(action[1], {**form(response, fact), **fields})
