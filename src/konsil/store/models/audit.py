"""Who changed a register, who read medical data, and what kind of instance this is."""

from django.db import models

from konsil.store.models.fields import Words


class Instance(models.Model):
    """The one row that says what this system is, and, for a demo only, the instant its clock stands at."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    kind = models.TextField(default="production")  # production, demo, rehearsal, restored
    stands_at = models.DateTimeField(null=True)
    sends = models.BooleanField(default=True)  # a restored copy starts held (Y40)

    class Meta:
        db_table = "instance"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="instance_one"),
            models.CheckConstraint(
                condition=models.Q(kind="demo") | models.Q(stands_at=None), name="only-demo-may-stand"
            ),
        ]


class RegisterAudit(models.Model):
    """A change of a register row, written by its trigger: who, old, new (X08)."""

    at = models.DateTimeField()
    account = Words()
    party = Words()
    table = models.TextField(db_column="of_table")
    key = models.TextField()
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        db_table = "register_audit"
        indexes = [models.Index(fields=["table", "key", "at"], name="register_audit_key")]


class ReadAudit(models.Model):
    """One look at medical data, written with the read itself (X09). Partitioned by month: see sql/audit.sql."""

    at = models.DateTimeField()
    account = models.TextField()
    role = Words()
    party = models.TextField()
    case = models.BigIntegerField(null=True)
    person = models.BigIntegerField()
    what = models.TextField()
    reason = Words()

    class Meta:
        db_table = "read_audit"
        managed = False
