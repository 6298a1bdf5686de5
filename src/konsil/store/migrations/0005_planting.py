"""Whole cases with a past; see `store/sql/11_planting.sql`."""

from django.db import migrations

from konsil.store.apps import sql


class Migration(migrations.Migration):
    dependencies = [("store", "0004_work")]
    operations = [migrations.RunSQL(sql("11_planting.sql"), migrations.RunSQL.noop)]
