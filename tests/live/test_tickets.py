"""Tickets: for whom a page listens, signed, and for an hour."""

import pytest

from konsil.config import Config
from konsil.door import live
from konsil.door.live import Ticket

TOLD = live.made(["mediguide", "p_1"], "secret", case="c_1", account="a_1", now=1000)


def test_a_ticket_says_for_whom_and_of_which_case() -> None:
    assert live.read(TOLD, "secret", now=1000) == Ticket(frozenset({"mediguide", "p_1"}), "c_1", "a_1")


def test_a_ticket_is_over_after_an_hour() -> None:
    assert (live.read(TOLD, "secret", now=4599), live.read(TOLD, "secret", now=4600)) == (
        Ticket(frozenset({"mediguide", "p_1"}), "c_1", "a_1"),
        None,
    )


@pytest.mark.parametrize(
    "told",
    ["", ".", "x", TOLD[1:], TOLD + "0", live.made(["other"], "another secret", now=1000)],
)
def test_what_was_altered_or_is_of_another_secret_says_nothing(told: str) -> None:
    assert live.read(told, "secret", now=1000) is None


def test_no_other_party_can_be_written_into_a_ticket() -> None:
    body, signature = live.made(["other"], "x", now=1000).split(".")[0], TOLD.split(".")[1]
    assert live.read(f"{body}.{signature}", "secret", now=1000) is None


@pytest.mark.parametrize(
    ("told", "addresses"),
    [
        ({"url": "http://127.0.0.1:8000"}, ("http://127.0.0.1:8001", "http://localhost:8001")),
        ({"url": "http://127.0.0.1:8000", "live_port": 9000}, ("http://127.0.0.1:9000", "http://localhost:9000")),
        ({"url": "https://konsil.example"}, ("https://konsil.example:444",)),
        (
            {"url": "https://konsil.example", "live_url": "https://live.konsil.example"},
            ("https://live.konsil.example",),
        ),
    ],
)
def test_the_live_process_has_its_own_address(told: dict[str, object], addresses: tuple[str, ...]) -> None:
    assert live.everywhere(Config(**told)) == addresses
