"""What a route asks of whoever opens it. `judge` is pure; to let nobody in is the default."""

from enum import Enum

from konsil.door.actor import STAFF, Acting


class Verdict(Enum):
    """What becomes of a request."""

    LET = "let"
    SIGN_IN = "sign-in"
    SECOND_FACTOR = "second-factor"  # known by a password alone, where that is not enough
    NOT_THERE = "not-there"  # the same answer as for an address that does not exist


class Policy:
    """The base: it admits nobody."""

    sign_in_at = "entrance"  # the page on which strangers say who they are

    def judge(self, acting: Acting | None) -> Verdict:
        """Strangers sign in; whoever is known and not meant learns nothing; staff prove themselves twice."""
        if acting is None:
            return Verdict.SIGN_IN
        if not self.admits(acting):
            return Verdict.NOT_THERE
        return Verdict.LET if acting.proved or not acting.staff else Verdict.SECOND_FACTOR

    def admits(self, acting: Acting) -> bool:
        return False


class Public(Policy):
    """Anybody: sign-in, the entrance, health. Nothing personal may stand behind it."""

    def judge(self, acting: Acting | None) -> Verdict:
        return Verdict.LET


class SignedIn(Policy):
    """Whoever is known: the pages of their own account, where the second factor is set up."""

    def judge(self, acting: Acting | None) -> Verdict:
        return Verdict.LET if acting else Verdict.SIGN_IN


class Roles(Policy):
    """Whoever holds one of these roles for an organisation."""

    ways: tuple[str, ...] = ("account", "link")

    def __init__(self, *roles: str) -> None:
        self.roles = frozenset(roles)

    def admits(self, acting: Acting) -> bool:
        return acting.way in self.ways and any(one.role in self.roles for one in acting.held)


class Staff(Roles):
    """The operator's people in these roles; without roles, any of them."""

    ways = ("account",)
    sign_in_at = "account_login"

    def __init__(self, *roles: str) -> None:
        super().__init__(*(roles or STAFF))


class Centre(Roles):
    """An expert centre's people: its desk by a link, its experts by an account."""

    def __init__(self, *roles: str) -> None:
        super().__init__(*(roles or ("centre", "centre-desk", "expert")))


class Doctor(Roles):
    """A treating doctor, through the link of a letter or by an account."""

    def __init__(self) -> None:
        super().__init__("doctor")


class Payer(Roles):
    """The insurer's people: promises without names. `look_up` asks for the separate right to a name (A02)."""

    ways = ("account",)
    sign_in_at = "account_login"

    def __init__(self, look_up: bool = False) -> None:
        super().__init__(*(("payer-look-up",) if look_up else ("payer", "payer-look-up")))


class Token(Roles):
    """A machine with its organisation's token, in these roles; without roles, any. People have pages."""

    ways = ("token",)

    def admits(self, acting: Acting) -> bool:
        return acting.way == "token" and (not self.roles or super().admits(acting))


class Member(Policy):
    """A person, or somebody who may act for one."""

    def admits(self, acting: Acting) -> bool:
        return bool(acting.person)


class Either(Policy):
    """Whoever one of these admits."""

    def __init__(self, *policies: Policy) -> None:
        self.policies = policies

    def admits(self, acting: Acting) -> bool:
        return any(one.admits(acting) for one in self.policies)


class Clinic(Roles):
    """A clinic's people: its reception and its doctors; with roles, only these."""

    ways = ("account",)
    sign_in_at = "account_login"

    def __init__(self, *roles: str) -> None:
        super().__init__(*(roles or ("clinic", "clinic-doctor")))
