"""Fourteen months of closed cases, made from a seed: what stands behind the demo's twelve open ones.

Each case is a journey of steps that the core judges like any other, so a history that breaks a rule does not
load. Nothing is said here about how many promises were kept: that is counted from the facts, as it would be in
a real year. Most cases keep every promise; some are late by somebody's doing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from konsil.core.journey import Journey, Step
from konsil.core.worktime import Calendar, Span

MONTHS: tuple[tuple[int, int, int], ...] = (  # year, month, cases asked
    (2025, 9, 26), (2025, 10, 28), (2025, 11, 22), (2025, 12, 30), (2026, 1, 31), (2026, 2, 32), (2026, 3, 27),
    (2026, 4, 29), (2026, 5, 31), (2026, 6, 30), (2026, 7, 28), (2026, 8, 33), (2026, 9, 35), (2026, 10, 38),
)  # fmt: skip
SEED = 24
LAST_DAY = {(2026, 10): 27}  # the last ones of the last month must have been delivered by the demo's morning
PUBLISHED = date(2025, 6, 1)
SOURCE = "Invented List of Leading Centres"
LATE = {"consent": 0.01, "centres": 0.012, "paid": 0.04, "opinion": 0.02, "delivery": 0.008}
REVIEW_DAYS = ((4, 6), (5, 15), (6, 21), (7, 22), (8, 20), (9, 10), (10, 4))  # working days, weight
COORDINATORS = ("arta", "besa", "ilir")
DOCTORS = ("dr-kodra", "dr-meta", "dr-rexha", "dr-vata")
TICKS = ("right_person", "right_side", "right_diagnosis", "every_question", "nobody_else")
CENTRES = ("nordhaven", "clairval", "st-brigid", "kaltenbrunn", "belvale")


@dataclass(frozen=True)
class Illness:
    """What a case can be about: code, words, the plan, and the question a member would ask."""

    code: str
    words: str
    plan: str
    question: str


ILLNESSES = (
    Illness("C50.4", "Invasive ductal carcinoma of the breast", "Mastectomy", "Can the breast be kept?"),
    Illness("C61", "Carcinoma of the prostate", "Radical prostatectomy", "Is it right to wait and watch?"),
    Illness("C18.7", "Carcinoma of the sigmoid colon", "Sigmoid resection", "Will I need a stoma?"),
    Illness("C34.1", "Carcinoma of the upper lobe of the lung", "Lobectomy", "Is surgery better than radiation?"),
    Illness("C73", "Papillary carcinoma of the thyroid", "Total thyroidectomy", "Can half of it stay?"),
    Illness("I25.1", "Coronary heart disease of two vessels", "Bypass surgery", "Would a stent do?"),
    Illness("G35", "Multiple sclerosis, relapsing", "Interferon", "Is there a better medicine?"),
    Illness("D32.0", "Meningioma", "Craniotomy", "Must it be operated on now?"),
    Illness("M48.0", "Spinal stenosis", "Laminectomy", "Can I do without surgery?"),
    Illness("K50.1", "Crohn's disease of the colon", "Colectomy", "Have all medicines been tried?"),
)


@dataclass
class Clock:
    """The case's own time: it goes forward in working time, on the operator's calendar."""

    calendar: Calendar
    random: Random
    at: datetime = field(default_factory=lambda: datetime.min)

    def after(self, amount: int, unit: str = "minute") -> datetime:
        """So much working time later."""
        found = self.calendar.add(self.at, Span(amount, unit, True))  # type: ignore[arg-type]
        assert found is not None
        self.at = found if unit == "minute" else self.within(found - timedelta(days=1))
        return self.at

    def some(self, least: int, most: int) -> datetime:
        """Between so many working minutes later."""
        return self.after(self.random.randint(least, most))

    def within(self, day: datetime) -> datetime:
        """Some working minute of the day, or of the next working day."""
        opens = self.calendar.next_opening(
            datetime.combine(day.astimezone(self.calendar.zone), time(), self.calendar.zone)
        )
        return opens + timedelta(minutes=self.random.randint(5, 440))


def history(calendar: Calendar, people: Iterator[str], seed: int = SEED) -> Iterator[Journey]:
    """The closed cases, oldest first; `people` gives the members' public ids. The same seed, the same cases."""
    random = Random(seed)
    number = 0
    for year, month, count in MONTHS:
        days = LAST_DAY.get((year, month), 28)
        for day in sorted(random.randint(1, days) for _ in range(count)):
            number += 1
            clock = Clock(calendar, random)
            clock.at = clock.within(datetime.combine(date(year, month, day), time(), calendar.zone))
            steps = tuple(_Course(clock, next(people), random).steps())
            yield Journey(name=f"closed {number}", steps=list(steps))


class _Course:
    """One case, told step by step."""

    def __init__(self, clock: Clock, member: str, random: Random) -> None:
        self.clock, self.member, self.random = clock, member, random
        self.illness = random.choice(ILLNESSES)
        self.owner = f"coordinator:mediguide/{random.choice(COORDINATORS)}"
        self.doctor = random.choice(DOCTORS)
        self.offered = random.sample(CENTRES, 3)
        self.owed = False
        self.late = {what for what, chance in LATE.items() if random.random() < chance}

    def steps(self) -> Iterator[Step]:
        """From the request to its end: one in twelve is declined, one in twenty withdrawn."""
        fate = self.random.random()
        yield self.request(seen_lately=fate >= 0.08)
        self.clock.some(10, 240)
        if fate < 0.08:
            yield self.step("request.declined", findings=("not-seen-lately",))
            return
        yield self.step("request.accepted")
        yield from self.consent_and_centres()
        if fate < 0.13:
            self.clock.some(300, 2000)
            yield self.step("request.withdrawn", why="")
            yield self.step("case.closed", reason="withdrawn")
            return
        yield from self.choice()
        yield from self.records()
        yield from self.opinion()

    def step(self, name: str, by: str = "", /, known: dict[str, Any] | None = None, **told: Any) -> Step:
        return Step(at=self.clock.at, who=by or self.owner, fact=name, told=told, known=known or {})

    def request(self, seen_lately: bool) -> Step:
        day = self.clock.at.date()
        seen = day - timedelta(days=self.random.randint(4, 60) if seen_lately else self.random.randint(372, 500))
        return self.step(
            "request.received", known={"in_force": True, "package": "individual"}, member=self.member, channel="phone",
            diagnosis=self.illness.code, diagnosis_words=self.illness.words, diagnosed_by="Dr Shembull",
            diagnosed_on=seen, last_seen=seen, last_seen_by="Dr Shembull",
        )  # fmt: skip

    def consent_and_centres(self) -> Iterator[Step]:
        yield self.step("treatment.planned", items=(self.illness.plan,))
        yield self.step("questions.put", questions=(self.illness.question,))
        begun = self.clock.at
        self.clock.some(*((650, 900) if "consent" in self.late else (15, 420)))
        form = {"form": "AL", "version": "1", "language": "sq", "text_hash": "0f"}
        yield self.step("consent.released", known=form, covers=("request-to-doctor", "records-to-centre"))
        yield self.sent("consent.sent", consent="consent-1")
        self.clock.at = max(begun, self.clock.at)
        for number, centre in enumerate(self.offered, 1):
            yield self.asked(centre)
            yield self.sent("enquiry.sent", enquiry=f"enquiry-{number}")
        for number in (1, 2, 3):
            self.clock.some(20, 150)
            yield self.confirmed(number)
        self.clock.some(*((1500, 1900) if "centres" in self.late else (15, 200)))
        ranks = {c: {"rank": n, "source": SOURCE, "published": PUBLISHED} for n, c in enumerate(self.offered, 1)}
        yield self.step("centre.offered", known={"ranks": ranks}, centres=tuple(self.offered))
        yield self.sent("offer.sent")

    def asked(self, centre: str) -> Step:
        wanted = self.clock.at.date() + timedelta(days=30)
        return self.step(
            "centre.asked", centre=centre, disease=self.illness.code, age_band="50-54", languages=("sq", "en"),
            wanted_by=wanted,
        )  # fmt: skip

    def confirmed(self, number: int) -> Step:
        until, start = self.clock.at + timedelta(days=12), self.clock.at.date() + timedelta(days=2)
        return self.step(
            "centre.confirmed", enquiry=f"enquiry-{number}", until=until, can_start=start, who="Desk Sample"
        )

    def sent(self, name: str, **told: Any) -> Step:
        self.clock.at += timedelta(seconds=12)
        return self.step(
            name, "konsil:konsil", channel="email", message=f"<{self.random.getrandbits(64):x}@konsil.example>", **told
        )

    def choice(self) -> Iterator[Step]:
        self.centre = self.random.choice(self.offered)
        self.clock.some(60, 1500)
        yield self.step("centre.chosen", f"member:{self.member}", centre=self.centre, channel="portal")
        self.clock.some(5, 400)
        yield self.step(
            "consent.signed", f"member:{self.member}", consent="consent-1", way="code", document="d_consent"
        )
        self.clock.some(20, 200)
        yield self.step("centre.accepted", f"centre:{self.centre}/desk", who="Desk Sample", no_stake=True)

    def records(self) -> Iterator[Step]:
        self.clock.some(15, 200)
        yield self.step("record.asked", kind="summary", what="The file of the treating doctor", doctor=self.doctor)
        yield self.sent("record.request-sent", record="record-1")
        courier = self.random.random() < 0.35
        self.clock.after(self.random.randint(1, 6), "day")
        if courier:
            yield self.step(
                "record.picked-up", record="record-1", carrier="DHL", contents="The file in paper",
                handed_by="The doctor's office", tracking=f"JD{self.random.randint(10**9, 10**10)}",
            )  # fmt: skip
            self.clock.after(1, "day")
        yield self.step("record.received", record="record-1", document="d_record")
        if courier:
            yield from self.paid()
        self.clock.some(20, 200)
        yield self.step("records.completed", checked=("record-1",))
        self.clock.some(2, 30)
        yield self.step("records.released", to=self.centre)
        self.clock.at += timedelta(seconds=12)
        yield self.step(
            "records.disclosed", "konsil:konsil", to=self.centre, documents=("d_record",), consent="consent-1"
        )

    def paid(self) -> Iterator[Step]:
        """The doctor is paid when the file has come; a late payment follows at the very end."""
        self.owed = "paid" in self.late
        if not self.owed:
            self.clock.some(30, 240)
            yield self.retrieval()

    def retrieval(self) -> Step:
        amount = {"amount": "4000.00", "currency": "ALL"}
        return self.step(
            "retrieval.paid", "finance:mediguide/ilda", record="record-1", amount=amount, reference="ALB-PAID"
        )

    def opinion(self) -> Iterator[Step]:
        days = self.random.choices([d for d, _ in REVIEW_DAYS], [w for _, w in REVIEW_DAYS])[0]
        self.clock.after(12 if "opinion" in self.late else days, "day")
        self.clock.at = self.early(self.clock.at)
        yield self.step("opinion.received", document="d_opinion", way="email")
        self.clock.some(15, 80)
        yield self.coded()
        self.clock.some(5, 30)
        yield self.step("opinion.coding-confirmed", "medical-officer:mediguide/marku", opinion="opinion-1")
        ticks: dict[str, Any] = dict.fromkeys(TICKS, True)
        yield self.step("opinion.checked", "medical-officer:mediguide/marku", opinion="opinion-1", **ticks)
        for to, channel in (("member", "portal"), ("doctor", "email")):
            yield self.step("delivery.planned", opinion="opinion-1", to=to, channel=channel)
        self.clock.some(*((800, 1100) if "delivery" in self.late else (5, 60)))
        yield self.step("opinion.released", opinion="opinion-1")
        for delivery in ("delivery-1", "delivery-2"):
            yield self.sent("opinion.delivered", delivery=delivery)
        if self.owed:
            self.clock.some(60, 900)
            yield self.retrieval()

    def early(self, at: datetime) -> datetime:
        """Opinions arrive in the morning, so that the day's promise can still be kept."""
        opens = self.clock.calendar.next_opening(datetime.combine(at.date(), time(), self.clock.calendar.zone))
        return opens + timedelta(minutes=self.random.randint(5, 150))

    def coded(self) -> Step:
        diagnosis = self.random.choices(("confirmed", "refined", "changed"), (78, 15, 7))[0]
        plan = self.random.choices(("optimal", "adapt", "replace"), (66, 24, 10))[0]
        return self.step(
            "opinion.coded", opinion="opinion-1",
            diagnosis=({"of": self.illness.code, "says": diagnosis, "words": self.illness.words},),
            plan=({"of": self.illness.plan, "says": plan, "words": "As the board found."},),
            recommendations=("As set out in the letter.",),
            reviewers=(
                {"name": "Prof. Specimen", "speciality": "oncology", "part": "chair"},
                {"name": "Dr Exempel", "speciality": "radiology", "part": "images"},
            ),
            answers=({"question": self.illness.question, "words": "Answered in the letter."},),
        )  # fmt: skip
