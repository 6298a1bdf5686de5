"""What each letter needs to know: one frozen class a template, plain values only.

Who sends and to whom stands in every letter (`Letter`); the rest is the letter's own. Dates are dates and
instants are aware datetimes: `konsil.letters.fields` writes them in the recipient's language. Texts given
here (answers, reasons, names) are already in that language; what the letter itself says is in `texts/`.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from konsil.letters import brand

Line = Annotated[str, Field(min_length=1, max_length=240)]
Prose = Annotated[
    str, Field(min_length=1, max_length=8000)
]  # no longer than a fact's text: a letter never traps a case
Instance = Literal["live", "demo", "rehearsal", "restored"]


class Plain(BaseModel):
    """A frozen value that knows no field beyond its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Sender(Plain):
    """The programme as it signs its letters; every value is programme data (A67)."""

    programme: Line
    tagline: str = ""  # beneath the word mark: "për anëtarët e …"
    payer: Line
    operator: Line
    city: Line
    phone: Line
    mail: Line
    web: Line
    address: Line
    hours: Line  # when the telephone is answered, in the recipient's language
    emergency: Line  # the number for an emergency in the programme's country
    timezone: str
    brand: str = "#0e5a53"
    notice: Literal["", "public-description"] = "public-description"
    instance: Instance = "live"  # every other kind is marked on each page (Y40)

    @field_validator("brand")
    @classmethod
    def readable(cls, colour: str) -> str:
        """A brand colour carries words on white paper, so it has 4.5:1 against it."""
        if brand.contrast(colour, "#ffffff") < 4.5:
            raise ValueError("a brand colour needs a contrast of 4.5:1 against white")
        return colour


class Recipient(Plain):
    """To whom: the name of the address field, its lines, and what to call the person in the first line."""

    name: Line
    called: str = ""  # empty: the greeting goes without a name
    lines: tuple[Line, ...] = Field(default=(), max_length=5)


class Coordinator(Plain):
    """The person who answers for the case and signs the letter."""

    name: Line
    phone: str = ""


class Letter(Plain):
    """The part that is the same in every letter. `template` names the .typ file beside this module."""

    template: ClassVar[str]
    service: ClassVar[str] = ""  # whose words it needs: a folder of texts/; empty: the house's alone

    sender: Sender
    recipient: Recipient
    coordinator: Coordinator
    reference: str = ""  # the case's public number; a letter about many cases has none
    written_on: date


class Note(Letter):
    """The house letter with words of its own, for what has no template."""

    template: ClassVar[str] = "note"

    subject: Line
    paragraphs: tuple[Prose, ...] = Field(min_length=1)


class Link(Letter):
    """How to enter the portal: link and QR; the code comes another way. Nothing medical."""

    template: ClassVar[str] = "link"

    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=200)]
    valid_until: AwareDatetime
    code_by: Literal["sms", "email"]


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


class SlipLine(Plain):
    """A service on an authorisation, with its name in the paper's language."""

    service: Line
    name: Line
    quantity: Annotated[int, Field(ge=1, le=99)]


class Slip(Letter):
    """The authorisation of a visit (O16 to O20): the fields the clinic needs, and what its code says."""

    template: ClassVar[str] = "slip"
    service: ClassVar[str] = "visit"

    number: Line
    code: Line  # the signed statement, drawn as QR; names nobody
    day: date
    starts: AwareDatetime
    clinic: Line
    place: Line
    insured: Line
    born: date
    phone: str = ""
    national: str = ""  # empty: a foreigner, or a child too young to have one
    child: bool = False
    lines: tuple[SlipLine, ...] = Field(min_length=1)
    if_needed: tuple[SlipLine, ...] = ()
    cap: str = ""
    replaces: str = ""
    extends: str = ""


class PackRow(Plain):
    """A paper on the list of a day without a line: whose by initials, never by name."""

    number: Line
    initials: Line
    starts: AwareDatetime
    services: Line
    place: str = ""
    extends: str = ""


class Pack(Letter):
    """The valid papers of a clinic's day, to be worked with by hand and told afterwards (Y33)."""

    template: ClassVar[str] = "pack"
    service: ClassVar[str] = "visit"

    day: date
    made_at: AwareDatetime
    rows: tuple[PackRow, ...] = ()


class Sheet(Letter):
    """The sealed sheet: numbers kept back for one day, to be read out when the call centre has no line (Y33)."""

    template: ClassVar[str] = "reserved"
    service: ClassVar[str] = "visit"

    day: date
    numbers: tuple[Line, ...] = Field(min_length=1)


class StatementLine(Plain):
    """A service that was done; `why` says what holds it back, or nothing."""

    day: date
    paper: str
    service: Line
    name: Line
    quantity: Annotated[int, Field(ge=1, le=999)]
    amount: Line
    why: str = ""


class Statement(Letter):
    """A clinic's month: what is paid, and what is held back and why."""

    template: ClassVar[str] = "statement"
    service: ClassVar[str] = "visit"

    clinic: Line
    month: date
    visits: int
    total: Line
    waiting: Line
    lines: tuple[StatementLine, ...] = ()


LETTERS: tuple[type[Letter], ...] = (
    Note, Link, Consent, Offer, RecordRequest, Opinion, Summary, Decline, PromisePage, Recall, Slip, Statement,
    Pack, Sheet,
)  # fmt: skip
