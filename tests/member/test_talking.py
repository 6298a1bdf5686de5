"""Talking the result over: asked for by the member, arranged with its hour, way and person, and held."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from desk_world import Desk
from konsil.core.facts.opinion import TalkAsked
from konsil.store import record as store
from konsil.store.queries.cases import whole
from konsil.work.worker import KONSIL
from portal_world import send, text

pytestmark = pytest.mark.django_db
Play = Callable[..., str]


@pytest.mark.shows("A34")
def test_the_member_asks_to_talk_it_over_and_sees_when_how_and_with_whom(play: Play, her: Client, desk: Desk) -> None:
    """discussion session recorded (channel, people, summary)"""
    case = play("besnik", "opinion.opened")
    page = her.get(f"/my/{case}/opinion")
    assert ("Talk it over" in text(page), "Our doctor or coordinator" in text(page)) == (True, True)
    asked = {"about": "The other operation", "with_whom": "operator", "channel": "video", "best_time": "In the morning"}
    assert send(her, page, "talk.asked", **asked).status_code == 302
    found = whole(KONSIL, case).case.seen.the(TalkAsked)
    assert found is not None
    assert (found.with_whom, found.channel, found.best_time) == ("operator", "video", "In the morning")

    arranged = {"talk": "talk-1", "when": "2026-11-26T10:00:00+01:00", "channel": "video", "who": "Dr. Petrit Marku"}
    store.record(desk.actor(), case, "talk.arranged", arranged, key="talk-arranged")
    assert "Video call, Dr. Petrit Marku" in text(her.get(f"/my/{case}/opinion"))

    told = {
        "opinion": "opinion-1", "channel": "video", "people": ["Elira", "Dr. Petrit Marku"], "summary": "She will ask.",
    }  # fmt: skip
    store.record(desk.actor("medical-officer", "marku"), case, "opinion.discussed", told, key="talk-held")
    assert "Elira, Dr. Petrit Marku" in text(her.get(f"/my/{case}/opinion"))
