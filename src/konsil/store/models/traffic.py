"""Traffic: mutable, short-lived, never a source of truth; a fact cites what it needs of it (R13)."""

from django.db import models

from konsil.store.models.cases import Case
from konsil.store.models.fields import Public, Words


class Draft(models.Model):
    """Half a form, an opinion being written."""

    public = Public("f")
    party = models.TextField()
    account = models.TextField()
    case = models.ForeignKey(Case, models.PROTECT, null=True)
    kind = models.TextField()
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "draft"
        constraints = [
            models.UniqueConstraint(fields=["party", "account", "case", "kind"], name="draft_one", nulls_distinct=False)
        ]


class Attempt(models.Model):
    """One try to send one letter: committed before the sending, its result after."""

    public = Public("t")
    case = models.ForeignKey(Case, models.PROTECT, related_name="attempts")
    seq = models.IntegerField()  # the entry it follows from, and of its letters which, for which item
    number = models.IntegerField(default=0)
    item = Words()
    letter = models.TextField()
    to_role = models.TextField()
    to_party = models.TextField()
    channel = models.TextField()
    address = Words()
    language = Words()
    message_id = models.TextField()
    state = models.TextField(default="begun")  # begun, sent, bounced, failed, in-doubt, held, printed
    why = Words()
    tries = models.IntegerField(default=0)  # how often it was handed over, or tried to be
    text_hash = Words()  # of what was said (R28)
    document = Words()  # the paper that went with it, if any
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "attempt"
        constraints = [models.UniqueConstraint(fields=["message_id"], name="attempt_message")]
        indexes = [
            models.Index(fields=["case", "seq"], name="attempt_case"),
            models.Index(fields=["address"], condition=models.Q(state="bounced"), name="attempt_bounced"),
            models.Index(fields=["why"], condition=models.Q(state="held"), name="attempt_held"),
        ]


class Arrival(models.Model):
    """What came from someone not yet matched to a case: with its instant, an owner, and an age (R16b)."""

    public = Public("r")
    party = models.TextField()  # who has to look at it
    channel = models.TextField()
    arrived_at = models.DateTimeField()
    said = models.JSONField(default=dict)
    owner = Words()
    case = models.ForeignKey(Case, models.PROTECT, null=True)
    settled_at = models.DateTimeField(null=True)
    settled_as = Words()

    class Meta:
        db_table = "arrival"


class Proposal(models.Model):
    """A fact that waits for a second person (four eyes)."""

    public = Public("o")
    case = models.ForeignKey(Case, models.PROTECT)
    party = models.TextField()
    name = models.TextField()
    told = models.JSONField()
    override = models.JSONField(null=True)
    by = models.TextField()
    role = models.TextField()
    second = models.TextField()  # the role whose hand is needed
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = Words()
    settled_as = Words()  # recorded, declined

    class Meta:
        db_table = "proposal"


class Notice(models.Model):
    """Something over there changed: a line on the worklist and nothing else (R11, R26)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    party = models.TextField()
    key = models.TextField()
    about = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = Words()

    class Meta:
        db_table = "notice"


class ReadMark(models.Model):
    """How far an account has read a case."""

    account = models.TextField()
    party = models.TextField()
    case = models.ForeignKey(Case, models.PROTECT)
    seq = models.IntegerField()

    class Meta:
        db_table = "read_mark"
        constraints = [models.UniqueConstraint(fields=["account", "party", "case"], name="read_mark_one")]


class Answered(models.Model):
    """A key a party used, what it asked and what it was answered; kept thirty days (R29)."""

    party = models.TextField()
    key = models.TextField()
    request = models.BinaryField()
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "answered"
        constraints = [models.UniqueConstraint(fields=["party", "key"], name="key-reused")]
