"""Services: what they are, where they are done, whether a payer takes them over, and what they cost."""

from django.db import models

from konsil.store.models.clinics import Location, Resource
from konsil.store.models.fields import Dated, Words
from konsil.store.models.parties import Organisation


class Service(Dated):
    """A code of what is done at a visit; `texts` is language to wording. A code's texts may change by date."""

    code = models.TextField()
    texts = models.JSONField(default=dict)
    minutes = models.IntegerField()  # what one of it usually takes

    class Meta:
        db_table = "service"
        constraints = [models.UniqueConstraint(fields=["code", "from_on"], name="service-known-already")]


class Offer(Dated):
    """One way of doing a service at a place: with these people, rooms and devices, all at once (O05)."""

    location = models.ForeignKey(Location, models.PROTECT, related_name="offers")
    service = models.TextField()
    minutes = models.IntegerField(null=True)  # where it differs from what is usual
    resources = models.ManyToManyField(Resource, db_table="offer_resource")

    class Meta:
        db_table = "offer"
        indexes = [models.Index(fields=["service", "location"], name="offer_service")]


class Coverage(Dated):
    """Whether a payer's programme takes a service over, for a package or all, and whether it wants a paper (X39)."""

    payer = models.ForeignKey(Organisation, models.PROTECT)
    programme = models.TextField()
    package = Words()  # empty: whatever the package
    service = models.TextField()
    covered = models.BooleanField(default=True)
    authorise = models.BooleanField(default=True)
    cap = models.DecimalField(max_digits=14, decimal_places=2, null=True)  # on what one visit may cost
    currency = Words()

    class Meta:
        db_table = "coverage"


class Tariff(Dated):
    """What a payer pays a clinic for one service, on the days from `from_on` (X38)."""

    payer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    clinic = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    service = models.TextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.TextField()

    class Meta:
        db_table = "tariff"
