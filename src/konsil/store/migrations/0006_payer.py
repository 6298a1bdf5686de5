"""What an insurer may learn; see `store/sql/12_payer.sql`."""

from django.db import migrations

from konsil.store.apps import sql


class Migration(migrations.Migration):
    dependencies = [("store", "0005_planting")]
    operations = [migrations.RunSQL(sql("12_payer.sql"), migrations.RunSQL.noop)]
