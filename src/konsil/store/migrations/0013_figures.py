"""Counting anew only what a changed calendar can move: see `store/sql/19_figures.sql`."""

from django.db import migrations

from konsil.store.apps import sql


class Migration(migrations.Migration):
    dependencies = [("store", "0012_visits")]
    operations = [migrations.RunSQL(sql("19_figures.sql"), migrations.RunSQL.noop)]
