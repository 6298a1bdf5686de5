"""The entrance: a link to whoever's address it is, then a code; to nobody else anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from konsil.store.registers import entrances
from konsil.work import entering
from work_lines import World

pytestmark = pytest.mark.django_db(transaction=True)
AtWork = Callable[[], AbstractContextManager[None]]


def asked(owner: Any) -> str:
    """What the last job was asked."""
    found: str = owner.execute(
        "SELECT args ->> 'asked' FROM procrastinate_jobs WHERE task_name = 'entrances' ORDER BY id DESC LIMIT 1"
    ).fetchone()[0]
    return found


def test_a_member_comes_in_by_a_link_and_its_code(world: World, at_work: AtWork, owner: Any) -> None:
    elira = world.person("Elira", email="elira@example.al")
    entrances.ask_in("elira@example.al", "sq")
    with at_work():
        assert entering.send_links(asked(owner)) == 1
        assert entering.send_links(asked(owner)) == 0  # the question is forgotten with its answer
    mail = world.sent()[0]
    secret = re.search(r"/enter/(\S+)", mail.text)
    assert secret
    assert (mail.to, mail.language, mail.subject) == ("elira@example.al", "sq", "Keni një mesazh")
    entrances.ask_code(secret[1])
    entrance = owner.execute("SELECT public FROM entrance WHERE party = %s", [elira]).fetchone()[0]
    with at_work():
        entering.send_code(entrance)
    code = re.search(r"\b(\d{6})\b", world.sent()[1].text)
    assert code
    assert entrances.enter(secret[1], entrances.keyed("000000" if code[1] != "000000" else "000001")) is None
    found = entrances.enter(secret[1], entrances.keyed(code[1]))
    assert found
    assert found.public == entrance


def test_a_code_to_a_telephone_is_a_text_message(world: World, at_work: AtWork, owner: Any) -> None:
    elira = world.person("Elira", email="elira@example.al", phone="+355690000001")
    found = entrances.Found(elira, "member", "Elira", "sq", "+355690000001", "E. S., 1974", "albsig-mso")
    secret = entrances.make_link(found)
    entrances.ask_code(secret)
    entrance = owner.execute("SELECT public FROM entrance WHERE party = %s", [elira]).fetchone()[0]
    with at_work():
        entering.send_code(entrance)
    text = world.sent()[0]
    code = re.search(r"\b(\d{6})\b", text.text)
    assert code
    assert (text.channel, text.to) == ("sms", "+355690000001")
    assert entrances.enter(secret, entrances.keyed(code[1])) is not None


def test_nobody_is_written_to_at_an_address_that_is_nobodys(world: World, at_work: AtWork, owner: Any) -> None:
    entrances.ask_in("stranger@example.al", "sq")
    with at_work():
        assert entering.send_links(asked(owner)) == 0
        entering.send_code("l_nothing")
    assert world.sent() == []


def test_a_gate_that_is_down_leaves_the_question_to_be_asked_again(
    world: World, at_work: AtWork, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from konsil.config import Config
    from konsil.gates import GateDown
    from konsil.work import gateways

    world.person("Elira", email="elira@example.al")
    entrances.ask_in("elira@example.al", "sq")
    told = gateways.config()
    with at_work():
        monkeypatch.setattr(gateways, "config", lambda: Config(home=told.home, mail="smtp://127.0.0.1:1"))
        with pytest.raises(GateDown):
            entering.send_links(asked(owner))
        monkeypatch.setattr(gateways, "config", lambda: told)
        assert entering.send_links(asked(owner)) == 1
