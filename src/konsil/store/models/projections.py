"""What is derived from facts and kept for finding: written with the fact, rebuilt at will."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from konsil.store.models.cases import Case
from konsil.store.models.fields import Words


class CaseParty(models.Model):
    """A party holds a role on a case and may read these categories. Closing the row cuts access (R7)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties", db_index=False)
    party = models.TextField()
    role = models.TextField()
    scope = ArrayField(models.TextField())
    origin = models.TextField(default="facts")  # facts, authority, break-glass
    why = Words()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_party"
        indexes = [
            models.Index(fields=["case", "party"], name="case_party_case"),
            models.Index(fields=["party", "case"], name="case_party_party"),
        ]


class PromiseCycle(models.Model):
    """One cycle of a promise for one item (R8), as it stood after the last fact."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="cycles", db_index=False)
    promise = models.TextField()
    item = models.TextField()  # "delivery-1", or empty
    number = models.IntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    exclusive = models.BooleanField(default=False)  # due "by the end of the day before"
    state = models.TextField()  # running, paused, met, cancelled
    met_at = models.DateTimeField(null=True)
    owes = models.TextField()
    to_role = models.TextField()
    soft = models.BooleanField(default=False)
    provisional = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True)
    next_mark = Words()
    shares = models.JSONField(default=dict)  # met or late: holder -> working minutes, where the days went

    class Meta:
        db_table = "promise_cycle"
        constraints = [
            models.UniqueConstraint(fields=["case", "promise", "item", "number"], name="cycle-known-already")
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="promise_cycle_next")
        ]


class PromiseMark(models.Model):
    """That a cycle passed 50 %, 80 %, its due instant, or was withdrawn: written exactly once."""

    case = models.ForeignKey(Case, models.PROTECT, db_index=False)
    promise = models.TextField()
    item = models.TextField()
    number = models.IntegerField()
    mark = models.TextField()
    at = models.DateTimeField()
    detected_at = models.DateTimeField()

    class Meta:
        db_table = "promise_mark"
        constraints = [
            models.UniqueConstraint(fields=["case", "promise", "item", "number", "mark"], name="marked-already")
        ]


class WorkRow(models.Model):
    """A line of a party's worklist: everything the list shows, nothing it must join."""

    party = models.TextField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="work", db_index=False)
    public = models.TextField()
    number = models.TextField()
    person = Words()  # the name, where this party may know it
    born_on = models.DateField(null=True)
    language = Words()
    programme = models.TextField()
    owner = Words()
    step = models.TextField()  # what to do next, or what is waited for: a key
    promise = Words()  # the promise whose due instant this is
    holder = models.TextField()  # whose turn it is
    mine = models.BooleanField()  # whether it is this party's
    due_at = models.DateTimeField(null=True)
    exclusive = models.BooleanField(default=False)
    warn_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    urgency = models.IntegerField(default=0)  # 2: a patient is waiting; 1: urgent; 0
    rank = models.IntegerField()  # what comes first: whoever waits, then whose turn is ours
    sort_at = models.DateTimeField()  # `due_at`, or infinity
    unread = models.IntegerField(default=0)
    flags = ArrayField(models.TextField(), default=list)
    open = models.BooleanField(default=True)
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "work_row"
        constraints = [models.UniqueConstraint(fields=["party", "case"], name="work_row_one")]
        indexes = [
            models.Index(
                fields=["party", "rank", "sort_at", "case"], condition=models.Q(open=True), name="work_row_next"
            ),
            models.Index(
                fields=["party", "owner", "rank", "sort_at", "case"],
                condition=models.Q(open=True),
                name="work_row_own",
            ),
            models.Index(fields=["party", "due_at"], condition=models.Q(open=True), name="work_row_due"),
        ]
