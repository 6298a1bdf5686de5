"""Sessions: who sits here, how long they may be idle, and that leaving ends every sitting.

A session holds an account (by Django and allauth) or an entrance (a link and its code). Clocks here are the
machine's: an idle minute is a real one, whatever a demo's clock says.
"""

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.signals import authenticator_added
from django.contrib.auth import get_user_model, login, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from konsil.door import actor
from konsil.door.actor import Acting
from konsil.store.queries import acting
from konsil.store.registers import entrances

IDLE_STAFF = 15 * 60  # seconds
IDLE = 30 * 60
LONGEST = 12 * 3600
KEPT = 60  # how fine `seen` is: it is written at most once a minute


def who(request: HttpRequest) -> Acting | None:
    """Who sits in this session, if anybody still does; an idle sitting ends here."""
    session = request.session
    if "began" not in session:
        return None
    found = _sitting(request)
    if found is None:
        return None
    now, idle = int(time.time()), IDLE_STAFF if found.staff else IDLE
    if now - session.get("seen", 0) > idle or now - session["began"] > LONGEST:
        _end(request)
        return None
    if now - session["seen"] >= KEPT:
        session["seen"] = now
    return found


def _sitting(request: HttpRequest) -> Acting | None:
    if public := request.session.get("entrance"):
        entered = acting.entered(public)
        return actor.of_entrance(entered) if entered else None
    user: Any = request.user
    if not user.is_authenticated:
        return None
    return actor.of_account(user.public, user.name, user.language, user.standing, is_proved(request))


def is_proved(request: HttpRequest) -> bool:
    """Whether the account showed its second factor in this session."""
    records = get_authentication_records(request, request.user)
    return bool(request.session.get("proved")) or any(one.get("method") == "mfa" for one in records)


def begin(request: HttpRequest, holder: str, **what: str) -> None:
    """A sitting begins: under a new key, remembered under its holder."""
    request.session.cycle_key()
    now = int(time.time())
    request.session.update({"began": now, "seen": now, **what})
    entrances.sit(str(request.session.session_key), holder)


def come_in(request: HttpRequest, entrance: str) -> Acting | None:
    """Sit down through an entrance. What the browser's session held before is gone."""
    request.session.flush()
    found = acting.entered(entrance)
    if found:
        begin(request, found.party, entrance=entrance)
    return actor.of_entrance(found) if found else None


def leave(request: HttpRequest) -> None:
    """End every sitting of whoever sits here, on every machine."""
    if (public := request.session.get("entrance")) and (found := acting.entered(public)):
        entrances.rise(found.party)
    logout(request)


def sit_as(request: HttpRequest, email: str, *, proved: bool = False) -> bool:
    """Sign an account in without its password: a demo's persona, or a way back in; whether there is one.

    `proved` stands for the second factor. What the browser's session held before is gone.
    """
    known = get_user_model()
    try:
        found: Any = known.objects.get_by_natural_key(email)
    except known.DoesNotExist:
        return False
    request.session.flush()
    login(request, found, backend="konsil.door.backend.Accounts")
    request.session["proved"] = proved
    return True


def _end(request: HttpRequest) -> None:
    """End this sitting alone; the next page may say why."""
    request.session.flush()
    request.session["idle"] = True
    request.user = AnonymousUser()


@receiver(user_logged_in)
def _sit(sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
    begin(request, user.public)


@receiver(authenticator_added)
def _prove(sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
    """Whoever just set up a second factor has shown it."""
    request.session["proved"] = True


@receiver(user_logged_out)
def _rise(sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
    if user is not None:
        entrances.rise(user.public)
