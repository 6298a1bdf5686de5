"""The request: received whatever it says, then accepted, or declined for a finding (R5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from konsil.core.case import View
from konsil.core.fact import Diagnosis, Document, Fact, Holder, Line, Text
from konsil.core.programme import Terms as Base
from konsil.core.worktime import Span, months_back

EXCLUSIONS = (
    "no-diagnosis",
    "out-of-scope",
    "not-seen-lately",
    "acute",
    "physical-examination",
    "not-covered",
)


class Terms(Base):
    """What the programme asks of a request, and the closed list of reasons to decline one."""

    declines: tuple[Literal[EXCLUSIONS], ...]  # type: ignore[valid-type]
    seen_within: str = ""  # "12 months"; needed by `not-seen-lately`
    scope: tuple[str, ...] = ()  # code prefixes; empty: any diagnosis
    examined: tuple[str, ...] = ()  # code prefixes that need a physical examination
    questions: int = 10  # how many the member may put to the experts

    @model_validator(mode="after")
    def _reads(self) -> "Terms":
        if "not-seen-lately" in self.declines and not self.seen_within:
            raise ValueError("seen_within: 'not-seen-lately' needs a span, such as '12 months'")
        if self.seen_within and Span.read(self.seen_within).unit != "month":
            raise ValueError("seen_within: write months, such as '12 months'")
        return self


@dataclass(frozen=True)
class Cover:
    """What the insurer's register said of the member on the day of the request."""

    in_force: bool = True
    policy: str = ""
    package: Literal["", "individual", "family"] = ""
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Received(Fact):
    """Somebody asked for the service: by telephone, on the portal, by letter. Never refused for what it says."""

    name = "request.received"
    category = "medical"
    evidence = Cover
    begins = "member"
    binds = {"member": "member"}
    undone_by = ()
    member: Annotated[str, Holder("member")]
    channel: Literal["phone", "portal", "email", "post", "fax", "in-person"] = "phone"
    told: Literal["yes", "no", "unknown"] = "yes"  # has the member been told the diagnosis (Y04)
    diagnosis: Diagnosis = ""
    diagnosis_words: str = ""
    diagnosed_by: str = ""
    diagnosed_on: date | None = None
    last_seen: date | None = None
    last_seen_by: str = ""
    seen_proof: str = ""
    acute: bool = False
    needs_examination: bool = False


@dataclass(frozen=True, kw_only=True)
class Amended(Fact):
    """What the request did not say yet, or said wrongly: a diagnosis, a visit to the doctor (A04)."""

    name = "request.amended"
    category = "medical"
    once = False
    diagnosis: Diagnosis = ""
    diagnosis_words: str = ""
    diagnosed_by: str = ""
    diagnosed_on: date | None = None
    last_seen: date | None = None
    last_seen_by: str = ""
    seen_proof: str = ""

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if not any(vars(self).values()):
            yield "nothing-amended"


@dataclass(frozen=True, kw_only=True)
class QuestionsPut(Fact):
    """The member's own questions, in the member's words; the latest list counts (Y19)."""

    name = "questions.put"
    category = "medical"
    once = False
    questions: Annotated[tuple[Text, ...], Field(min_length=1, max_length=10)]

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if len(self.questions) > case.terms(Terms).questions:
            yield "too-many-questions"


@dataclass(frozen=True, kw_only=True)
class QuestionsTranslated(Fact):
    """The questions that stand, one by one, in a language the experts read; the member's own words stay (Y19)."""

    name = "questions.translated"
    category = "medical"
    once = False
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    questions: Annotated[tuple[Text, ...], Field(min_length=1, max_length=10)]

    def refuse(self, case: View, known: object) -> Iterator[str]:
        put = case.the(QuestionsPut)
        if put and len(put.questions) != len(self.questions):
            yield "not-every-question"


@dataclass(frozen=True, kw_only=True)
class TreatmentPlanned(Fact):
    """What the treating doctor proposes, item by item, and its date; asked at intake and when it changes (Y14)."""

    name = "treatment.planned"
    category = "medical"
    once = False
    items: Annotated[tuple[Line, ...], Field(min_length=1, max_length=12)]
    on: date | None = None
    begun: bool = False


@dataclass(frozen=True, kw_only=True)
class DateConflictAnswered(Fact):
    """The answer would come after the operation: what is done about it. Nobody advises to postpone by himself."""

    name = "conflict.answered"
    category = "medical"
    once = False
    way: Literal["speed-up", "ask-the-doctor", "partial-by-phone", "tell-the-member", "nothing"]
    note: str = ""

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if self.way == "nothing" and not self.note.strip():
            yield "reason-missing"


@dataclass(frozen=True, kw_only=True)
class ConditionAdmitted(Fact):
    """The medical officer admits a listed condition: it can be judged from documents (A07)."""

    name = "condition.admitted"
    category = "medical"
    reason: Text


@dataclass(frozen=True, kw_only=True)
class UrgencyReported(Fact):
    """Something acute, at intake or at any later stage, told by anyone (A06)."""

    name = "urgency.reported"
    category = "medical"
    once = False
    after_end = True
    what: Text
    by_whom: Literal["member", "relative", "doctor", "coordinator", "centre"] = "member"


@dataclass(frozen=True, kw_only=True)
class UrgencyAdvised(Fact):
    """The urgent-care advice was given within the same call: emergency line, own doctor, do not wait."""

    name = "urgency.advised"
    once = False
    after_end = True
    backdate = timedelta(days=1)
    line: Line  # the number that was given


@dataclass(frozen=True, kw_only=True)
class UrgencyPassed(Fact):
    """The acute state is over; the case goes on."""

    name = "urgency.passed"
    once = False
    after_end = True
    by_whom: Line


@dataclass(frozen=True, kw_only=True)
class Accepted(Fact):
    """Admitted: none of the programme's exclusions is met (A03)."""

    name = "request.accepted"

    def refuse(self, case: View, known: object) -> Iterator[str]:
        yield from findings(case)


@dataclass(frozen=True, kw_only=True)
class Declined(Fact):
    """A decision against the member, for findings that the recorded request meets (A03, R5)."""

    name = "request.declined"
    category = "medical"
    findings: Annotated[tuple[str, ...], Field(min_length=1)]

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if set(self.findings) - set(findings(case)):
            yield "no-such-finding"


@dataclass(frozen=True)
class Told:
    """What is known of the request today: received, then amended."""

    diagnosis: str
    diagnosis_words: str
    diagnosed_by: str
    diagnosed_on: date | None
    last_seen: date | None
    last_seen_by: str
    acute: bool
    needs_examination: bool
    on: date  # the day of the request where the member is

    @property
    def established(self) -> bool:
        """A diagnosis counts when code, doctor and date are known (A04, A15)."""
        return bool(self.diagnosis and self.diagnosed_by and self.diagnosed_on)


def told(case: View) -> Told | None:
    """The request as the entries in sight tell it, or None where none was received."""
    entry = next(iter(case.entries_of(Received)), None)
    if entry is None or not isinstance(fact := entry.fact, Received):
        return None
    found: dict[str, Any] = {key: getattr(fact, key) for key in Told.__annotations__ if key != "on"}
    for amended in case.all(Amended):
        found |= {key: value for key, value in vars(amended).items() if value and key in found}
    return Told(**found, on=entry.at.astimezone(case.programme.zone).date())


def findings(case: View) -> tuple[str, ...]:
    """The exclusions that the recorded request meets, of those the programme knows, in its order."""
    request, entry = told(case), next(iter(case.entries_of(Received)), None)
    if request is None or entry is None:
        return ()
    terms, cover = case.terms(Terms), entry.known
    listed = bool(terms.examined) and request.diagnosis.startswith(terms.examined)
    met = {
        "no-diagnosis": not request.established,
        "out-of-scope": bool(terms.scope) and not request.diagnosis.startswith(terms.scope),
        "not-seen-lately": not _seen_lately(request, terms),
        "acute": (request.acute and not case.has("urgency.passed")) or case.has("urgency.reported"),
        "physical-examination": (listed or request.needs_examination) and not case.has("condition.admitted"),
        "not-covered": isinstance(cover, Cover) and not cover.in_force,
    }
    return tuple(key for key in terms.declines if met[key])


def _seen_lately(request: Told, terms: Terms) -> bool:
    """A day of exactly so many months ago still counts (A05)."""
    if not terms.seen_within:
        return True
    earliest = months_back(request.on, Span.read(terms.seen_within).amount)
    return request.last_seen is not None and request.last_seen >= earliest


@dataclass(frozen=True, kw_only=True)
class DocumentOffered(Fact):
    """A paper the member or a relative hands in of their own accord."""

    name = "document.offered"
    category = "medical"
    once = False
    document: Document
    what: Line
