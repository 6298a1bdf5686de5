"""What a treating doctor's page draws: what is asked of them, what becomes of it, and what it is paid."""

from dataclasses import dataclass
from datetime import date, timedelta

from konsil.core.case import Entry, View
from konsil.core.facts import opinion, records
from konsil.web.case.words import money
from konsil.web.member.standing import Standing


@dataclass(frozen=True)
class Asked:
    """One record asked of this doctor. `state` is missing, said (not to be had so far), carried, here or waived."""

    item: str
    what: str
    kind: str
    original: bool
    state: str
    said: str
    carrier: str


@dataclass(frozen=True)
class Fee:
    """What is paid for a record that was picked up: how much, by when, and whether it has been."""

    what: str
    amount: str
    due: date | None
    paid: bool


def asked(standing: Standing) -> tuple[Asked, ...]:
    """The records asked of this very doctor, in the order they were asked."""
    entries = standing.view.entries_of(records.Asked)
    return tuple(_asked(standing, one, one.fact) for one in entries
                 if isinstance(one.fact, records.Asked) and one.fact.doctor == standing.actor.party)  # fmt: skip


def _asked(standing: Standing, entry: Entry, fact: records.Asked) -> Asked:
    about = standing.view.about({"record": entry.items["record"]})
    refused, carried = about.the(records.RefusedByDoctor), about.the(records.PickedUp)
    said = standing.said
    why = said.say(f"choice.record.refused.code.{refused.code}", f"choice.code.{refused.code}") if refused else ""
    told = ": ".join(filter(None, (why, refused.note if refused else "")))
    waived = about.the(records.Waived)
    return Asked(
        entry.items["record"], fact.what, said.say(f"choice.record.asked.kind.{fact.kind}", f"choice.kind.{fact.kind}"),
        fact.original, _state(about), said.say(f"choice.record.waived.why.{waived.why}") if waived else told,
        carried.carrier if carried else "",
    )  # fmt: skip


def _state(about: View) -> str:
    for name, state in (("record.received", "here"), ("record.waived", "waived"), ("record.picked-up", "carried"),
                        ("record.refused", "said")):  # fmt: skip
        if about.has(name):
            return state
    return "missing"


def fees(standing: Standing) -> tuple[Fee, ...]:
    """What is owed to this doctor: a line a record the courier took (A24)."""
    known = {one.item: one for one in asked(standing)}
    return tuple(
        Fee(known[one.record].what, money(one.amount.amount, one.amount.currency), _due(standing, one.record), one.paid)
        for one in records.payables(standing.view)
        if one.record in known
    )


def _due(standing: Standing, record: str) -> date | None:
    """The last day on which the payment is in time."""
    due = next((one.cycle.due for one in standing.seen.promises
                if one.key == "doctor-paid" and one.item == record and one.cycle.due), None)  # fmt: skip
    return standing.day(due - timedelta(microseconds=1)) if due else None


def fee(standing: Standing) -> str:
    """What is paid for a record, before any has been fetched."""
    amount = standing.view.terms(records.Terms).retrieval_fee
    return money(amount.amount, amount.currency)


def answer(standing: Standing) -> opinion.DoctorAnswered | None:
    """What this doctor said of the opinion."""
    return standing.view.the(opinion.DoctorAnswered)


REASONS = ("stamp", "original-signature", "fee-first", "no-right", "away")  # what a doctor may want, or not want
