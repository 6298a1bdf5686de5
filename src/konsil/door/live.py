"""Open pages stay fresh: each carries an address of the live process, with a ticket that says for whom it is.

The live process is of another origin than the page (another port, or another host), so no cookie goes with the
request. The ticket holds the parties its bearer may read for, an account's public id and an instant; it is signed with
the secret of sessions and says nothing else. What it brings is that a case moved, never what of it; and, to
colleagues who look at the same case, each other's names.
"""

import base64
import hmac
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest

from konsil.config import Config

GOOD_FOR = 3600  # seconds; then the page asks for another one, and whoever has left gets none
LOOPBACK = frozenset(("127.0.0.1", "localhost"))


@dataclass(frozen=True)
class Ticket:
    """For whom a page listens, and of which case; empty: of every case these parties have a way into.
    `account` is who looks at a case, for colleagues of the same party; empty on other pages."""

    parties: frozenset[str]
    case: str = ""
    account: str = ""


def made(parties: Iterable[str], secret: str, case: str = "", account: str = "", now: float | None = None) -> str:
    """A ticket as text, good from now for an hour."""
    until = int((time.time() if now is None else now) + GOOD_FOR)
    body = base64.urlsafe_b64encode(json.dumps([sorted(parties), case, account, until]).encode()).decode().rstrip("=")
    return f"{body}.{_signature(body, secret)}"


def read(told: str, secret: str, now: float | None = None) -> Ticket | None:
    """What a ticket says, or None: altered, of another secret, or over."""
    body, _, signature = told.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(body, secret).encode()):
        return None
    parties, case, account, until = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return Ticket(frozenset(parties), case, account) if (time.time() if now is None else now) < until else None


def open_page(request: HttpRequest) -> Mapping[str, str]:
    """For templates: `live_url` of a page that somebody signed in looks at."""
    acting = getattr(request, "acting", None)
    parties = {one.party for one in acting.actors if one.party} if acting else set()
    if acting is None or not parties:
        return {}
    match = request.resolver_match
    case = str((match.kwargs if match else {}).get("public", ""))
    query = urlencode({"ticket": made(parties, settings.SECRET_KEY, case, acting.account if case else "")})
    return {"live_url": f"{origin(request)}/events?{query}"}


def origin(request: HttpRequest) -> str:
    """Where this browser reaches the live process: on this machine by the name the page was opened with."""
    host, found = request.get_host().partition(":")[0], everywhere(settings.CONFIG)
    return next((one for one in found if urlsplit(one).hostname == host), found[0])


def everywhere(config: Config) -> tuple[str, ...]:
    """Every address the live process may have for a browser; a machine by itself has two names."""
    named = urlsplit(config.live_origin)
    others = LOOPBACK - {named.hostname} if named.hostname in LOOPBACK else ()
    return (config.live_origin, *(f"{named.scheme}://{host}:{named.port}" for host in others))


def _signature(body: str, secret: str) -> str:
    return hmac.new(f"konsil.live 2 {secret}".encode(), body.encode(), sha256).hexdigest()
