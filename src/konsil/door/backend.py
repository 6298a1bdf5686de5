"""Sign-in by password: allauth's backend, which reads an account and its roles in one question to the database."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from konsil.door.entering import QUARTER, client
from konsil.store.numbers import keyring
from konsil.store.queries.acting import account
from konsil.store.registers import entrances

PURPOSE = "second-factor"
FRESH = 300  # seconds


class Accounts(AuthenticationBackend):  # type: ignore[misc]
    """The account of a session carries `standing`, its roles of this moment: leaving is at once."""

    def get_user(self, user_id: Any) -> Any:
        """The active account with this key, or None."""
        if not (found := account(user_id)):
            return None
        user: Any = found[0]
        user.standing = found[1]
        return user


class Door(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an organisation's administrator: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever signed in a moment ago need not do so again to set the second factor up."""
        return int(time.time()) - int(self.request.session.get("began", 0)) > FRESH

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guessing is slowed down for the one who guesses, and never locks out whoever is guessed at."""
        asks, told = client(request), str(credentials.get("email", "")).lower()
        one = entrances.knock("password", f"{asks} {told}", most=10, within=QUARTER)
        if not one or not entrances.knock("passwords", asks, most=100, within=QUARTER):
            raise self.validation_error("too_many_login_attempts")

    def get_client_ip(self, request: HttpRequest) -> str:
        return client(request)


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of second factors lie encrypted."""

    def encrypt(self, text: str) -> str:
        return keyring().encrypt(text.encode(), purpose=PURPOSE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return keyring().decrypt(bytes.fromhex(encrypted_text), purpose=PURPOSE).decode()
