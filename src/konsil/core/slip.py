"""What the code of a paper says: one authorisation, for one clinic and one day, signed, and nobody's name (R30).

The statement is bytes of one spelling, so that any tool that knows Ed25519 can check it:

    form (1 octet, now 1) · id of the key (4) · days since 2020-01-01 (2)
    number · number of the base where it extends one · clinic           each: length (1), ASCII
    how many services (1), then for each: quantity, with 128 added where it may be done if needed (1) · code as above

The code on paper is statement and signature (64) in thirty-two letters and digits. A hand scanner types them, and none
of them is I, O, Y or Z: what the eye, or the keyboards of two countries, exchange cannot be exchanged here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from konsil.core.seal import key_of, read_number, spelled

FORM = 1
FIRST = date(2020, 1, 1)
KEY_ID = 4
SIGNATURE = 64
IF_NEEDED = 128
SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWX"
BITS = 5
VALUES = {sign: value for value, sign in enumerate(SIGNS)}

Verdict = Literal["valid", "spent", "revoked", "other-day", "other-clinic", "forged", "unknown-key", "unreadable"]
Check = Callable[[bytes, bytes, bytes], bool]  # public key, signature, statement: whether it was signed so


class Unsayable(ValueError):
    """A value for which the statement has no room; `args[0]` says which."""


@dataclass(frozen=True)
class Listed:
    """A service by its code and how often; `if_needed`: it may be done during the consultation, without a call."""

    code: str
    quantity: int
    if_needed: bool = False


@dataclass(frozen=True)
class Slip:
    """What is stated. Numbers are spelled as people read them; `day` is the local day of the clinic, an organisation's
    public id; `key` is the id of the key that signed, as eight hexadecimal digits."""

    number: str
    clinic: str
    day: date
    services: tuple[Listed, ...]
    key: str
    extends: str = ""


@dataclass(frozen=True)
class Signed:
    """A statement as it was read off a paper: nothing of it is to be believed before `judge`."""

    slip: Slip
    statement: bytes
    signature: bytes


@dataclass(frozen=True)
class PaperKey:
    """A public key (32 octets). `until`: the last day of a paper that it signed; None while it still signs."""

    public: bytes
    until: date | None = None


@dataclass(frozen=True)
class Known:
    """What a place knows that judges papers: keys by id, and the numbers (keys of `seal.key_of`) that are no longer
    good: used here, or taken back."""

    keys: Mapping[str, PaperKey]
    spent: Collection[str] = field(default_factory=frozenset)
    revoked: Collection[str] = field(default_factory=frozenset)


def packed(slip: Slip) -> bytes:
    """The statement: what is signed.

    `Unsayable`: a name too long or not ASCII, a day before 2020, a quantity over 127.
    """
    days = (slip.day - FIRST).days
    if not 0 <= days < 1 << 16:
        raise Unsayable("day")
    head = bytes([FORM]) + bytes.fromhex(slip.key) + days.to_bytes(2, "big")
    named = b"".join(_named(one) for one in (_bare(slip.number), _bare(slip.extends), slip.clinic))
    return head + named + _octet(len(slip.services), 256) + b"".join(map(_listed, slip.services))


def written(statement: bytes, signature: bytes) -> str:
    """Statement and signature as the code on paper says them."""
    whole = statement + signature
    length = -(-len(whole) * 8 // BITS)
    drawn = int.from_bytes(whole, "big") << (length * BITS - len(whole) * 8)
    return "".join(SIGNS[drawn >> BITS * place & 31] for place in reversed(range(length)))


def read(code: str) -> Signed | None:
    """What a code says, in whatever case it was typed; None where it is no code of ours, or not whole."""
    whole = _octets("".join(code.split()).upper())
    if whole is None or len(whole) <= SIGNATURE:
        return None
    statement, signature = whole[:-SIGNATURE], whole[-SIGNATURE:]
    try:
        slip = _unpacked(statement)
    except (IndexError, ValueError):
        return None
    # One paper, one spelling: what does not pack to the same octets was not packed by us.
    return Signed(slip, statement, signature) if packed(slip) == statement else None


def judge(code: str, known: Known, clinic: str, today: date, check: Check) -> Verdict:
    """What a code is worth at this clinic on this local day. Only what a known key signed is believed at all."""
    said = read(code)
    if said is None:
        return "unreadable"
    key = known.keys.get(said.slip.key)
    if key is None or (key.until and said.slip.day > key.until):
        return "unknown-key"
    if not check(key.public, said.signature, said.statement):
        return "forged"
    return _worth(said.slip, known, clinic, today)


def _worth(slip: Slip, known: Known, clinic: str, today: date) -> Verdict:
    if slip.clinic != clinic:
        return "other-clinic"
    if slip.day != today:
        return "other-day"
    number = key_of(slip.number)
    if number in known.revoked:
        return "revoked"
    return "spent" if number in known.spent else "valid"


def told_keys(keys: Mapping[str, PaperKey]) -> dict[str, dict[str, str]]:
    """Public keys as JSON-ready data: `public` in hex, `until` as a day or empty."""
    return {
        name: {"public": key.public.hex(), "until": key.until.isoformat() if key.until else ""}
        for name, key in keys.items()
    }


def read_keys(told: Mapping[str, Mapping[str, str]]) -> dict[str, PaperKey]:
    """What `told_keys` told. `ValueError`, `KeyError`: it is something else."""
    return {name: _key(one["public"], one["until"]) for name, one in told.items()}


def _key(public: str, until: str) -> PaperKey:
    if len(public) != 64:
        raise ValueError("a public key has 32 octets")
    return PaperKey(bytes.fromhex(public), date.fromisoformat(until) if until else None)


def services(lines: Iterable[tuple[str, int]], if_needed: Iterable[tuple[str, int]]) -> tuple[Listed, ...]:
    """The two lists of a paper as one: codes and quantities."""
    return (*(Listed(*one) for one in lines), *(Listed(*one, True) for one in if_needed))


def _bare(number: str) -> str:
    return number.replace("-", "")


def _octet(value: int, under: int) -> bytes:
    if not 0 <= value < under:
        raise Unsayable("quantity")
    return bytes([value])


def _named(name: str) -> bytes:
    if not name.isascii() or len(name) > 255:
        raise Unsayable("name")
    return bytes([len(name)]) + name.encode("ascii")


def _listed(one: Listed) -> bytes:
    return bytes([_octet(one.quantity, IF_NEEDED)[0] + one.if_needed * IF_NEEDED]) + _named(one.code)


def _octets(signs: str) -> bytes | None:
    """Whole octets and nothing but zeros after them: otherwise two codes would say the same."""
    if not signs or any(sign not in VALUES for sign in signs):
        return None
    drawn, length = 0, len(signs) * BITS // 8
    for sign in signs:
        drawn = drawn << BITS | VALUES[sign]
    over = len(signs) * BITS - length * 8
    return None if over >= BITS or drawn & ((1 << over) - 1) else (drawn >> over).to_bytes(length, "big")


def _unpacked(statement: bytes) -> Slip:
    rest = _Octets(statement)
    if rest.one() != FORM:
        raise ValueError("another form")
    key, days = rest.some(KEY_ID).hex(), int.from_bytes(rest.some(2), "big")
    number, extends, clinic = (rest.name() for _ in range(3))
    if any(read_number(one) is None for one in (number, extends) if one):
        raise ValueError("no number of ours")
    listed = tuple(rest.listed() for _ in range(rest.one()))
    return Slip(spelled(number), clinic, FIRST + timedelta(days), listed, key, spelled(extends) if extends else "")


class _Octets:
    """What is left of a statement while it is read."""

    def __init__(self, octets: bytes) -> None:
        self._rest = octets

    def some(self, count: int) -> bytes:
        if count > len(self._rest):
            raise IndexError
        taken, self._rest = self._rest[:count], self._rest[count:]
        return taken

    def one(self) -> int:
        return self.some(1)[0]

    def name(self) -> str:
        return self.some(self.one()).decode("ascii")

    def listed(self) -> Listed:
        quantity = self.one()
        return Listed(self.name(), quantity % IF_NEEDED, quantity >= IF_NEEDED)
