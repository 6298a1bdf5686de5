"""`konsil token`: made once, listed without its secret, ended at once."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from konsil.store.queries.acting import bearer
from konsil.store.registers.entrances import digest
from two_houses import built

pytestmark = pytest.mark.django_db(transaction=True)


def konsil(*arguments: str) -> Any:
    return subprocess.run([sys.executable, "-m", "konsil.cli", "token", *arguments], capture_output=True, text=True)


def test_a_token_is_made_listed_and_ended() -> None:
    built()
    made = konsil("issue", "--organisation", "mediguide", "--role", "coordinator", "--label", "billing", "--quiet")
    secret = made.stdout.strip()
    found = bearer(digest(secret))
    assert found is not None
    assert (made.returncode, found.organisation, found.role, found.label) == (0, "mediguide", "coordinator", "billing")
    listed = konsil("list", "--organisation", "mediguide").stdout
    assert (found.public in listed, secret in listed) == (True, False)
    assert konsil("end", found.public).returncode == 0
    assert bearer(digest(secret)) is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("issue", "--organisation", "nobody", "--role", "coordinator"), "There is no organisation 'nobody'."),
        (("end", "t_nobody"), "There is no such token, or it has ended already."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments: tuple[str, ...], said: str) -> None:
    built()
    told = konsil(*arguments)
    assert (told.returncode, told.stderr.strip()) == (1, said)
