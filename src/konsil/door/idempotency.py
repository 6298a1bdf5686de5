"""A repeated request is recorded once (R29): every POST that records carries a key of the client's own."""

import re
from uuid import uuid4

from django.http import HttpRequest

KEY = re.compile(r"[\x21-\x7e]{8,128}")


class NoKey(ValueError):
    """The request carries no key, or one that is none (400)."""


def key_of(request: HttpRequest) -> str:
    """The key in the header `Idempotency-Key`, plain or in quotes, or in the form's field `key`."""
    told = request.headers.get("Idempotency-Key", "").strip().removeprefix('"').removesuffix('"')
    if not told and request.content_type in FORMS:
        told = str(request.POST.get("key", ""))
    if not KEY.fullmatch(told):
        raise NoKey("no-key")
    return told


FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def new_key() -> str:
    """A key for a form that is drawn now: sent twice, it is recorded once."""
    return uuid4().hex
