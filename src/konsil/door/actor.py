"""Who acts: an account, whoever came in through a link, or an organisation's token; and in which role of a case.

A role of the house (`centre-desk`) is not yet a role of a case (`centre`, `candidate`): `AS` says which it stands for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from konsil.core.case import Actor, Case
from konsil.core.parties import holders
from konsil.store.queries.acting import Bearer, Entered, Held, Standing, Ward

AS: dict[str, tuple[str, ...]] = {
    "centre": ("centre", "candidate"),
    "centre-desk": ("centre", "candidate"),
    "expert": ("centre", "candidate"),
    "admin": (),
    "payer-look-up": ("payer",),
}
THEMSELVES = ("member", "insured")  # what a programme calls the person it is about
GUARDIANS = frozenset(("parent", "guardian", "by-power-of-attorney"))  # may act as the member, by law or by paper
STAFF = frozenset(
    ("coordinator", "supervisor", "medical-officer", "finance", "admin", "call-centre", "medical-reviewer")
)


@dataclass(frozen=True)
class Acting:
    """Somebody at the door, and all the ways in which they may act.

    `account` is what their sessions and audit are found by: an account's public id, a party, a token's id. `way`
    says how they came: `account`, `link` or `token`.
    """

    account: str
    name: str
    language: str = ""
    person: str = ""
    held: tuple[Held, ...] = ()
    wards: tuple[Ward, ...] = ()
    way: str = "account"
    proved: bool = True  # by a second factor, or by a link and its code

    @property
    def first(self) -> str:
        """The first name, whatever titles stand before it."""
        return next((word for word in self.name.split() if not word.endswith(".")), self.name)

    @property
    def roles(self) -> frozenset[str]:
        """The roles of the house; a person is a member, and a relative to whom they may act for."""
        own = {"member"} if self.person else set()
        return frozenset({one.role for one in self.held} | own | ({"relative"} if self.wards else set()))

    @property
    def staff(self) -> bool:
        """Whether the stricter rules of sessions and sign-in are theirs."""
        return bool(self.roles - {"member", "relative", "doctor"})

    def at(self, role: str) -> str:
        """The organisation at which a role is held; empty where it is not."""
        return next((one.organisation for one in self.held if one.role == role), "")

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Every (role of a case, party) they may act in, the surest first."""
        return tuple(dict.fromkeys(self._actors()))

    def _actors(self) -> Iterator[Actor]:
        for one in self.held:
            yield from (Actor(self.name, role, one.organisation) for role in AS.get(one.role, (one.role,)))
        if self.person:
            yield from (Actor(self.name, role, self.person) for role in (*THEMSELVES, "relative"))
        for ward in self.wards:
            if ward.relation in GUARDIANS:
                yield from (Actor(self.name, role, ward.person, ward.person) for role in THEMSELVES)

    @property
    def reader(self) -> Actor:
        """In whose name lists are read: the first way. Whoever has none is a stranger, who sees nothing."""
        return next(iter(self.actors), Actor(self.name, "", ""))

    def acting_as(self, by: Iterable[str], case: Case | None = None) -> Actor:
        """The actor for a row's `by`: in its order, the first role held; on a case, one whose party holds it there.

        Whoever holds none gets an actor that the core refuses (`not-yours`): the door never decides a rule.
        """
        ours = [one for role in by for one in self.actors if one.role == role]
        if case:
            held = [one for one in ours if one.party in (holders(case.seen, one.role) or (one.party,))]
            ours = held or ours
        return _for_whom(next(iter(ours), self.reader), self, case)


def _for_whom(actor: Actor, acting: Acting, case: Case | None) -> Actor:
    """A relative acts for the member of the case."""
    if actor.role != "relative" or case is None:
        return actor
    member = next(iter(holders(case.seen, "member")), "")
    return Actor(actor.name, actor.role, actor.party, member)


def of_account(public: str, name: str, language: str, standing: Standing, proved: bool) -> Acting:
    """An account with what it stands for; `proved` by a second factor in this session."""
    return Acting(public, name, language, standing.person, standing.held, standing.wards, proved=proved)


def of_entrance(entered: Entered) -> Acting:
    """Whoever came in through a link: a member, or a doctor's or a centre's desk."""
    if entered.role in THEMSELVES:
        return Acting(entered.party, entered.name, entered.language, entered.party, (), entered.wards, "link")
    return Acting(entered.party, entered.name, entered.language, "", (Held(entered.role, entered.party),), (), "link")


def of_token(bearer: Bearer) -> Acting:
    """An organisation's machine: it acts in the one role its token was issued for."""
    return Acting(bearer.public, bearer.label, "", "", (Held(bearer.role, bearer.organisation),), (), "token")
