"""Expert centres: asked without a name, confirmed, offered, chosen, accepting, withdrawing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from konsil.core import items
from konsil.core.case import View
from konsil.core.fact import Diagnosis, Fact, Holder, Line, Text
from konsil.core.programme import Terms as Base

Centre = Annotated[str, Holder("centre"), StringConstraints(min_length=1, max_length=64)]


class Terms(Base):
    """How many centres an offer holds; 0: any number from one up."""

    offered: Annotated[int, Field(ge=0, le=9)]


@dataclass(frozen=True, kw_only=True)
class Asked(Fact):
    """A centre is asked whether it is free: disease, age band, languages, wanted day, and nobody's name (Y10)."""

    name = "centre.asked"
    category = "enquiry"
    opens = "enquiry"
    binds = {"candidate": "centre"}
    centre: Centre
    disease: Diagnosis
    age_band: Annotated[str, StringConstraints(pattern=r"^\d{1,3}-\d{1,3}$")]
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    wanted_by: date


@dataclass(frozen=True, kw_only=True)
class AskSent(Fact):
    """The enquiry was handed over to the centre's desk."""

    name = "enquiry.sent"
    category = "enquiry"
    enquiry: items.Enquiry
    channel: Line
    message: Line


@dataclass(frozen=True, kw_only=True)
class Confirmed(Fact):
    """The centre says it is free until an instant, from a day on: who said so stands on it (A18)."""

    name = "centre.confirmed"
    category = "enquiry"
    once = False
    enquiry: items.Enquiry
    until: datetime
    can_start: date
    working_days: Annotated[int, Field(ge=1, le=60)] = 10
    who: Line


@dataclass(frozen=True, kw_only=True)
class Unavailable(Fact):
    """The centre is not free, or takes a confirmation back before it was chosen."""

    name = "centre.unavailable"
    category = "enquiry"
    once = False
    enquiry: items.Enquiry
    reason: Line


@dataclass(frozen=True)
class Rank:
    """A centre's place for this disease: by whom it was ranked, and when (A17)."""

    rank: int
    source: str
    published: date


@dataclass(frozen=True)
class Ranked:
    """What the register of rankings said for the diagnosis on that day."""

    ranks: Mapping[str, Rank] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Offered(Fact):
    """The centres put before the member, each ranked for the disease and confirmed free (A16–A18)."""

    name = "centre.offered"
    category = "personal"
    evidence = Ranked
    centres: Annotated[tuple[Centre, ...], Field(min_length=1)]

    @classmethod
    def waits_for(cls, case: View) -> Iterator[str]:
        if len(set(confirmed(case))) < max(1, case.terms(Terms).offered):
            yield Confirmed.name

    def refuse(self, case: View, known: Ranked) -> Iterator[str]:
        wanted = case.terms(Terms).offered
        if len(set(self.centres)) != (wanted or max(1, len(self.centres))):
            yield "wrong-number-of-centres"
        if set(self.centres) - set(confirmed(case)):
            yield "centre-not-available"
        if set(self.centres) - set(known.ranks):
            yield "centre-not-ranked"


@dataclass(frozen=True, kw_only=True)
class OfferHeld(Fact):
    """Taken back before it went out."""

    name = "offer.held"
    once = False


@dataclass(frozen=True, kw_only=True)
class OfferSent(Fact):
    """The offer was handed over to the member's channel."""

    name = "offer.sent"
    channel: Line
    message: Line


@dataclass(frozen=True, kw_only=True)
class OfferBounced(Fact):
    """The offer did not arrive: it counts as unsent."""

    name = "offer.bounced"
    once = False
    sending = True
    why: Line


@dataclass(frozen=True, kw_only=True)
class Chosen(Fact):
    """The member chose one of the centres offered (A20)."""

    name = "centre.chosen"
    binds = {"centre": "centre"}
    category = "medical"
    centre: Centre
    channel: Literal["portal", "phone", "email", "post", "in-person"] = "portal"
    evidence_note: str = ""  # by telephone: what was read back, and how the caller was known

    def refuse(self, case: View, known: object) -> Iterator[str]:
        offer = case.the(Offered)
        if not offer or self.centre not in offer.centres:
            yield "not-offered"


@dataclass(frozen=True, kw_only=True)
class ChoiceChanged(Fact):
    """The member would rather have another of the three; nothing has left yet (Y09)."""

    name = "choice.changed"
    once = False
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Accepted(Fact):
    """The chosen centre takes the case, and declares that it gains nothing from what the opinion will advise."""

    name = "centre.accepted"
    who: Line
    no_stake: bool = False  # neither the place of the treatment nor its maker pays those who judge

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if not self.no_stake:
            yield "stake-undeclared"


@dataclass(frozen=True, kw_only=True)
class HasteAsked(Fact):
    """The centre is asked to answer sooner than its term, because an operation has a date (Y14)."""

    name = "haste.asked"
    once = False
    centre: Centre
    working_days: Annotated[int, Field(ge=1, le=30)]


@dataclass(frozen=True, kw_only=True)
class HasteAgreed(Fact):
    """The centre says it will answer within so many working days of the complete set."""

    name = "haste.agreed"
    once = False
    centre: Centre
    working_days: Annotated[int, Field(ge=1, le=30)]
    who: Line


@dataclass(frozen=True, kw_only=True)
class HasteDeclined(Fact):
    """The centre cannot answer sooner."""

    name = "haste.declined"
    once = False
    centre: Centre
    who: Line


@dataclass(frozen=True, kw_only=True)
class Withdrew(Fact):
    """The chosen centre cannot do it, before or after it accepted."""

    name = "centre.withdrew"
    once = False
    reason: Line


@dataclass(frozen=True, kw_only=True)
class Replaced(Fact):
    """The operator takes the case from a centre that is silent or gone."""

    name = "centre.replaced"
    once = False
    reason: Line


@dataclass(frozen=True, kw_only=True)
class Chased(Fact):
    """A centre with no sign of life was chased; what plan B is, or why none (Y10)."""

    name = "centre.chased"
    category = "internal"
    once = False
    plan: Text


def confirmed(case: View) -> dict[str, Confirmed]:
    """The centres whose confirmation is live and not expired at the view's instant, each with its latest."""
    asked = {e.items["enquiry"]: e.fact.centre for e in case.entries_of(Asked) if isinstance(e.fact, Asked)}
    return {
        asked[yes.enquiry]: yes
        for yes in case.all(Confirmed)
        if yes.enquiry in asked and (case.at is None or yes.until > case.at)
    }
