"""People, inside a population: uniqueness, search and merging never reach across it (R25)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from konsil.store.models.fields import Dated, Public, Words
from konsil.store.models.parties import Organisation


class Population(models.Model):
    """An insurer's members, a country's register. `keeper` is the organisation whose people they are."""

    key = models.TextField(unique=True)
    keeper = models.ForeignKey(Organisation, models.PROTECT)
    country = models.TextField()

    class Meta:
        db_table = "population"


class PopulationReader(models.Model):
    """An organisation, beside the keeper, that may see these people: the operator of their programme."""

    population = models.ForeignKey(Population, models.PROTECT, related_name="readers")
    party = models.TextField()

    class Meta:
        db_table = "population_reader"
        constraints = [models.UniqueConstraint(fields=["population", "party"], name="population_reader_one")]


class Household(models.Model):
    """Who lives under one roof, as far as the insurer says."""

    public = Public("h")
    population = models.ForeignKey(Population, models.PROTECT)

    class Meta:
        db_table = "household"


class Person(models.Model):
    """A person. The national number is ciphertext, found by its keyed hash; names stay clear."""

    public = Public("p")
    population = models.ForeignKey(Population, models.PROTECT)
    household = models.ForeignKey(Household, models.PROTECT, null=True)
    given = models.TextField()
    family = models.TextField()
    called = Words()  # what to call her
    born_on = models.DateField()
    sex = Words()  # female, male, other, or not told
    language = models.TextField(default="sq")  # BCP 47
    interpreter = Words()  # a spoken language the letters do not have
    contact_by = Words()  # phone, email, sms, post
    best_hour = Words()
    needs = ArrayField(models.TextField(), default=list)  # large-print, no-email, read-aloud …
    may_be_told = models.JSONField(default=list)  # [{"name", "relation", "what"}]: who, and what of it
    country = Words()  # of the national number
    number_sealed = models.BinaryField(null=True)
    number_mac = models.BinaryField(null=True)
    dead_on = models.DateField(null=True)
    merged = models.BooleanField(default=False)

    class Meta:
        db_table = "person"
        constraints = [
            models.UniqueConstraint(
                fields=["population", "number_mac"],
                condition=models.Q(merged=False, number_mac__isnull=False),
                name="number-known-already",
            )
        ]


class PersonToken(models.Model):
    """A beginning or a sound of a name, or a phone number. Derived, hence without foreign keys; compared by
    equality only."""

    pk = models.CompositePrimaryKey("population_id", "token", "person_id")
    population = models.ForeignKey(Population, models.PROTECT, db_index=False, db_constraint=False)
    token = models.BinaryField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens", db_constraint=False)

    class Meta:
        db_table = "person_token"


class PersonAlias(models.Model):
    """A merge: facts keep the id they were born with, the alias leads to the one that was kept."""

    old = models.ForeignKey(Person, models.PROTECT, related_name="kept_as")
    kept = models.ForeignKey(Person, models.PROTECT, related_name="also")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "person_alias"
        constraints = [
            models.UniqueConstraint(fields=["old"], condition=models.Q(until_at=None), name="merged-already")
        ]


class ContactPoint(Dated):
    """A number or an address, and whether it is known to reach the person (Y02)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="contacts")
    system = models.TextField()  # phone, email, post
    value = models.TextField()
    whose = Words()  # empty: her own; else "daughter" …
    state = models.TextField(default="told")  # told, confirmed, dead
    state_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contact_point"
