"""The letters of a second opinion."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field, field_validator

from konsil.letters.models.house import Letter, Line, Plain, Prose


class Strokes(Plain):
    """A drawn signature: lines of points, each coordinate between 0 and 1 of a 3:1 field."""

    lines: tuple[tuple[tuple[float, float], ...], ...] = ()

    @field_validator("lines")
    @classmethod
    def inside(cls, lines: tuple[tuple[tuple[float, float], ...], ...]) -> tuple[tuple[tuple[float, float], ...], ...]:
        """Every point lies in the field, so a signature cannot be drawn over the text."""
        if any(not 0 <= value <= 1 for line in lines for point in line for value in point):
            raise ValueError("a stroke leaves the signature field")
        return lines


class Signed(Plain):
    """How the form was signed. `how` is drawn, code or paper; `strokes` only where drawn."""

    by: Line
    on_behalf_of: str = ""
    at: AwareDatetime
    how: Literal["drawn", "code", "paper"]
    strokes: Strokes = Strokes()


class Consent(Letter):
    """The form `use of medical data`: words from `forms/`, keyed by country, language, version (A13)."""

    template: ClassVar[str] = "consent"
    service: ClassVar[str] = "second-opinion"

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    version: int
    member: Line
    born: date
    doctor: Line
    centre: str = ""  # empty: the one the member chooses from the offer
    covers: tuple[str, ...] = Field(min_length=1)  # keys of the form's [covers]
    signed: Signed | None = None


class Centre(Plain):
    """One of the centres offered (A16–A18): where, why, its rank with source and date, and until when
    its readiness is confirmed."""

    name: Line
    place: Line
    strength: Prose
    rank: Annotated[int, Field(ge=1)]
    rank_source: Line
    rank_date: date
    confirmed_on: date
    confirmed_until: date
    usual_days: int  # working days it usually takes
    languages: Line  # in which it reports, as words


class Offer(Letter):
    """The centres to choose from. Nothing is pre-selected; the planned operation stands beside the
    expected answer (Y14)."""

    template: ClassVar[str] = "offer"
    service: ClassVar[str] = "second-opinion"

    centres: tuple[Centre, ...] = Field(min_length=1, max_length=6)
    choose_by: date
    expected_on: date | None = None
    operation_on: date | None = None
    url: str = ""


class RecordItem(Plain):
    """One record asked for."""

    what: Line
    period: str = ""


class RecordRequest(Letter):
    """The request to the treating doctor (A21, A24): what is asked for, how it travels, what is paid."""

    template: ClassVar[str] = "records"
    service: ClassVar[str] = "second-opinion"

    patient: Line
    born: date
    consent_signed_on: date
    items: tuple[RecordItem, ...] = Field(min_length=1, max_length=20)
    wanted_by: date
    paid_within_days: int  # working days from the courier's pick-up; 0: nothing is promised
    url: str = ""


Verdict = Literal[
    "confirmed", "refined", "changed", "undetermined",  # a diagnosis
    "agreed", "optimal", "dropped", "added", "not-reviewed",  # an item of the plan, which may be changed too
]  # fmt: skip


class Judged(Plain):
    """An original diagnosis or an item of the proposed plan, with the centre's verdict (A30)."""

    what: Line
    verdict: Verdict
    why: str = ""


class Question(Plain):
    """The member's question in her own words, and its answer; empty: it cannot be answered, `why` says
    what is missing (Y19)."""

    asked: Prose
    answer: str = ""
    why: str = ""


class Reviewer(Plain):
    """A specialist of the panel (A28)."""

    name: Line
    speciality: Line
    role: Literal["lead", "member"] = "member"


DiagnosisVerdict = Literal["confirmed", "refined", "changed", "undetermined"]
PlanVerdict = Literal["optimal", "changed", "not-reviewed"]


class Opinion(Letter):
    """The cover of a delivered opinion. Its first page alone must do: verdict, meaning, what to do next."""

    template: ClassVar[str] = "opinion"
    service: ClassVar[str] = "second-opinion"

    centre: Line
    place: Line
    signed_on: date
    diagnosis: DiagnosisVerdict
    plan: PlanVerdict
    in_plain_words: Annotated[str, Field(min_length=1)]  # a paragraph a line
    recommendations: tuple[Prose, ...] = Field(min_length=1)
    missing: str = ""  # what would be needed to conclude (Y22)
    diagnoses: tuple[Judged, ...] = Field(min_length=1)
    plan_items: tuple[Judged, ...] = ()
    questions: tuple[Question, ...] = ()
    reviewers: tuple[Reviewer, ...] = Field(min_length=1)
    original_pages: int
    original_language: Line
    guideline: str = ""


class Summary(Letter):
    """One page for the treating doctor: what was asked, what was found, why, and whom to talk to (Y20)."""

    template: ClassVar[str] = "summary"
    service: ClassVar[str] = "second-opinion"

    patient: Line
    born: date
    centre: Line
    place: Line
    signed_on: date
    asked: Annotated[str, Field(min_length=1)]
    diagnoses: tuple[Judged, ...] = Field(min_length=1)
    plan_items: tuple[Judged, ...] = ()
    reasons: tuple[Prose, ...] = Field(min_length=1)
    recommendations: tuple[Prose, ...] = Field(min_length=1)
    guideline: str = ""
    reviewers: tuple[Reviewer, ...] = Field(min_length=1)
    original_pages: int


Finding = Literal["no-diagnosis", "out-of-scope", "not-seen-lately", "acute", "physical-examination", "not-covered"]


class Decline(Letter):
    """A request that cannot be taken now: each finding, what would change it, and for an acute case the
    emergency advice first (A03–A08)."""

    template: ClassVar[str] = "decline"
    service: ClassVar[str] = "second-opinion"

    asked_on: date
    findings: tuple[Finding, ...] = Field(min_length=1)
    last_seen: date | None = None
    diagnosis_by: str = ""


Count = int | None  # None: fewer than five, never shown as a figure (Y38)
Party = Literal["member", "doctor", "courier", "centre", "operator"]


class Share(Plain):
    """Whose time it was, in whole working hours."""

    who: Party
    hours: Annotated[int, Field(ge=0)]


class Kept(Plain):
    """One promise of the contract in one month."""

    clause: Line
    sentence: Line
    kept: Count
    of: Count
    definition: Line
    late: tuple[Share, ...] = ()


class Month(Plain):
    """One month of the strip: the share of promises kept in whole percent, or None where too few."""

    month: date
    percent: Annotated[int, Field(ge=0, le=100)] | None


class AtRisk(Plain):
    """Open promises due this week: how many, under which clause, first due when."""

    clause: Line
    count: Count
    first_due: AwareDatetime


class Outcomes(Plain):
    """What the opinions said of the first diagnosis and plan."""

    confirmed: Count
    refined: Count
    changed: Count


class PromisePage(Letter):
    """The insurer's month on one sheet, without a name (Y38)."""

    template: ClassVar[str] = "promises"

    month: date
    asked: Count
    all_kept: Count  # cases in which every promise was kept
    late_cases: Count
    late_causes: tuple[Line, ...] = Field(default=(), max_length=4)
    promises: tuple[Kept, ...] = Field(min_length=1, max_length=8)
    months: tuple[Month, ...] = Field(max_length=13)
    at_risk: tuple[AtRisk, ...] = Field(default=(), max_length=5)
    complaints: Count
    complaints_answered: Count
    outcomes: Outcomes | None = None  # of a programme that gives opinions
    recompute: str = ""  # the command or address that makes the same figures again


class Sent(Plain):
    """A document that had left before the withdrawal."""

    title: Line
    sent_at: AwareDatetime
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{8,64}$")]


class Recall(Letter):
    """Consent was withdrawn: what had left is to be destroyed or sent back, and confirmed."""

    template: ClassVar[str] = "recall"
    service: ClassVar[str] = "second-opinion"

    withdrawn_at: AwareDatetime
    documents: tuple[Sent, ...] = Field(min_length=1)
    confirm_by: date
