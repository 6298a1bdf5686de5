"""Documents: what lies in the file store, whose it is and whether it may be served."""

from django.db import models

from konsil.store.models.fields import Public, Words


class Document(models.Model):
    """A paper or an image of a case. The constraint ties it to the case's own person (R3)."""

    public = Public("d")
    case = models.ForeignKey("store.Case", models.PROTECT, null=True, related_name="documents")
    person = models.ForeignKey("store.Person", models.PROTECT)
    kind = models.TextField()  # what it is: pathology, imaging, consent, opinion …
    category = models.TextField(default="medical")  # who may read it: as a fact's
    title_key = Words()
    name = Words()  # the file's own, shown and never used as a path
    language = Words()
    sha256 = models.BinaryField()
    stored = Words()  # what `gates/storage` gets it by
    size = models.BigIntegerField()
    mime = models.TextField()
    state = models.TextField(default="quarantined")  # quarantined, clean, refused, misfiled
    why = Words()  # the refusal key, if refused
    uploaded_by = models.TextField()  # the account
    party = models.TextField()  # its party
    uploaded_at = models.DateTimeField()
    moved_to = models.ForeignKey("self", models.PROTECT, null=True)

    class Meta:
        db_table = "document"
        indexes = [models.Index(fields=["case"], name="document_case")]
