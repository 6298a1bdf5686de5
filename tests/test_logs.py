"""A log line tells where and when, never what anybody wrote."""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace

from konsil.logs import JsonLines

CANARY = "Canary-Elira-C50.4"


def line(message: object, *args: object, **extra: object) -> dict[str, object]:
    record = logging.getLogger("konsil.web").makeRecord(
        "konsil.web", logging.WARNING, __file__, 1, message, args, None, extra=extra
    )
    told: dict[str, object] = json.loads(JsonLines().format(record))
    return told


def test_a_message_is_told_as_its_template() -> None:
    told = line("Refused %s for %s", "no-consent", CANARY)
    assert told["event"] == "Refused %s for %s"
    assert CANARY not in json.dumps(told)


def test_ids_keys_and_figures_are_told_under_their_names() -> None:
    told = line("refused", case="KX3M-9QF2", refusal="no-consent", seconds=0.25, person=CANARY, words=CANARY)
    assert (told["case"], told["refusal"], told["seconds"]) == ("KX3M-9QF2", "no-consent", 0.25)
    assert CANARY not in json.dumps(told)


def test_of_a_request_status_and_route_are_told() -> None:
    request = SimpleNamespace(path=f"/cases/{CANARY}", resolver_match=SimpleNamespace(view_name="desk:case"))
    told = line("%s: %s", "Not Found", request.path, request=request, status_code=404)
    assert (told["status"], told["route"]) == (404, "desk:case")
    assert CANARY not in json.dumps(told)


def test_of_a_fault_its_kind_and_places_are_told_without_its_words() -> None:
    try:
        raise ValueError(f"Key (name)=({CANARY}) already exists")
    except ValueError:
        record = logging.getLogger("x").makeRecord("x", logging.ERROR, __file__, 1, "broken", (), None)
        import sys

        record.exc_info = sys.exc_info()
    told = json.loads(JsonLines().format(record))
    assert told["fault"] == "ValueError"
    assert "test_of_a_fault_its_kind_and_places_are_told_without_its_words" in told["places"][-1]
    assert CANARY not in json.dumps(told)


def test_a_message_that_is_an_object_is_told_as_its_kind() -> None:
    assert line(ValueError(CANARY))["event"] == "ValueError"
