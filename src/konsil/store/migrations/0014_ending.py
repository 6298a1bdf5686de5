"""What ends by itself, and who may take back what; what a restored copy may: see `store/sql/20_ending.sql`
and `21_restored.sql`."""

from django.db import migrations

from konsil.store.apps import sql


class Migration(migrations.Migration):
    dependencies = [("store", "0013_figures")]
    operations = [
        migrations.RunSQL(sql("20_ending.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(sql("21_restored.sql"), migrations.RunSQL.noop),
    ]
