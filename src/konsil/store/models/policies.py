"""Who is covered, from when to when, and who may act for whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from konsil.store.models.fields import Dated, Public, Words
from konsil.store.models.parties import Organisation
from konsil.store.models.people import Person


class Policy(Dated):
    """A contract of a payer: for one person or for a family (A01)."""

    public = Public("y")
    number = models.TextField()
    payer = models.ForeignKey(Organisation, models.PROTECT)
    programme = models.TextField()  # the key of the programme it gives a right to
    kind = models.TextField(choices=[("individual", "individual"), ("family", "family")])
    package = Words()  # what was bought, where a payer sells several
    holder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="policies")

    class Meta:
        db_table = "policy"
        constraints = [models.UniqueConstraint(fields=["payer", "number"], name="policy-known-already")]


class Cover(Dated):
    """One person under a policy: the membership, its number and its card."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="covers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="covers")
    number = models.TextField()
    card = Words()
    relation = models.TextField(default="self")  # self, spouse, child …
    ended_because = Words()

    class Meta:
        db_table = "cover"
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "person"], condition=models.Q(until_on=None), name="covered-already"
            )
        ]
        indexes = [
            models.Index(fields=["card"], name="cover_card"),
            models.Index(fields=["person"], name="cover_person"),
            models.Index(fields=["number"], name="cover_number"),
        ]


class Authority(Dated):
    """One person may act for another: relation, scope, from and until, and the proof (X31, Y03)."""

    public = Public("u")
    person = models.ForeignKey(Person, models.PROTECT, related_name="represented_by")
    proxy = models.ForeignKey(Person, models.PROTECT, related_name="represents")
    relation = models.TextField()  # parent, guardian, by-power-of-attorney …
    scope = ArrayField(models.TextField())  # categories of facts
    proof = models.TextField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "authority"
