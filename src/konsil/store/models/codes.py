"""Code systems: diagnoses by import, reasons by decision; both dated, both worded per language."""

from django.db import models

from konsil.store.models.fields import Dated


class Diagnosis(Dated):
    """A code of a classification of diseases; `texts` is language to wording."""

    system = models.TextField(default="icd-10")
    code = models.TextField()
    texts = models.JSONField(default=dict)

    class Meta:
        db_table = "diagnosis"
        constraints = [models.UniqueConstraint(fields=["system", "code", "from_on"], name="code-known-already")]


class CodedReason(Dated):
    """Why something was refused, closed or cancelled. Retired codes stay readable, not choosable (X17)."""

    system = models.TextField()  # closing, refusal-of-doctor …
    code = models.TextField()
    texts = models.JSONField(default=dict)

    class Meta:
        db_table = "coded_reason"
        constraints = [models.UniqueConstraint(fields=["system", "code", "from_on"], name="reason-known-already")]
