"""Expert centres, and who ranked them for what, when and why."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from konsil.store.models.fields import Dated, Words
from konsil.store.models.parties import Organisation


class Centre(models.Model):
    """What is known of an organisation as an expert centre. `desk` is the address that answers."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True)
    languages = ArrayField(models.TextField(), default=list)
    desk = Words()
    about = models.JSONField(default=dict)  # language -> sentences for the member
    days = models.IntegerField(null=True)  # what it usually takes

    class Meta:
        db_table = "centre"


class Ranking(Dated):
    """A centre's rank for the diseases whose code begins so, with its source and date (A14)."""

    disease = models.TextField()  # a prefix: C34, C3, C
    centre = models.ForeignKey(Centre, models.PROTECT)
    rank = models.IntegerField()
    source = models.TextField()
    published_on = models.DateField()

    class Meta:
        db_table = "ranking"
        indexes = [models.Index(fields=["disease", "rank"], name="ranking_disease")]
