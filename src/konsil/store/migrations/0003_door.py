"""What the door keeps: tokens, entrances, sittings, ways back in; see `store/sql/09_door.sql`."""

from django.db import migrations

from konsil.store.apps import sql


class Migration(migrations.Migration):
    dependencies = [("store", "0002_functions"), ("sessions", "0001_initial")]
    operations = [migrations.RunSQL(sql("09_door.sql"), migrations.RunSQL.noop)]
