"""A number where somebody else answers: never tried again, and what was on its way there waits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from konsil.core.engine import Refused
from konsil.store import attempts
from konsil.store.attempts import Draft
from konsil.work.worker import KONSIL
from work_lines import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.shows("Y02")
def test_a_wrong_number_is_dead_and_what_is_queued_for_it_is_held(
    world: World, at_work: Callable[[], AbstractContextManager[None]], owner: Any
) -> None:
    """everything queued for that address is held; re-using the dead number is refused until it is confirmed again"""
    person = world.person("Elira", phone="+355 69 000 0078", email="elira@example.al")
    case, seq = world.consented("Elira")
    draft = Draft(
        world.case(case).case_id, seq, 0, "", "consent-form", "member", person, "sms", "+355 69 000 0078", "sq", "<1@x>"
    )
    with at_work():
        attempts.begin(KONSIL, draft)
    called = {"channel": "phone", "direction": "out", "address": "+355690000078", "reason": "Asked for by telephone"}
    world.record(case, "contact.logged", outcome="wrong-person", **called)

    assert owner.execute("SELECT state, why FROM attempt WHERE message_id = '<1@x>'").fetchone() == (
        "held", "dead-address",
    )  # fmt: skip
    with pytest.raises(Refused, match="dead-number"):
        world.record(case, "contact.logged", outcome="no-answer", **called)
    owner.execute("UPDATE contact_point SET state = 'confirmed' WHERE system = 'phone'")
    world.record(case, "contact.logged", outcome="no-answer", **called)
