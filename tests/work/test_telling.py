"""Letters: judged again before they go, each once, in the recipient's language, and what happened recorded."""

import pytest

from konsil.work import telling
from work_lines import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_form_is_sent_and_its_promise_is_met(world: World, at_work: object) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    with at_work():
        telling.tell(case, seq, 0, "")
    assert [(one.to, one.subject, one.language) for one in world.sent()] == [
        ("elira@example.al", "Keni një mesazh", "sq")
    ]
    assert world.facts(case)[-1] == "consent.sent"
