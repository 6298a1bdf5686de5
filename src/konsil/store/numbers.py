"""National numbers at rest: ciphertext for reading, a keyed hash for finding (R25). The keys are a gate's;
this floor only knows what it asks of them."""

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Keyring(Protocol):
    """What a holder of keys does: `gates/keys` has the one of production."""

    def encrypt(self, plain: bytes, *, purpose: str) -> bytes: ...
    def decrypt(self, sealed: bytes, *, purpose: str) -> bytes: ...
    def mac(self, told: bytes, *, purpose: str) -> bytes: ...


PURPOSE = "national-number"


@cache
def keyring() -> Keyring:
    """The holder of keys that the settings name."""
    found: Keyring = import_string(getattr(settings, "KEYRING", "konsil.gates.keys.keyring"))()
    return found


def seal(number: str) -> bytes:
    """The number, readable with the key only."""
    return keyring().encrypt(number.encode(), purpose=PURPOSE)


def unseal(sealed: bytes) -> str:
    """The number itself."""
    return keyring().decrypt(sealed, purpose=PURPOSE).decode()


def mac(population: str, number: str) -> bytes:
    """What the number is found by, inside its population; the same spelling gives the same hash."""
    bare = "".join(c for c in number.upper() if c.isalnum())
    return keyring().mac(f"{population}\0{bare}".encode(), purpose=PURPOSE)
