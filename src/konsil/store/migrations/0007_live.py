"""What the live process asks: see `store/sql/13_live.sql`."""

from django.db import migrations

from konsil.store.apps import sql


class Migration(migrations.Migration):
    dependencies = [("store", "0006_payer")]
    operations = [migrations.RunSQL(sql("13_live.sql"), migrations.RunSQL.noop)]
