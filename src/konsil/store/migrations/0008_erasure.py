"""Erasure by rule: see `store/sql/14_erasure.sql`."""

from django.db import migrations

from konsil.store.apps import sql


class Migration(migrations.Migration):
    dependencies = [("store", "0007_live")]
    operations = [migrations.RunSQL(sql("14_erasure.sql"), migrations.RunSQL.noop)]
