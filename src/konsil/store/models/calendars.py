"""Calendars and their revisions: immutable, known from an instant (clocks, 5.1)."""

from django.db import models

from konsil.store.models.fields import Words


class CalendarRevision(models.Model):
    """What is known of a calendar from `known_from`: dates off with their source, special days."""

    calendar = models.TextField()  # a country, or the key of a party's own
    holidays = models.JSONField(default=dict)  # date -> {"names": {language: name}, "source", "estimated"}
    special_days = models.JSONField(default=dict)  # date -> {"hours": ["09:00-12:00"], "reason", "source"}
    known_from = models.DateTimeField()
    reviewed_by = Words()

    class Meta:
        db_table = "calendar_revision"
        constraints = [models.UniqueConstraint(fields=["calendar", "known_from"], name="revision-known-already")]
