"""Who opens the insurer's and the administrator's pages in the demo's world."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.test import Client


def seated(email: str, language: str = "en") -> Client:
    """Somebody's browser, signed in with both factors."""
    client = Client()
    client.force_login(get_user_model().objects.get(email=email))
    session = client.session
    session["proved"] = True
    session.save()
    client.cookies["language"] = language
    return client
