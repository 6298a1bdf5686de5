"""Clinics as visits are booked there: places, the people, rooms and devices of each, and when they are there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from konsil.store.models.fields import Dated, Public, Words
from konsil.store.models.parties import Organisation, Party


class Agreement(Dated):
    """A payer's visits may be booked at this clinic (O05)."""

    payer = models.ForeignKey(Organisation, models.PROTECT, related_name="clinics")
    clinic = models.ForeignKey(Organisation, models.PROTECT, related_name="agreements")
    number = Words()

    class Meta:
        db_table = "agreement"


class Location(Dated):
    """A place of a clinic. Its zone decides which local day a visit, and its paper, is of (O22)."""

    public = Public("l")
    clinic = models.ForeignKey(Organisation, models.PROTECT, related_name="locations")
    name = models.TextField()
    address = Words()
    city = Words()
    phone = Words()
    zone = models.TextField()

    class Meta:
        db_table = "location"


class Resource(Dated):
    """Whoever or whatever can be at one visit at a time: a practitioner, a room, a device."""

    public = Public("s")
    clinic = models.ForeignKey(Organisation, models.PROTECT)  # the location's: the policy compares its own row
    location = models.ForeignKey(Location, models.PROTECT, related_name="resources")
    kind = models.TextField()  # practitioner, room, device
    label = models.TextField()
    practitioner = models.ForeignKey(Party, models.PROTECT, to_field="key", null=True, related_name="+")
    languages = ArrayField(models.TextField(), default=list)  # that a practitioner speaks

    class Meta:
        db_table = "resource"


class Schedule(Dated):
    """The weekly hours of a resource, wall times of its place. One of a single day stands above holidays."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="schedules")
    hours = models.JSONField()  # {"mon-fri": ["08:00-12:00", "13:00-16:00"]}

    class Meta:
        db_table = "schedule"


class Absence(models.Model):
    """A resource is not there from one instant to another, whatever its schedule says."""

    public = Public("b")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="absences")
    kind = models.TextField()  # leave, outage, occupied
    reason = Words()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    told_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)  # told in error, or back sooner

    class Meta:
        db_table = "absence"
