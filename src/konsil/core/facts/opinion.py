"""The opinion is an item; each recipient's delivery is an item of the opinion.

A leading centre seldom logs in: the opinion *arrives* (`opinion.received`, the moment that counts), then its
content is *coded*, the coding is *confirmed*, a second person *checks* it, and only then is it released.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from konsil.core import items
from konsil.core.case import View
from konsil.core.fact import Channel, Document, Fact, Line, Text
from konsil.core.facts.consent import outgrown
from konsil.core.facts.request import QuestionsPut, QuestionsTranslated, TreatmentPlanned, told
from konsil.core.programme import Terms as Base


class Terms(Base):
    """Who receives it, and what it must hold."""

    recipients: Annotated[tuple[str, ...], Field(min_length=1)]
    reviewers: int = 1
    specialities: int = 1
    guidelines: bool = False  # must say whether the plan follows international guidelines


@dataclass(frozen=True)
class Signature:
    """A signature inside the letter, as it was found when it came in: the name in its certificate, and what holds."""

    name: str
    state: Literal["trusted", "unvouched", "altered"]


@dataclass(frozen=True)
class Letter:
    """What examining the letter found: its signatures, in their order; none where it holds none."""

    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Received(Fact):
    """The opinion is here, as a document. Receipt is the moment of arrival, not of coding (Y18)."""

    name = "opinion.received"
    evidence = Letter
    category = "medical"
    opens = "opinion"
    document: Document
    way: Literal["portal", "link", "email", "courier", "post"] = "portal"


@dataclass(frozen=True)
class Reviewer:
    """One member of the team that reviewed the file (A28)."""

    name: Line
    speciality: Line
    part: Line  # chair, pathologist, radiologist …


@dataclass(frozen=True)
class Verdict:
    """What the team says of one diagnosis or one item of the plan."""

    of: Line
    says: Literal["confirmed", "refined", "changed", "undetermined", "optimal", "adapt", "replace", "not-reviewed"]
    words: Text


@dataclass(frozen=True)
class Answer:
    """The answer to one of the member's questions, or that it cannot be answered from the file (Y19)."""

    question: Text
    words: Text
    answerable: bool = True


@dataclass(frozen=True, kw_only=True)
class Coded(Fact):
    """The content in fields: by the centre's expert, or by a coordinator from the letter (A28, A30)."""

    name = "opinion.coded"
    category = "medical"
    opinion: items.Opinion
    diagnosis: Annotated[tuple[Verdict, ...], Field(min_length=1)]
    plan: tuple[Verdict, ...]
    recommendations: Annotated[tuple[Text, ...], Field(min_length=1)]
    reviewers: Annotated[tuple[Reviewer, ...], Field(min_length=1)]
    answers: tuple[Answer, ...] = ()
    guideline: str = ""

    def refuse(self, case: View, known: object) -> Iterator[str]:
        terms, plan, request = case.terms(Terms), case.the(TreatmentPlanned), told(case)
        if len({one.name for one in self.reviewers}) < terms.reviewers:
            yield "too-few-reviewers"
        if len({one.speciality for one in self.reviewers}) < terms.specialities:
            yield "too-few-specialities"
        if request and not {request.diagnosis, request.diagnosis_words} & {one.of for one in self.diagnosis}:
            yield "diagnosis-not-reviewed"
        if set(plan.items if plan else ()) - {one.of for one in self.plan}:
            yield "plan-not-reviewed"
        if terms.guidelines and not self.guideline:
            yield "no-guideline"
        if set(questions(case)) - {one.question for one in self.answers}:
            yield "question-unanswered"


def questions(case: View) -> tuple[str, ...]:
    """The member's questions that stand."""
    put = case.the(QuestionsPut)
    return put.questions if put else ()


def asked(case: View) -> tuple[tuple[str, str], ...]:
    """The same, each with its translation for the experts, or empty where there is none."""
    own, translated = questions(case), case.the(QuestionsTranslated)
    return tuple(zip(own, translated.questions if translated else ("",) * len(own), strict=True))


@dataclass(frozen=True, kw_only=True)
class CodingConfirmed(Fact):
    """The centre or the medical officer confirms that the fields say what the letter says (Y18)."""

    name = "opinion.coding-confirmed"
    opinion: items.Opinion


@dataclass(frozen=True, kw_only=True)
class CodingReturned(Fact):
    """The coding does not say what the letter says: it is done again."""

    name = "opinion.coding-returned"
    once = False
    opinion: items.Opinion
    why: Text


@dataclass(frozen=True, kw_only=True)
class Checked(Fact):
    """A second person read it before it goes: person, side, diagnosis, questions, nobody else's data (Y19)."""

    name = "opinion.checked"
    opinion: items.Opinion
    right_person: bool
    right_side: bool
    right_diagnosis: bool
    every_question: bool
    nobody_else: bool

    def refuse(self, case: View, known: object) -> Iterator[str]:
        ticks = (
            self.right_person,
            self.right_side,
            self.right_diagnosis,
            self.every_question,
            self.nobody_else,
        )
        if not all(ticks):
            yield "not-all-ticked"


@dataclass(frozen=True, kw_only=True)
class Returned(Fact):
    """It must not go out like this: back to the centre, with the reason (wrong side, wrong person …)."""

    name = "opinion.returned"
    once = False
    opinion: items.Opinion
    why: Text


@dataclass(frozen=True, kw_only=True)
class Inconclusive(Fact):
    """The experts cannot conclude: the missing test is named. No refusal, and no trap (Y22)."""

    name = "opinion.inconclusive"
    category = "medical"
    missing: Text
    who_pays: Literal["operator", "member", "payer"] = "member"


@dataclass(frozen=True, kw_only=True)
class Planned(Fact):
    """Who gets it, and how: one delivery a recipient."""

    name = "delivery.planned"
    opens = "delivery"
    opinion: items.Opinion
    to: Line  # a role
    channel: Channel

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if self.to not in case.terms(Terms).recipients:
            yield "not-a-recipient"
        if any(plan.to == self.to for plan in case.all(Planned) if plan.opinion == self.opinion):
            yield "already-planned"


def unplanned(case: View, opinion: str) -> set[str]:
    """Recipients the programme names and nobody has planned for."""
    planned = {plan.to for plan in case.all(Planned) if plan.opinion == opinion}
    return set(case.terms(Terms).recipients) - planned


@dataclass(frozen=True, kw_only=True)
class CallOffered(Fact):
    """A contrary verdict is told by a person first: the call was offered, and what the member said (Y20)."""

    name = "call.offered"
    category = "personal"
    once = False
    opinion: items.Opinion
    answer: Literal["held", "later", "declined", "no-answer"]


@dataclass(frozen=True, kw_only=True)
class Released(Fact):
    """Checked and let go, for all recipients at once: a decision, no sending (R6)."""

    name = "opinion.released"
    opinion: items.Opinion

    @classmethod
    def waits_for(cls, case: View) -> Iterator[str]:
        if any(unplanned(case, one) for one in case.items("opinion")):
            yield Planned.name

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if unplanned(case, self.opinion):
            yield "recipients-missing"
        if outgrown(case):
            yield "no-own-consent"


@dataclass(frozen=True, kw_only=True)
class Held(Fact):
    """Undone within the ten seconds, or later for what has not gone out yet."""

    name = "opinion.held"
    once = False
    opinion: items.Opinion


@dataclass(frozen=True, kw_only=True)
class Delivered(Fact):
    """It was handed over to this recipient."""

    name = "opinion.delivered"
    undone_by = ("delivery.failed", "entry.struck")
    delivery: items.Delivery
    channel: Line
    message: Line  # message id, or the tracking number of what a person handed over


@dataclass(frozen=True, kw_only=True)
class Failed(Fact):
    """It did not reach the recipient: it counts as undelivered."""

    name = "delivery.failed"
    once = False
    sending = True
    delivery: items.Delivery
    why: Line


@dataclass(frozen=True, kw_only=True)
class Opened(Fact):
    """The recipient opened it: not the same as delivered (Y20)."""

    name = "opinion.opened"
    once = False
    after_end = True
    delivery: items.Delivery


@dataclass(frozen=True, kw_only=True)
class Waived(Fact):
    """The member waives this copy, in writing: that settles the step (Y22)."""

    name = "delivery.waived"
    delivery: items.Delivery
    document: Document


@dataclass(frozen=True, kw_only=True)
class HelpWaived(Fact):
    """Help that was offered and is not wanted, by a signed waiver: that settles the step (Y22)."""

    name = "help.waived"
    once = False
    after_end = True
    help: Literal["walkthrough", "interpreter", "follow-up"]
    document: Document

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if any(one.help == self.help for one in case.all(HelpWaived)):
            yield "already"


@dataclass(frozen=True, kw_only=True)
class DoctorAnswered(Fact):
    """The treating doctor takes the opinion on, or not: recorded either way (A31)."""

    name = "doctor.answered"
    once = False
    after_end = True
    delivery: items.Delivery
    accepts: bool
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Discussed(Fact):
    """The result was talked over with the member: how, with whom, and what was said (A34)."""

    name = "opinion.discussed"
    category = "personal"
    once = False
    after_end = True
    opinion: items.Opinion
    channel: Channel
    people: Annotated[tuple[Line, ...], Field(min_length=1)]
    summary: Text


@dataclass(frozen=True, kw_only=True)
class TalkAsked(Fact):
    """Member or doctor wants to talk it over: with the specialist, with the operator, or with both (A34, A35)."""

    name = "talk.asked"
    opens = "talk"
    once = False
    after_end = True
    opinion: items.Opinion
    by_whom: Literal["member", "doctor"]
    about: Text
    with_whom: Literal["specialist", "operator", "own-doctor"] = "specialist"
    channel: Channel = "phone"
    best_time: str = ""  # in the asker's own words


@dataclass(frozen=True, kw_only=True)
class TalkArranged(Fact):
    """It has a time, a way, and somebody who will be there."""

    name = "talk.arranged"
    once = False
    after_end = True
    talk: items.Talk
    when: datetime
    channel: Channel
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class TalkHeld(Fact):
    """It took place; the minutes are kept."""

    name = "talk.held"
    category = "medical"
    after_end = True
    talk: items.Talk
    minutes: Text


@dataclass(frozen=True, kw_only=True)
class Added(Fact):
    """What the specialist answered, appended to the opinion; it never changes a verdict (A35)."""

    name = "opinion.added-to"
    category = "medical"
    once = False
    after_end = True
    opinion: items.Opinion
    words: Text


CONTRARY = frozenset(("changed", "adapt", "replace"))


def contrary(case: View) -> bool:
    """Whether the latest coding contradicts the diagnosis or the plan: then a person calls first."""
    coded = case.the(Coded)
    return bool(coded) and any(one.says in CONTRARY for one in (*coded.diagnosis, *coded.plan))  # type: ignore[union-attr]
