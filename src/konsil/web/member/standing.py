"""A case as whoever follows it may see it: who reads, in which role, for whom, and in which words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from konsil.core.case import Actor, Entry, View
from konsil.core.facts import authority
from konsil.core.forecast import Forecast
from konsil.core.parties import holders
from konsil.door import recording
from konsil.door.actor import THEMSELVES, Acting
from konsil.store.projections import owner
from konsil.store.queries import called, cases, recipients
from konsil.store.queries.cases import CaseSeen, Whole
from konsil.store.refusals import NotThere
from konsil.web.case.words import Said
from konsil.web.member import turns
from konsil.work.sending_as import office_hours

T = TypeVar("T")


@dataclass(frozen=True)
class Coordinator:
    """The person who answers for the case, and when the telephone is answered."""

    name: str
    phone: str
    hours: str
    first: str = ""


@dataclass(frozen=True)
class Standing:
    """What every page of a case rests on. `whole` is for deriving; what is shown is of the reader's `scope`."""

    actor: Actor
    seen: CaseSeen
    whole: Whole
    said: Said
    turn: str
    coordinator: Coordinator
    grant: authority.Granted | None = None

    @property
    def view(self) -> View:
        """The live entries of the whole case."""
        return self.whole.case.seen

    @property
    def medical(self) -> bool:
        """Whether the reader may see what the case is about."""
        return "medical" in self.seen.scope

    @property
    def personal(self) -> bool:
        """Whether the reader may see what is said between the member and the team."""
        return "personal" in self.seen.scope

    @property
    def theirs(self) -> bool:
        """Whether the member's own acts are the reader's to do: the member's, or of whoever acts for them by law."""
        return self.actor.role in THEMSELVES

    @property
    def forecast(self) -> Forecast:
        return self.seen.forecast

    @property
    def today(self) -> date:
        """The day where the programme lives."""
        return self.seen.now.astimezone(self.said.programme.zone).date()

    def last_day(self, promise: str, item: str = "") -> date | None:
        """The last day on which an open promise is still kept; None where none runs."""
        running = (one for one in self.seen.promises if one.key == promise and one.state in ("running", "late"))
        due = next((one.cycle.due for one in running if item in ("", one.item) and one.cycle.due), None)
        return self.day(due - timedelta(microseconds=1)) if due else None

    def day(self, at: datetime) -> date:
        """The day of an instant where the programme lives."""
        return at.astimezone(self.said.programme.zone).date()

    def who(self, entry: Entry) -> str:
        """Who did something, by name; a party that has none here by what it is."""
        if entry.by.name != entry.by.party:
            return entry.by.name
        if entry.by.role == "member" and self.seen.person:
            return self.seen.person.name
        return self.relation(entry.by.party) or self.said.say(f"role.{entry.by.role}")

    def relation(self, party: str) -> str:
        """What somebody is to the member, who let them follow; empty for anybody else."""
        found = [one.relation for one in self.view.all(authority.Granted) if one.person == party]
        keys = (f"choice.authority.granted.relation.{found[-1]}", f"choice.relation.{found[-1]}") if found else ()
        return self.said.say(*keys) if keys else ""

    def may(self, name: str) -> bool:
        """Whether the reader may record this fact now."""
        return any(one.name == name for one in self.seen.possible)


def is_visit(acting: Acting, public: str) -> bool:
    """Whether a case is one of visits, whose pages are the insured's. Raises `NotThere`."""
    return "visit.requested" in recording.whole(acting, public).case.programme.flow


def opened(acting: Acting, public: str, what: str = "case") -> Standing:
    """A case in the first role of the reader that has a way into it. The look is logged. Raises `NotThere`."""
    actor, seen = _first(acting, lambda actor: cases.case(actor, public, what))
    whole = cases.whole(actor, public)
    if actor.role == "relative":  # what they record is theirs, for somebody else
        member = next(iter(holders(whole.case.seen, "member")), "")
        actor = Actor(actor.name, actor.role, actor.party, member)
    said = Said.of(seen.texts, seen.programme, _names(actor, whole.case.seen))
    return Standing(
        actor, seen, whole, said, turns.turn(whole.case), _coordinator(actor, seen, whole, said), _grant(actor, whole)
    )


def _first(acting: Acting, look: Callable[[Actor], T]) -> tuple[Actor, T]:
    for actor in acting.actors:
        try:
            return actor, look(actor)
        except NotThere:
            continue
    raise NotThere("not-there")


def _grant(actor: Actor, whole: Whole) -> authority.Granted | None:
    """What the member allowed this relative."""
    found = (one for one in reversed(whole.case.seen.all(authority.Granted)) if one.person == actor.party)
    return next(found, None) if actor.role == "relative" else None


def _names(actor: Actor, seen: View) -> dict[str, str]:
    keys: set[str] = set()
    for entry in seen.live:
        told = (getattr(entry.fact, field, "") for field in ("centre", "doctor", "to"))
        keys |= {one for one in told if isinstance(one, str)}
        keys |= set(getattr(entry.fact, "centres", ()))
    return dict(called.names(actor, keys))


def _coordinator(actor: Actor, seen: CaseSeen, whole: Whole, said: Said) -> Coordinator:
    """The case's owner by name; where nobody owns it yet, the team."""
    programme = seen.programme
    known, team = owner(whole.case.seen), recipients.colleagues(actor, programme.operator)
    name = next((one.name for one in team if known in (one.name, one.account)), known)
    if not name:
        operator = recipients.organisation(actor, programme.operator)
        name = operator.name if operator else programme.operator
    hours = office_hours(programme.calendars["operator"], said.language)
    return Coordinator(name, programme.contact.phone, hours, name.removeprefix("Dr. ").partition(" ")[0])
