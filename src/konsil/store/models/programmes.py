"""Programmes as they were installed: every file's text, found by its hash (R15, R27)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from konsil.store.models.fields import Words


class ProgrammeVersion(models.Model):
    """One dated version. `files` is path to text, `pathways` the graph it extends."""

    hash = models.TextField(unique=True)
    key = models.TextField()
    since = models.DateField()
    files = models.JSONField()
    pathways = models.JSONField(default=dict)
    payer = models.TextField()  # these four are read from the files, for SQL to see
    operator = models.TextField()
    zone = models.TextField()
    languages = ArrayField(models.TextField())
    corrects = models.DateField(null=True)
    checked = Words()  # what the proof said
    installed_at = models.DateTimeField()
    installed_by = Words()

    class Meta:
        db_table = "programme_version"
        indexes = [models.Index(fields=["key", "-since", "-installed_at"], name="programme_version_newest")]
