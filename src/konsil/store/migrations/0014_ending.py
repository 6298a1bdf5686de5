"""What ends by itself, and who may take back what; see `store/sql/20_ending.sql`."""

from django.db import migrations

from konsil.store.apps import sql


class Migration(migrations.Migration):
    dependencies = [("store", "0013_figures")]
    operations = [migrations.RunSQL(sql("20_ending.sql"), migrations.RunSQL.noop)]
