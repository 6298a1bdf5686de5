"""An import on its way: staging rows, kept until it was applied or dropped."""

from django.db import models

from konsil.store.models.fields import Public, Words


class ImportRun(models.Model):
    """One file. `sha256` makes a second start of the same file go on where the first stopped."""

    public = Public("i")
    population = models.TextField()
    policy = models.TextField()
    sha256 = models.BinaryField()
    state = models.TextField(default="staged")  # staged, applied
    began_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    by = models.TextField()
    found = models.JSONField(default=dict)

    class Meta:
        db_table = "import_run"


class ImportRow(models.Model):
    """One line of the file; `cells` go when the import was applied."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows", db_index=False)
    row = models.IntegerField()
    cells = models.JSONField()
    fault_column = Words()
    fault_reason = Words()

    class Meta:
        db_table = "import_row"
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="import_row_one")]
