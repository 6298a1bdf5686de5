"""What the worker needs: see `store/sql/10_work.sql`."""

from django.db import migrations

from konsil.store.apps import sql


class Migration(migrations.Migration):
    dependencies = [("store", "0003_door"), ("procrastinate", "0001_initial")]
    operations = [
        migrations.RunSQL(sql("10_work.sql"), migrations.RunSQL.noop),
    ]
