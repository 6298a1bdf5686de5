"""Codes: diagnoses by import, reasons by decision; retired ones stay readable and cannot be chosen (X17)."""

from collections.abc import Iterable, Mapping
from datetime import date

from konsil.core.case import Actor
from konsil.store.models import CodedReason, Diagnosis
from konsil.store.queries.reading import reading
from konsil.store.refusals import NotThere, in_words


def add_reason(actor: Actor, system: str, code: str, texts: Mapping[str, str], from_on: date) -> None:
    """A reason that may be chosen from a day on."""
    with in_words(), reading(actor):
        CodedReason.objects.create(system=system, code=code, texts=dict(texts), from_on=from_on)


def retire_reason(actor: Actor, system: str, code: str, last: date) -> None:
    """The last day on which it may be chosen."""
    with reading(actor):
        if not CodedReason.objects.filter(system=system, code=code, until_on=None).update(until_on=last):
            raise NotThere("not-there")


def add_diagnoses(
    actor: Actor, found: Iterable[tuple[str, Mapping[str, str]]], from_on: date, system: str = "icd-10"
) -> int:
    """Codes with their wordings, by the thousand; those that are there already stay. How many were given."""
    rows = [Diagnosis(system=system, code=code, texts=dict(texts), from_on=from_on) for code, texts in found]
    with reading(actor):
        Diagnosis.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)
