"""Waiving the doctor's copy: in writing, with the name beneath, and a paper of it before the fact."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from desk_world import Desk
from konsil.core.facts.opinion import Waived
from konsil.store.queries.cases import whole
from konsil.store.queries.papers import papers
from konsil.work.worker import KONSIL
from portal_world import signed_in, text

pytestmark = pytest.mark.django_db
Play = Callable[..., str]


def key_of(page: Any) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def waived(case: str) -> tuple[Waived, ...]:
    return whole(KONSIL, case).case.seen.all(Waived)


@pytest.mark.shows("A30", "Y22")
def test_the_doctors_copy_is_waived_in_writing_and_hers_is_not(play: Play, her: Client) -> None:
    """two deliveries, each delivered or waived by the member in writing"""
    case = play("liri")
    url = f"/my/{case}/waive"
    page = her.get(url)
    assert "I do not want my treating doctor to receive a copy" in text(page)
    assert "Elira Hoxha" in page.content.decode()

    told = {"name": "Elira Hoxha", "key": key_of(page)}
    for _ in range(2):  # pressed twice: once recorded, and the second time there is nothing to waive any more
        her.post(url, told)
    (one,) = waived(case)
    seen = whole(KONSIL, case).case.seen
    planned = {entry.items["delivery"]: entry.fact.to for entry in seen.named["delivery.planned"]}
    assert planned[one.delivery] == "doctor"
    assert [(paper.kind, paper.state) for paper in papers(KONSIL, case) if paper.public == one.document] == [
        ("waiver", "clean")
    ]
    assert her.get(url).status_code == 404


def test_without_a_name_nothing_is_waived_and_the_page_says_so(play: Play, her: Client) -> None:
    case = play("liri")
    page = her.get(f"/my/{case}/waive")
    answer = her.post(f"/my/{case}/waive", {"name": " ", "key": key_of(page)})
    assert (answer.status_code, waived(case)) == (422, ())


def test_before_anything_is_planned_there_is_nothing_to_waive(play: Play, her: Client) -> None:
    assert her.get(f"/my/{play('elira')}/waive").status_code == 404


def test_nobody_else_waives_her_doctors_copy(play: Play, desk: Desk) -> None:
    from django.db import transaction

    from portal_world import daughter

    case = play("liri")
    with transaction.atomic():
        other = daughter(desk)
        client = signed_in(other, "Mira Hoxha")
    assert client.get(f"/my/{case}/waive").status_code == 404
