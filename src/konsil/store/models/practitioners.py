"""Doctors: those who treat, those who review."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from konsil.store.models.fields import Dated, Words
from konsil.store.models.parties import Organisation, Party


class Practitioner(Dated):
    """A doctor, known by the key of the party that facts name."""

    party = models.OneToOneField(Party, models.PROTECT, to_field="key", primary_key=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    name = models.TextField()
    specialities = ArrayField(models.TextField(), default=list)
    language = models.TextField(default="en")
    country = Words()
    city = Words()
    phone = Words()
    email = Words()
    account = Words()  # where the fee for gathering records is paid (Y12)

    class Meta:
        db_table = "practitioner"
