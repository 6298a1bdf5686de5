"""Machines at the door: a token for one role of one organisation, told once, kept as a hash."""

import re

from django.http import HttpRequest

from konsil.door import actor
from konsil.door.actor import Acting
from konsil.store.queries.acting import bearer
from konsil.store.registers.entrances import digest

HEADER = re.compile(r"Bearer (konsil_[A-Za-z0-9_-]{32})", re.IGNORECASE)


def who(request: HttpRequest) -> Acting | None:
    """Whose token the request bears, if it still stands. Sessions count for nothing here."""
    told = HEADER.fullmatch(request.headers.get("Authorization", ""))
    found = bearer(digest(told[1])) if told else None
    return actor.of_token(found) if found else None
