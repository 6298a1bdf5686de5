"""Medical records: each asked one is an item; complete when each came or was waived."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from konsil.core import items
from konsil.core.case import View
from konsil.core.fact import Document, Fact, Holder, Line, Money, Text
from konsil.core.programme import Terms as Base

Doctor = Annotated[str, Holder("doctor")]
Kind = Literal["histology", "imaging", "laboratory", "discharge", "operation", "summary", "medication", "other"]


class Terms(Base):
    """What the doctor is paid for retrieving a record, and by whom: never by the member (A08, A24)."""

    retrieval_fee: Money
    debtor: Literal["operator", "payer"] = "operator"


@dataclass(frozen=True, kw_only=True)
class Asked(Fact):
    """A record is asked of the treating doctor, by what it is (A21)."""

    name = "record.asked"
    category = "medical"
    opens = "record"
    binds = {"doctor": "doctor"}
    kind: Kind
    what: Line
    doctor: Doctor
    original: bool = False  # irreplaceable: it must come back


@dataclass(frozen=True, kw_only=True)
class RequestSent(Fact):
    """The list of what is asked was handed over to the doctor."""

    name = "record.request-sent"
    record: items.Record
    channel: Line
    message: Line


@dataclass(frozen=True, kw_only=True)
class Reminded(Fact):
    """The doctor was reminded."""

    name = "record.reminded"
    once = False
    record: items.Record
    channel: Line


@dataclass(frozen=True, kw_only=True)
class RefusedByDoctor(Fact):
    """The doctor will not, or not yet: each code offers another route (Y12)."""

    name = "record.refused"
    once = False
    record: items.Record
    code: Literal["stamp", "original-signature", "fee-first", "archive", "no-right", "away", "no-answer"]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RefusalMended(Fact):
    """What the doctor wanted was given, or another route was taken."""

    name = "record.refusal-mended"
    once = False
    record: items.Record
    route: Literal["wet-ink", "archive", "laboratory", "own-right", "paid", "waited"]


@dataclass(frozen=True, kw_only=True)
class PickedUp(Fact):
    """The operator's courier took it: carrier, number, contents; the doctor is paid from now (A23, A25)."""

    name = "record.picked-up"
    undone_by = ()
    record: items.Record
    carrier: Line
    tracking: Line
    contents: Text
    handed_by: Line


@dataclass(frozen=True, kw_only=True)
class CourierDelivered(Fact):
    """The courier handed it over: the end of the chain of custody."""

    name = "record.courier-delivered"
    record: items.Record
    taken_by: Line


@dataclass(frozen=True, kw_only=True)
class Received(Fact):
    """The record is here, as a document of the case."""

    name = "record.received"
    category = "medical"
    record: items.Record
    document: Document


@dataclass(frozen=True, kw_only=True)
class Unreadable(Fact):
    """It came, and cannot be used: it does not open, images are missing, or it is somebody else's (Y13)."""

    name = "record.unreadable"
    once = False
    record: items.Record
    why: Literal["does-not-open", "images-missing", "another-person", "illegible"]


@dataclass(frozen=True, kw_only=True)
class Waived(Fact):
    """It is not needed, or the doctor says that there is none; the gap is named."""

    name = "record.waived"
    record: items.Record
    why: Literal["not-needed", "does-not-exist"] = "not-needed"
    reason: Line


@dataclass(frozen=True, kw_only=True)
class RetrievalPaid(Fact):
    """The treating doctor was paid for retrieving, copying and gathering (A24)."""

    name = "retrieval.paid"
    category = "money"
    after_end = True
    undone_by = ()
    record: items.Record
    amount: Money
    reference: Line

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if self.amount.currency != case.terms(Terms).retrieval_fee.currency:
            yield "wrong-currency"


@dataclass(frozen=True, kw_only=True)
class Completed(Fact):
    """A named person declares the set complete, against the checklist: the ten days begin (A26)."""

    name = "records.completed"
    checked: Annotated[tuple[str, ...], Field(min_length=1)]  # the record items looked at
    translated: bool = True

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if set(self.checked) != set(case.items("record")):
            yield "checklist-differs"
        if not self.translated:
            yield "translation-missing"


@dataclass(frozen=True, kw_only=True)
class Incomplete(Fact):
    """The centre asks for more: the set was not complete after all (A26)."""

    name = "records.incomplete"
    once = False
    missing: Text


@dataclass(frozen=True, kw_only=True)
class Released(Fact):
    """The file may go to this centre: a decision, guarded by consent and choice (A14, A27)."""

    name = "records.released"
    to: Annotated[str, Holder("centre")]

    def refuse(self, case: View, known: object) -> Iterator[str]:
        chosen = {getattr(e.fact, "centre", "") for e in case.named.get("centre.chosen", ())}
        if self.to not in chosen:
            yield "consent-names-another"


@dataclass(frozen=True, kw_only=True)
class Disclosed(Fact):
    """The file went to the one who reviews it. It cannot be called back (A27)."""

    name = "records.disclosed"
    once = False
    sending = True
    undone_by = ()
    to: Annotated[str, Holder("centre")]
    documents: tuple[Document, ...]
    consent: Line  # on which consent
    message: Line = "portal"


@dataclass(frozen=True, kw_only=True)
class Acknowledged(Fact):
    """The centre opened every item and counted the images (Y11)."""

    name = "records.acknowledged"
    who: Line


@dataclass(frozen=True, kw_only=True)
class RecallSent(Fact):
    """After a withdrawal: the one who holds copies was asked to destroy or return them."""

    name = "recall.sent"
    once = False
    after_end = True
    to: Line
    channel: Line


@dataclass(frozen=True, kw_only=True)
class RecallConfirmed(Fact):
    """Who was asked says that every copy is destroyed or on its way back (Y10)."""

    name = "recall.confirmed"
    once = False
    after_end = True
    to: Line
    how: Literal["destroyed", "returned"]
    who: Line

    def refuse(self, case: View, known: object) -> Iterator[str]:
        if self.to not in {asked.to for asked in case.all(RecallSent)}:
            yield "not-recalled"


@dataclass(frozen=True)
class Payable:
    """A line somebody owes: derived from the facts, never typed. `owes` is a role of the programme."""

    owes: str
    to: str  # the doctor's party
    amount: Money
    record: str
    paid: bool


def payables(case: View) -> tuple[Payable, ...]:
    """What is owed for retrieving records: one line a picked-up record, owed to its doctor (A24)."""
    doctors = {e.items["record"]: e.fact.doctor for e in case.entries_of(Asked) if isinstance(e.fact, Asked)}
    paid = {fact.record for fact in case.all(RetrievalPaid)}
    terms = case.terms(Terms)
    return tuple(
        Payable(terms.debtor, doctors[up.record], terms.retrieval_fee, up.record, up.record in paid)
        for up in case.all(PickedUp)
        if up.record in doctors
    )
