"""How a table says the three things that every topic says: a public id, a text, a stretch of days."""

import base64
import secrets
from functools import partial
from typing import Any

from django.db import models


def public_id(prefix: str) -> str:
    """128 random bits as `p_` and 26 characters: nothing can be guessed or counted from it."""
    drawn = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
    return f"{prefix}_{drawn}"


def Public(prefix: str) -> "models.TextField[str, str]":
    """The id that leaves the house."""
    return models.TextField(unique=True, default=partial(public_id, prefix), editable=False)


def Words(**options: Any) -> "models.TextField[str, str]":
    """A text that may be empty and is never null."""
    return models.TextField(blank=True, default="", **options)


class Dated(models.Model):
    """A row of a register: true from a day to a last day, both included; closed, never deleted (R26)."""

    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
