"""Cases and the facts recorded on them: append-only, chained, their bodies apart (R23, R24)."""

from django.db import models

from konsil.store.models.fields import Words


class Case(models.Model):
    """A case: its programme, its person, and the head of its chain. Whatever else it is, is derived."""

    public = models.TextField(unique=True)
    number = models.TextField()
    number_key = models.TextField()
    programme = models.ForeignKey("store.ProgrammeVersion", models.PROTECT)
    person = models.ForeignKey("store.Person", models.PROTECT, related_name="cases")
    population = models.ForeignKey("store.Population", models.PROTECT)
    policy = models.ForeignKey("store.Policy", models.PROTECT, null=True)
    payer = models.TextField()
    opened_at = models.DateTimeField()
    last_seq = models.IntegerField(default=0)
    last_recorded = models.DateTimeField(null=True)
    head = models.BinaryField()
    ended = Words()  # the end reached, if any; derived
    owner = Words()  # the account that looks after it
    origin = Words()  # 'seed' where recorded times were given (R20)

    class Meta:
        db_table = "cases"  # `case` is a word of SQL
        constraints = [models.UniqueConstraint(fields=["number_key"], name="number-taken")]
        indexes = [models.Index(fields=["person"], name="cases_person")]


class CaseLink(models.Model):
    """One case rests on another: a projection of what facts say (R11)."""

    from_case = models.ForeignKey(Case, models.PROTECT, related_name="links")
    to_case = models.ForeignKey(Case, models.PROTECT, related_name="linked_by")
    kind = models.TextField()

    class Meta:
        db_table = "case_link"


class Fact(models.Model):
    """One entry without its content. `hash` chains it to the one before."""

    pk = models.CompositePrimaryKey("case_id", "seq")
    case = models.ForeignKey(Case, models.PROTECT, related_name="facts", db_index=False)
    seq = models.IntegerField()
    name = models.TextField()
    version = models.IntegerField()
    category = models.TextField()
    at = models.DateTimeField()
    recorded = models.DateTimeField()
    account = models.TextField()
    role = models.TextField()
    party = models.TextField()
    digest = models.BinaryField()
    hash = models.BinaryField()
    origin = Words()

    class Meta:
        db_table = "fact"


class FactBody(models.Model):
    """The canonical text that was hashed, with its salt: all that erasure takes away."""

    pk = models.CompositePrimaryKey("case_id", "seq")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False)
    seq = models.IntegerField()
    category = models.TextField()  # as the fact's: the policy compares its own row
    salt = models.BinaryField()
    body = models.TextField()

    class Meta:
        db_table = "fact_body"
