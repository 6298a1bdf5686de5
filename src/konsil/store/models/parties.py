"""Parties: whoever can hold a role on a case (R7), an organisation or a person."""

from django.db import models

from konsil.store.models.fields import Words


class Party(models.Model):
    """`key` is the organisation's key or the person's public id: what facts name."""

    key = models.TextField(unique=True)
    kind = models.TextField(choices=[("organisation", "organisation"), ("person", "person")])

    class Meta:
        db_table = "party"


class Organisation(models.Model):
    """An insurer, an operator, a centre, a practice. Settings are typed where they are read."""

    party = models.OneToOneField(Party, models.PROTECT, to_field="key", primary_key=True)
    kind = models.TextField()  # payer, operator, centre, practice, courier
    name = models.TextField()
    country = Words()
    city = Words()
    phone = Words()
    email = Words()
    timezone = models.TextField(default="UTC")
    settings = models.JSONField(default=dict)
    closed_on = models.DateField(null=True)

    class Meta:
        db_table = "organisation"
